"""A recipe for cluster tests: finds 掲示, and once kills the worker that holds it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.engines import Manifest
from extractor.model import Authority, Candidate, Label, Span
from ordinances.model import Clause


@dataclass(frozen=True, slots=True)
class NoticeExtractor:
    """Finds 掲示; 急死 ends the process the first time it is met."""

    marker: Path

    def extract(self, clauses: Sequence[Clause], only: Collection[int] | None = None) -> list[Candidate]:
        """Find the clauses that hold 掲示."""
        assert only is None, "nothing is cached here"
        if any("急死" in clause.text for clause in clauses) and not self.marker.exists():
            self.marker.touch()
            os._exit(3)
        return [_candidate(clause) for clause in clauses if "掲示" in clause.text]


@dataclass(frozen=True, slots=True)
class NoticeRecipe:
    """Makes a ``NoticeExtractor``; ``marker`` is the file that says the worker has died once."""

    marker: Path
    name: str = "notice-1"

    def load(self) -> NoticeExtractor:
        """Make the extractor."""
        return NoticeExtractor(self.marker)

    def version(self) -> str:
        """Name the version."""
        return self.name

    def manifest(self) -> Manifest:
        """Any change of the name bears on everything."""
        return Manifest.opaque(self.name)


def _candidate(clause: Clause) -> Candidate:
    start = clause.text.index("掲示")
    return Candidate(
        clause=clause,
        label=Label.POSTING,
        score=0.5,
        rules=("test.notice",),
        spans=(Span(start, start + 2, "掲示", "test.notice"),),
        modality=None,
        frequency=None,
        digital_alternative=(),
        authority=Authority(own=True),
        phase=None,
        category="",
        flags=(),
        explanation="",
    )
