"""Extractors small enough to be loaded in every pool process, with documents that make them fail."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extractor.engines import Document, Manifest
from extractor.model import Authority, Candidate, Frequency, Label, Modality, Span
from ordinances.model import Clause, Part


def document(doc_id: str, *texts: str) -> Document:
    """Give a document of one-paragraph articles."""
    clauses = tuple(
        Clause("t.txt", "題名", "", f"第{n}条", Part.MAIN, str(n), "1", (), "", (), text)
        for n, text in enumerate(texts, start=1)
    )
    return Document(doc_id, clauses)


class PostingExtractor:
    """Finds 掲示 in every clause; 異常 makes it raise, 急死 ends the process."""

    def extract(self, clauses: Sequence[Clause], only: Collection[int] | None = None) -> list[Candidate]:
        """Find the clauses that hold 掲示."""
        assert only is None, "its manifest cannot be taken apart"
        return [_candidate(clause) for clause in clauses if "掲示" in _safe(clause.text)]


@dataclass(frozen=True, slots=True)
class PostingRecipe:
    """Makes a ``PostingExtractor``."""

    name: str = "posting-1"

    def load(self) -> PostingExtractor:
        """Make the extractor."""
        return PostingExtractor()

    def version(self) -> str:
        """Name the version."""
        return self.name

    def manifest(self) -> Manifest:
        """Any change of the name bears on everything."""
        return Manifest.opaque(self.name)


def _safe(text: str) -> str:
    if "異常" in text:
        raise ValueError("異常な\n条文")
    if "急死" in text:
        os._exit(3)
    return text


def _candidate(clause: Clause) -> Candidate:
    start = clause.text.index("掲示")
    span = Span(start, start + 2, "掲示", "test.posting")
    return Candidate(
        clause=clause,
        label=Label.POSTING,
        score=0.75,
        rules=("test.posting",),
        spans=(span,),
        modality=Modality.DUTY,
        frequency=Frequency("P1M", at_least=True, text="毎月1回以上"),
        digital_alternative=(span,),
        authority=Authority(own=False, law="地方自治法", article="第16条第4項"),
        phase=1,
        category="",
        flags=("higher_law",),
        explanation="掲示の定めです。",
    )
