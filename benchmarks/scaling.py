"""Does twice the machine do twice the work, and sixteen times the text cost sixteen times as much?

    python benchmarks/scaling.py CORPUS [--chars 1000000]

Takes about ``--chars`` characters of CORPUS (all of it several times where it is smaller) and extracts 1, 4 and
16 copies of them (each copy's texts differ by a number, so that no cache helps), the smaller sizes several times
and their median taken, since a second's work is too short to be told from the machine's noise; then the 16 copies
in a pool of one and of two processes, from the first result on; a new process from its start to its first candidate;
and the import of CORPUS into a new ledger. CPU seconds are given beside wall seconds, since other work on the
machine disturbs them less. The last line is one JSON object.
"""
# ruff: noqa: E402 - the BLAS libraries read their thread count when numpy is imported

from __future__ import annotations

import os

# One BLAS thread, as in a pool process.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.engines import Document, Manifest, PackRecipe, run
from extractor.engines.model import Extracts
from ordinances import clauses, read
from review_app.commands.importing import import_paths
from review_app.ledger import Ledger

COPIES = (1, 4, 16)
# How often each size is timed.
_ROUNDS = {1: 5, 4: 3, 16: 1}
_FIRST = """
from extractor import Extractor
from ordinances.model import Clause, Part
text = "遊具は、毎年1回点検しなければならない。"
assert Extractor.load().extract([Clause("s", "t", "", "l", Part.MAIN, "1", "1", (), "", (), text)])
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A recipe around an extractor that is loaded already."""

    extractor: Extracts

    def load(self) -> Extracts:
        """Give the extractor."""
        return self.extractor

    def version(self) -> str:
        """Nothing is cached in a benchmark."""
        return ""

    def manifest(self) -> Manifest:
        """As above."""
        return Manifest.opaque("")


def main() -> None:
    """Run everything and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--chars", type=int, default=1_000_000, help="characters of one copy")
    options = parser.parse_args()
    base = sample(options.corpus, options.chars)
    report = {"chars": size(base), "load_before": round(os.getloadavg()[0], 1)}
    report |= linear(base) | pool(base) | first_result() | importing(options.corpus)
    print(json.dumps(report | {"load_after": round(os.getloadavg()[0], 1)}))


def sample(corpus: Path, chars: int) -> list[Document]:
    """Read every n-th ordinance of the corpus so that there are about ``chars`` characters, or all, repeated."""
    documents = [
        Document(outcome.source, tuple(clauses(outcome.ordinance)))
        for outcome in read([corpus])
        if outcome.ordinance is not None
    ]
    step = max(size(documents) // chars, 1)
    taken = documents[::step]
    return list(copies(taken, max(chars // size(taken), 1)))


def size(documents: Sequence[Document]) -> int:
    """Count the characters of all clauses."""
    return sum(len(clause.text) for document in documents for clause in document.clauses)


def copies(base: Sequence[Document], count: int, first: int = 0) -> Iterator[Document]:
    """Give ``count`` copies of the documents, one after the other, each clause numbered from ``first`` on."""
    for number in range(first, first + count):
        for one in base:
            texts = (replace(clause, text=f"{clause.text}{number}") for clause in one.clauses)
            yield Document(f"{number}/{one.doc_id}", tuple(texts))


def linear(base: Sequence[Document]) -> dict[str, object]:
    """Time each number of copies in this process; ``linear`` is the worst deviation from one copy."""
    ready = Loaded(PackRecipe().load())
    list(run(base, recipe=ready))  # loads GiNZA and warms what is remembered by text
    cost: dict[int, float] = {}
    numbered = 0
    for count in COPIES:
        rounds = []
        for _ in range(_ROUNDS[count]):
            documents = list(copies(base, count, numbered))
            numbered += count
            wall, cpu = timed(lambda documents=documents: list(run(documents, recipe=ready)))
            rounds.append(cpu / size(documents) * 1e6)
            print(
                f"{count:3} copies: {wall:7.2f} s, {cpu:7.2f} CPU s, {rounds[-1]:.2f} CPU s a million characters"
            )
        cost[count] = statistics.median(rounds)
    worst = max(abs(cost[count] / cost[1] - 1) for count in COPIES)
    return {"cpu_s_per_million_chars": round(cost[COPIES[-1]], 2), "linear": round(worst, 3)}


def pool(base: Sequence[Document]) -> dict[str, object]:
    """Time a pool of one and of two processes from the first result on."""
    seconds = {}
    documents = list(copies(base, COPIES[-1]))
    for jobs in (1, 2):
        results = run(documents, "process", jobs)
        next(results)
        seconds[jobs], _ = timed(lambda results=results: list(results))
        print(f"{jobs} process(es): {seconds[jobs]:.2f} s, load {os.getloadavg()[0]:.1f}")
    return {"speedup_2": round(seconds[1] / seconds[2], 2)}


def first_result() -> dict[str, object]:
    """Time a new process from its start to its first candidate."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, _ = timed(lambda: subprocess.run([sys.executable, "-c", _FIRST], check=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"first result: {wall:.2f} s, {cpu:.2f} CPU s")
    return {"first_result_s": round(wall, 2), "first_result_cpu_s": round(cpu, 2)}


def importing(corpus: Path) -> dict[str, object]:
    """Time the import of the corpus into a new ledger."""
    megabytes = sum(path.stat().st_size for path in corpus.rglob("*") if path.is_file()) / 1e6
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "tenken.duckdb") as ledger:
        wall, cpu = timed(lambda: import_paths(ledger, [corpus], None, None, quiet=True))
    print(f"import: {megabytes:.1f} MB, {wall:.2f} s, {cpu:.2f} CPU s")
    return {
        "import_mb_per_s": round(megabytes / wall, 2),
        "import_mb_per_cpu_s": round(megabytes / cpu, 2),
    }


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Run something; give its wall and this process's CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
