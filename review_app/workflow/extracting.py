"""Running the rules on a new edition (抽出) and carrying the cases to it, for the command line and the app alike.

In steps that are one transaction each: link, extract, carry over. What is written stays when the run is
stopped, and the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

from extractor.engines import Document, PackRecipe, Result
from extractor.engines import run as run_engine
from extractor.model import Candidate
from extractor.scoring import THRESHOLD
from review_app.ledger import Ledger, extraction, imports
from review_app.ledger.errors import LedgerError
from review_app.ledger.events import Author
from review_app.ledger.extraction import Extracted, Pending, Run
from review_app.ledger.kept_results import FileCache
from review_app.ledger.quack import address_of
from review_app.workflow import class_tables, editions, rules
from review_app.workflow.editions import Carried

CLAUSES_PER_WRITE = 5_000
_MODELS = ("ja_ginza", "ginza", "spacy", "SudachiPy", "SudachiDict-core")


@dataclass(frozen=True, slots=True)
class Way:
    """How to run: engine and processes, the rules (those delivered with tenken when None), what of a city
    whose edition holds less than half (``workflow.editions.carry_over``).
    """

    engine: str = "serial"
    jobs: int = 1
    recipe: PackRecipe | None = None
    close_absent: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: ``progress`` hears (clauses done, in all), ``failed`` (source, Japanese reason) of an ordinance
    that could not be analysed, ``step`` the name of each step as it begins.
    """

    progress: Callable[[int, int], object] = lambda _done, _total: None
    failed: Callable[[str, str], object] = lambda _source, _reason: None
    step: Callable[[str], object] = lambda _name: None


@dataclass(slots=True)
class Extraction:
    """What one extraction did."""

    ordinances: int = 0
    clauses: int = 0
    candidates: int = 0
    failures: int = 0
    seconds: float = 0.0
    carried: Carried | None = None


def extract(ledger: Ledger, author: Author, way: Way, watch: Watch | None = None) -> Extraction:
    """Extract what is pending in the newest edition and carry the cases of those before to it.

    Raises LedgerError when nothing was imported yet, or another import or extraction is going on. Rules that
    legal switched off for this city are left out; ordinances analysed before come from the cache beside the
    ledger. ``watch.progress`` may raise to stop.
    """
    with ledger.edition_turn:
        return _extract(ledger, author, way, watch or Watch())


def _extract(ledger: Ledger, author: Author, way: Way, watch: Watch) -> Extraction:
    edition = imports.current_edition(ledger)
    if edition is None:
        raise LedgerError("例規がまだありません。先に tenken import で取り込んでください。")
    recipe = in_force(ledger, way.recipe)
    rules_hash = recipe.version()
    watch.step("link")
    editions.link(ledger, author)
    watch.step("extract")
    report, started = Extraction(), time.monotonic()
    _, total = extraction.pending_size(ledger, edition[0], rules_hash)
    if total:
        models = {name: version(name) for name in _MODELS}
        run = extraction.start_run(ledger, edition[0], rules_hash, models, way.engine, way.jobs)
        _Running(ledger, author, run, report, watch, total).go(recipe)
        report.seconds = time.monotonic() - started
        extraction.end_run(
            ledger, run, report.seconds, (report.ordinances, report.candidates, report.failures)
        )
    watch.step("carry")
    ledger.edition_turn.check()
    report.carried = editions.carry_over(ledger, author, close_absent=way.close_absent)
    return report


def in_force(ledger: Ledger, recipe: PackRecipe | None = None) -> PackRecipe:
    """Give the rules without those that legal switched off for this city, with the city's tables of PHASE and 類型."""
    recipe = recipe or PackRecipe()
    off = tuple(sorted({*recipe.disabled, *rules.switched_off(ledger)}))
    return replace(recipe, disabled=off, tables=recipe.tables or class_tables.tables(ledger))


def waiting(ledger: Ledger) -> int:
    """How many ordinances of the newest edition the rules in force have not been run on."""
    edition = imports.current_edition(ledger)
    return extraction.pending_size(ledger, edition[0], in_force(ledger).version())[0] if edition else 0


def cache_path(ledger: Path) -> Path:
    """Where the results of earlier runs are kept beside a ledger; the file may be deleted at any time.

    A ledger still in the making (``demo.partial``) uses the file of the one it will be; one behind a server has no
    place on this machine, so its results are kept in the user's cache folder.
    """
    if server := address_of(str(ledger)):
        folder = user_cache_path("tenken", appauthor=False, ensure_exists=True)
        return folder / f"{server.host.strip('[]').replace(':', '-')}-{server.port}.cache.sqlite3"
    return ledger.with_name(f"{ledger.stem.removesuffix('.partial')}.cache.sqlite3")


@dataclass(slots=True)
class _Running:
    """One run: documents out to the engine (bounded by its own queue), results in, written some at a time."""

    ledger: Ledger
    author: Author
    run: Run
    report: Extraction
    watch: Watch
    total: int
    in_flight: dict[str, Pending] = field(default_factory=dict)
    unwritten: list[Extracted] = field(default_factory=list)
    unwritten_clauses: int = 0

    def go(self, recipe: PackRecipe) -> None:
        """Analyse everything that is pending."""
        with FileCache(cache_path(self.ledger.path)) as cache:
            documents = self._documents()
            results = run_engine(documents, self.run.engine, self.run.jobs, recipe=recipe, cache=cache)
            with closing(results):  # when whoever looks on stops the run, its processes end now
                for result in results:
                    self._take(result)
            self._flush()

    def _take(self, result: Result) -> None:
        item = self.in_flight.pop(result.doc_id)
        if result.error:
            self.report.failures += 1
            self.watch.failed(item.source, result.error)
            return
        self._add(item, result.candidates)
        self.watch.progress(self.report.clauses, self.total)

    def _documents(self) -> Iterator[Document]:
        for item in extraction.pending(self.ledger, self.run.edition_id, self.run.rules_hash):
            self.in_flight[str(item.ordinance_id)] = item
            yield Document(str(item.ordinance_id), tuple(item.clauses))

    def _add(self, item: Pending, candidates: Sequence[Candidate]) -> None:
        found = [candidate for candidate in candidates if candidate.score >= THRESHOLD]
        self.unwritten.append(Extracted(item, found))
        self.unwritten_clauses += len(item.clauses)
        self.report.ordinances += 1
        self.report.clauses += len(item.clauses)
        self.report.candidates += len(found)
        if self.unwritten_clauses >= CLAUSES_PER_WRITE:
            self._flush()

    def _flush(self) -> None:
        if self.unwritten:
            extraction.write(self.ledger, self.author, self.run, self.unwritten)
            self.unwritten, self.unwritten_clauses = [], 0
