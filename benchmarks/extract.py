"""How fast the extractor is beside three yardsticks, on the same texts in one run.

    python benchmarks/extract.py CORPUS [--naive-chars 80000] [--jobs 2]

(a) tenken as delivered; (b) naive: ``nlp.pipe`` with ja_ginza over every clause, then the same rules without
the prefilter; (c) a bare regex net of all rules' literals; (d) SudachiPy tokenising everything. (a), (c) and
(d) run on all of CORPUS, (b) on stretches of articles from ordinances all over it, since the whole would take
hours; ``ratio_naive`` and ``difference`` compare (a) and (b) on that sample, models loaded. The pool's time
holds the start of its processes (``benchmarks/scaling.py`` measures without). The last line is one JSON object.
"""
# ruff: noqa: E402 - the BLAS libraries read their thread count when numpy is imported

from __future__ import annotations

import os

# One BLAS thread, as in a pool process.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from sudachipy import dictionary, tokenizer

from extractor import Extractor
from extractor.engines import Document, Extracts, Manifest, run
from extractor.nlp import MODEL
from ordinances import clauses, read
from ordinances.model import Clause
from rules.loader import load_packs

Found = frozenset[tuple[str, str, str]]
# SudachiPy refuses longer inputs (in bytes of UTF-8).
SUDACHI_LIMIT = 16_000
# Of how many ordinances the naive run sees a part.
STRETCHES = 50


@dataclass(frozen=True, slots=True)
class Timed:
    """One run: how many characters, how long, what was found."""

    name: str
    chars: int
    seconds: float
    found: Found

    @property
    def rate(self) -> float:
        """Characters per second."""
        return self.chars / self.seconds


@dataclass(frozen=True, slots=True)
class Loaded:
    """A recipe around an extractor that is loaded already."""

    extractor: Extractor

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
    parser.add_argument("--naive-chars", type=int, default=80_000, help="characters given to the naive run")
    parser.add_argument("--jobs", type=int, default=2, help="processes of the pool; 1 leaves the pool out")
    options = parser.parse_args()
    start_up = first_result_seconds()
    documents = load_documents(options.corpus)
    whole, summary = run_whole(documents, options.jobs)
    sample, compared = run_sample(sampled(documents, options.naive_chars))
    for one in (*whole, *sample):
        print(f"{one.name:34} {one.rate:14,.0f} characters/s {one.seconds:9.2f} s {len(one.found):8,} found")
    print(json.dumps({**compared, **summary, "first_result_s": round(start_up, 2)}))


def load_documents(corpus: Path) -> list[Document]:
    """Read the corpus and tell its size."""
    start = time.perf_counter()
    documents = [
        Document(outcome.source, tuple(clauses(outcome.ordinance)))
        for outcome in read([corpus])
        if outcome.ordinance is not None
    ]
    seconds = time.perf_counter() - start
    print(f"{len(documents):,} ordinances, {size(documents):,} characters, read in {seconds:.1f} s")
    return documents


def run_whole(documents: Sequence[Document], jobs: int) -> tuple[list[Timed], dict[str, object]]:
    """Run (a), (c) and (d) on everything; (a) includes loading its rules and model."""
    ours = timed("(a) tenken", documents, lambda: tenken(documents))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    net = timed("(c) bare regex net", documents, lambda: regex_net(documents))
    sudachi = timed("(d) SudachiPy", documents, lambda: tokenise(documents))
    runs = [ours, net, sudachi]
    summary: dict[str, object] = {
        "ratio_sudachi": round(ours.rate / sudachi.rate, 3),
        "ratio_regex": round(ours.rate / net.rate, 5),
        "peak_mb": round(peak, 1),
        "chars_per_s": round(ours.rate),
        "candidates": len(ours.found),
    }
    if jobs > 1:
        pool = timed(f"(a) tenken, {jobs} processes", documents, lambda: tenken(documents, "process", jobs))
        runs.insert(1, pool)
        summary["pool_speedup"] = round(ours.seconds / pool.seconds, 2)
        summary["pool_equal"] = pool.found == ours.found
    return runs, summary


def run_sample(sample: Sequence[Document]) -> tuple[list[Timed], dict[str, object]]:
    """Run (a) and (b) on the sample, models loaded, and print each difference."""
    ready = Loaded(Extractor.load())
    list(run(sample, recipe=ready))
    ours = timed("(a) tenken, loaded, sample", sample, lambda: tenken(sample, recipe=ready))
    naive = timed("(b) naive nlp.pipe, sample", sample, naive_run(sample))
    apart = ours.found ^ naive.found
    for key in sorted(apart):
        print("difference:", *key, "(tenken only)" if key in ours.found else "(naive only)")
    return [ours, naive], {
        "ratio_naive": round(ours.rate / naive.rate, 1),
        "difference": round(len(apart) / max(len(naive.found), 1), 5),
        "compared": len(naive.found),
    }


def timed(
    name: str, documents: Sequence[Document], work: Callable[[], Iterable[tuple[str, str, str]]]
) -> Timed:
    """Time one run."""
    start = time.perf_counter()
    found = frozenset(work())
    return Timed(name, size(documents), time.perf_counter() - start, found)


def size(documents: Sequence[Document]) -> int:
    """Count the characters of all clauses."""
    return sum(len(clause.text) for document in documents for clause in document.clauses)


def sampled(documents: Sequence[Document], chars: int) -> list[Document]:
    """Take about ``chars`` characters: a stretch of clauses from each of ``STRETCHES`` ordinances, spread evenly.

    The stretches begin at the start, the first, second and third quarter in turn, so that purpose clauses,
    duties and supplementary provisions all occur; both runs are given the same stretches.
    """
    step = max(len(documents) // STRETCHES, 1)
    chosen = documents[::step]
    each = chars / len(chosen)
    return [_stretch(document, number % 4 / 4, each) for number, document in enumerate(chosen)]


def _stretch(document: Document, start: float, chars: float) -> Document:
    """Cut clauses of about ``chars`` characters out of a document, from ``start`` (a share of it) on."""
    taken: list[Clause] = []
    for clause in document.clauses[int(len(document.clauses) * start) :]:
        if chars <= 0:
            break
        taken.append(clause)
        chars -= len(clause.text)
    return Document(document.doc_id, tuple(taken))


def tenken(
    documents: Sequence[Document], engine: str = "serial", jobs: int = 1, recipe: Loaded | None = None
) -> Iterable[tuple[str, str, str]]:
    """(a): the engine the commands run."""
    for result in run(documents, engine, jobs, recipe=recipe):
        for one in result.candidates:
            yield result.doc_id, one.clause.locator, one.label.value


def naive_run(documents: Sequence[Document]) -> Callable[[], Iterable[tuple[str, str, str]]]:
    """(b): parse every clause with ja_ginza as it comes, then run the rules without the prefilter."""
    nlp = spacy.load(MODEL)
    rules = Loaded(Extractor.load(fast_prefilter=False))
    texts = [clause.text for document in documents for clause in document.clauses if clause.text]

    def work() -> Iterable[tuple[str, str, str]]:
        for _ in nlp.pipe(texts):
            pass
        return tenken(documents, recipe=rules)

    return work


def regex_net(documents: Sequence[Document]) -> Iterable[tuple[str, str, str]]:
    """(c): one alternation of every literal of the rules, searched in the original texts."""
    words = {word for rule in load_packs().rules for word in rule.rule.literals}
    net = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    for document in documents:
        for clause in document.clauses:
            for match in net.finditer(clause.text):
                yield document.doc_id, clause.locator, match[0]


def tokenise(documents: Sequence[Document]) -> Iterable[tuple[str, str, str]]:
    """(d): SudachiPy, split mode C, over every clause; it finds nothing."""
    sudachi = dictionary.Dictionary().create(mode=tokenizer.Tokenizer.SplitMode.C)
    for document in documents:
        for clause in document.clauses:
            for start in range(0, len(clause.text), SUDACHI_LIMIT):
                sudachi.tokenize(clause.text[start : start + SUDACHI_LIMIT])
    return ()


def first_result_seconds() -> float:
    """Time a new process from its start to its first candidates."""
    script = (
        "from extractor import Extractor;"
        "from ordinances.model import Clause, Part;"
        "text = '遊具は、毎年1回点検しなければならない。';"
        "c = Clause('s', 't', '', 'l', Part.MAIN, '1', '1', (), '', (), text);"
        "assert Extractor.load().extract([c])"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
