"""``tenken extract``: run the rules on what they have not been run on yet, and store the candidates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from extractor.engines import Document, PackRecipe
    from review_app.ledger import Ledger
    from review_app.ledger.extraction import Extracted, Pending, Run
    from review_app.workflow.editions import Carried

CLAUSES_PER_WRITE = 5_000
_MODELS = ("ja_ginza", "ginza", "spacy", "SudachiPy", "SudachiDict-core")


class EngineChoice(StrEnum):
    """The engines as the command line takes them."""

    SERIAL = "serial"
    PROCESS = "process"
    RAY = "ray"


@dataclass(slots=True)
class Report:
    """What one extraction did."""

    ordinances: int = 0
    clauses: int = 0
    candidates: int = 0
    failures: int = 0
    seconds: float = 0.0
    carried: Carried | None = None

    @property
    def exit_code(self) -> int:
        """0 when every ordinance was extracted, 1 when some failed."""
        return console.SOME_FAILED if self.failures else console.DONE

    def summary(self) -> str:
        """The last line of the run."""
        if not self.ordinances and not self.failures:
            return "新しく調べる例規はありません（この規則では調べ終わっています）。"
        failed = f"、失敗 {self.failures:,} 件" if self.failures else ""
        return (
            f"例規 {self.ordinances:,} 件（{self.clauses:,} 条項）を調べ、"
            f"候補 {self.candidates:,} 件を見つけました{failed}（{self.seconds:.1f} 秒）。"
        )

    def carried_lines(self) -> Iterator[str]:
        """What happened to the cases of the editions before; nothing when there was nothing to carry."""
        if self.carried is None or not (self.carried.counts or self.carried.absent):
            return
        counts = self.carried.counts
        yield (
            f"版「{self.carried.edition}」への引継ぎ: そのまま {counts['kept']:,} 件、"
            f"再確認 {counts['recheck'] + counts['proposed']:,} 件（うち完了の提案 {counts['proposed']:,} 件）、"
            f"廃止・削除により終了 {counts['closed']:,} 件（廃止された例規 {counts['repealed']:,} 件）"
        )
        if self.carried.absent:
            yield (
                f"前の版にある例規のうち {self.carried.absent:,} 件がこの版にありません。半分を超えるため、"
                "改正分だけの取込みとみなし、廃止としては扱いませんでした。"
                "廃止として扱う場合は tenken extract --close-absent を実行してください。"
            )


def command(  # noqa: PLR0913, PLR0917 - typer reads options off the arguments
    db: DbOption = None,
    engine: Annotated[
        EngineChoice,
        typer.Option("--engine", help="serial 順に、process 複数のプロセスで、ray 複数の計算機で"),
    ] = EngineChoice.SERIAL,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="並列の数", min=1, max=256)] = 1,
    close_absent: Annotated[
        bool,
        typer.Option("--close-absent", help="新しい版に例規の半分超がなくても、ない例規を廃止として扱います"),
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="規則ID", help="使わない規則（何度でも指定できます）"),
    ] = None,
    shards: Annotated[
        Path | None, typer.Option("--input", metavar="DIR", help="tenken pack で作ったフォルダー（ray だけ）")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="結果を置くフォルダー（ray だけ）")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help="Ray のクラスタ（省略時はこの計算機だけで）")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """取り込んだ例規からアナログ規制の候補を探して台帳に記録します（未処理の分だけ）。

    新しい版では、前の版の案件と判断を引き継ぎます。
    --input と --output があれば、台帳を使わず、tenken pack で作ったフォルダーを調べます（--engine ray）。
    """
    from extractor.engines import PackRecipe
    from review_app.commands import cluster

    recipe = PackRecipe(disabled=known_rules(without or []))
    if shards or out or address:
        cluster.extract(engine, shards, out, cluster.Means(recipe, jobs, address), quiet=quiet)
    with (
        cluster.refusals(),
        open_ledger(db) as ledger,
        console.progress_bar("抽出", quiet=quiet) as progress,
    ):
        report = extract(ledger, engine.value, jobs, progress, recipe, close_absent=close_absent)
        console.say(report.summary())
        for line in report.carried_lines():
            console.say(line)
        raise typer.Exit(report.exit_code)


def extract(
    ledger: Ledger,
    engine: str,
    jobs: int,
    progress: Callable[[int, int], None] | None,
    recipe: PackRecipe | None = None,
    *,
    close_absent: bool = False,
) -> Report:
    """Extract what is pending in the newest edition and carry the cases of those before to it.

    LedgerError when nothing was imported yet; ``recipe``: the rules, those delivered with tenken when None;
    rules that legal switched off for this city are left out as well;
    ordinances analysed before come from the cache beside the ledger; ``close_absent``: see
    ``workflow.editions.carry_over``.
    ``progress`` is called with (clauses done, clauses in all). What is written stays when the run is stopped.
    """
    from extractor.engines import PackRecipe
    from review_app.ledger import LedgerError, extraction, imports
    from review_app.workflow import editions, rules
    from review_app.workflow.actors import SYSTEM_AUTHOR

    edition = imports.current_edition(ledger)
    if edition is None:
        raise LedgerError("例規がまだありません。先に tenken import で取り込んでください。")
    recipe = recipe or PackRecipe()
    recipe = replace(recipe, disabled=tuple(sorted({*recipe.disabled, *rules.switched_off(ledger)})))
    rules_hash = recipe.version()
    editions.link(ledger, SYSTEM_AUTHOR)
    report, started = Report(), time.monotonic()
    _, total = extraction.pending_size(ledger, edition[0], rules_hash)
    if total:
        models = {name: version(name) for name in _MODELS}
        run = extraction.start_run(ledger, edition[0], rules_hash, models, engine, jobs)
        _run(ledger, run, recipe, report, lambda: progress and progress(report.clauses, total))
        report.seconds = time.monotonic() - started
        extraction.end_run(
            ledger, run, report.seconds, (report.ordinances, report.candidates, report.failures)
        )
    report.carried = editions.carry_over(ledger, SYSTEM_AUTHOR, close_absent=close_absent)
    return report


@dataclass(slots=True)
class _InFlight:
    """The documents handed to the engine whose results have not come back; bounded by the engine's own
    queue.
    """

    pending: dict[str, Pending] = field(default_factory=dict)

    def documents(self, source: Iterator[Pending]) -> Iterator[Document]:
        from extractor.engines import Document

        for item in source:
            self.pending[str(item.ordinance_id)] = item
            yield Document(str(item.ordinance_id), tuple(item.clauses))


def known_rules(ids: list[str]) -> tuple[str, ...]:
    """Give the ids back; an id that no rule has is a wrong usage."""
    from extractor.engines import PackRecipe

    unknown = sorted(set(ids) - set(PackRecipe().manifest().rules)) if ids else []
    if unknown:
        raise typer.BadParameter(f"{'、'.join(map(console.printable, unknown))} という規則はありません")
    return tuple(ids)


def cache_path(ledger: Path) -> Path:
    """Where the results of earlier runs are kept beside a ledger; the file may be deleted at any time.

    A ledger still in the making (``demo.partial``) uses the file of the one it will be.
    """
    return ledger.with_name(f"{ledger.stem.removesuffix('.partial')}.cache.sqlite3")


def _run(ledger: Ledger, run: Run, recipe: PackRecipe, report: Report, tick: Callable[[], object]) -> None:
    from extractor import THRESHOLD, engines
    from review_app.ledger import extraction
    from review_app.ledger.kept_results import FileCache

    flight, chunk = _InFlight(), _Chunk(ledger, run)
    documents = flight.documents(extraction.pending(ledger, run.edition_id, run.rules_hash))
    with FileCache(cache_path(ledger.path)) as cache:
        for result in engines.run(documents, run.engine, run.jobs, recipe=recipe, cache=cache):
            item = flight.pending.pop(result.doc_id)
            if result.error:
                report.failures += 1
                console.say(f"失敗: {console.printable(item.source)}: {console.printable(result.error)}")
                continue
            found = [candidate for candidate in result.candidates if candidate.score >= THRESHOLD]
            chunk.add(extraction.Extracted(item, found))
            report.ordinances += 1
            report.clauses += len(item.clauses)
            report.candidates += len(found)
            tick()
        chunk.flush()


@dataclass(slots=True)
class _Chunk:
    """Results waiting to be written together."""

    ledger: Ledger
    run: Run
    items: list[Extracted] = field(default_factory=list)
    clauses: int = 0

    def add(self, item: Extracted) -> None:
        self.items.append(item)
        self.clauses += len(item.pending.clauses)
        if self.clauses >= CLAUSES_PER_WRITE:
            self.flush()

    def flush(self) -> None:
        from review_app.ledger import extraction
        from review_app.workflow.actors import SYSTEM_AUTHOR

        if self.items:
            extraction.write(self.ledger, SYSTEM_AUTHOR, self.run, self.items)
            self.items, self.clauses = [], 0
