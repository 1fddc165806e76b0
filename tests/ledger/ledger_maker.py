"""Ledgers for tests: a clock that ticks, ordinances and candidates in short, and a small city hall."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from extractor.model import Authority, Candidate, Frequency, Label, Modality, Span
from ordinances.model import Clause, Ordinance, Part
from review_app.ledger import Ledger, extraction, imports
from review_app.ledger.events import Author
from review_app.ledger.imports import Imported, Incoming

AUTHOR = Author("tester", "試験", "legal", None, "cli")
START = datetime(2026, 11, 2, 0, 0, 0)


class Clock:
    """A clock that advances one second with each look, and further when told."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def open_ledger(folder: Path, clock: Clock | None = None) -> Ledger:
    return Ledger.open(folder / "tenken.duckdb", clock=clock or Clock())


def clause(title: str, place: int, text: str, source: str = "") -> Clause:
    return Clause(
        source=source or f"{title}.txt",
        title=title,
        number="",
        locator=f"第{place}条",
        part=Part.MAIN,
        article=str(place),
        paragraph="1",
        items=(),
        caption="点検",
        headings=("第1章 総則",),
        text=text,
        lead=("前段の文",),
    )


def incoming(title: str, texts: list[str], *, number: str = "", source: str = "", sha: str = "") -> Incoming:
    source = source or f"{title}.txt"
    clauses = [clause(title, place, text, source) for place, text in enumerate(texts, start=1)]
    return Incoming(Ordinance(source, title, number), clauses, sha or f"sha-{source}-{texts}", 100)


def load(ledger: Ledger, *items: Incoming, edition: str | None = None) -> list[Imported]:
    edition_id, _ = imports.ensure_edition(ledger, AUTHOR, edition)
    return list(imports.write_ordinances(ledger, AUTHOR, edition_id, items))


def candidate(of: Clause, label: Label, words: str, score: float = 0.9) -> Candidate:
    start = of.text.index(words)
    return Candidate(
        clause=of,
        label=label,
        score=score,
        rules=("test.rule",),
        spans=(Span(start, start + len(words), words, "test.rule"),),
        modality=Modality.DUTY,
        frequency=Frequency("P1Y", True, "毎年1回"),
        digital_alternative=(),
        authority=Authority(own=False, law="地方自治法", article="第16条"),
        phase=1,
        category="検査・点検",
        flags=("higher_law",),
        explanation="毎年の点検を求めています。",
    )


WORDS = {"巡視": Label.VISUAL, "掲示": Label.POSTING, "毎年": Label.PERIODIC}


def extract(ledger: Ledger, rules_hash: str = "rules-1", words: dict[str, Label] | None = None) -> int:
    """Find a candidate for each word that stands in a clause; gives how many ordinances were pending."""
    edition = imports.current_edition(ledger)
    assert edition is not None
    run = extraction.start_run(ledger, edition[0], rules_hash, {"ja_ginza": "5.3"}, "serial", 1)
    chunk = []
    for item in extraction.pending(ledger, edition[0], rules_hash):
        found = [
            candidate(c, label, word)
            for c in item.clauses
            for word, label in (WORDS if words is None else words).items()
            if word in c.text
        ]
        chunk.append(extraction.Extracted(item, found))
    extraction.write(ledger, AUTHOR, run, chunk)
    return len(chunk)


PARK = incoming(
    "公園条例",
    [
        "市長は、公園を巡視するものとする。",
        "市長は、心得を掲示しなければならない。",
        "遊具は毎年点検し、100%の結果を掲示する。",
    ],
    number="平成15年条例第46号",
)
WATER = incoming("水道規程", ["管理者は、施設を巡視する。", "様式は別に定める。"], number="昭和52年規程第8号")
