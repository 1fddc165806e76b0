"""類型 (category) and current PHASE by editable tables; what a table does not hold stays empty."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractor.attributes.packs import Regex, Table, load
from extractor.attributes.view import view
from extractor.model import Label, Span
from ordinances.model import Clause


class CategoryRow(Table):
    """One row of ``category.yaml``."""

    label: Label
    category: str
    words: Regex


class CategoryTable(Table):
    """``category.yaml``."""

    categories: tuple[CategoryRow, ...]


class PhaseRow(Table):
    """One row of ``phase.yaml``; ``verified`` tells whether a source was read for it."""

    label: Label
    digital: bool
    phase: int
    verified: bool
    reason: str


class PhaseTable(Table):
    """``phase.yaml``."""

    phases: tuple[PhaseRow, ...]


@cache
def _categories() -> CategoryTable:
    return load(CategoryTable, "category")


@cache
def _phases() -> PhaseTable:
    return load(PhaseTable, "phase")


def category_of(clause: Clause, label: Label, spans: Sequence[Span]) -> str:
    """Give the 類型 whose words stand in the hit, else in its clause, else in its lead; ``""`` for none."""
    hit = "".join(view(span.text).text for span in spans)
    texts = (hit, view(clause.text).text, "".join(view(lead).text for lead in clause.lead))
    rows = [row for row in _categories().categories if row.label is label]
    for text in texts:
        for row in rows:
            if row.words.search(text):
                return row.category
    return ""


def phase_of(label: Label, *, digital: bool) -> PhaseRow | None:
    """Give the row that tells the current PHASE, or None where the table has none."""
    return next((row for row in _phases().phases if row.label is label and row.digital is digital), None)
