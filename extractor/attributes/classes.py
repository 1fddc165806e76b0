"""類型 (category) and current PHASE by editable tables; what a table does not hold stays empty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError

from extractor.attributes.packs import AttributeTableError, Regex, Table, load
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


@dataclass(frozen=True, slots=True)
class Classes:
    """The two tables in force."""

    phases: PhaseTable
    categories: CategoryTable

    @classmethod
    def of(cls, tables: Mapping[str, str]) -> Classes:
        """Give the delivered tables with a city's own (JSON in the shape of the YAML) in place of them, by name.

        Raises:
            AttributeTableError: a table is not of that shape.
        """
        try:
            return cls(
                PhaseTable.model_validate_json(tables["phase"]) if "phase" in tables else _phases(),
                CategoryTable.model_validate_json(tables["category"])
                if "category" in tables
                else _categories(),
            )
        except (ValidationError, re.error) as error:
            reason = str(error).splitlines()[0]
            raise AttributeTableError(f"市の表を読めません（{reason}）。") from error


def delivered() -> Classes:
    """Give the tables that come with tenken."""
    return Classes(_phases(), _categories())


@cache
def _categories() -> CategoryTable:
    return load(CategoryTable, "category")


@cache
def _phases() -> PhaseTable:
    return load(PhaseTable, "phase")


def category_of(clause: Clause, label: Label, spans: Sequence[Span], classes: Classes | None = None) -> str:
    """Give the 類型 whose words stand in the hit, else in its clause, else in its lead; ``""`` for none."""
    hit = "".join(view(span.text).text for span in spans)
    texts = (hit, view(clause.text).text, "".join(view(lead).text for lead in clause.lead))
    rows = [row for row in (classes or delivered()).categories.categories if row.label is label]
    for text in texts:
        for row in rows:
            if row.words.search(text):
                return row.category
    return ""


def phase_of(label: Label, *, digital: bool, classes: Classes | None = None) -> PhaseRow | None:
    """Give the row that tells the current PHASE, or None where the table has none."""
    rows = (classes or delivered()).phases.phases
    return next((row for row in rows if row.label is label and row.digital is digital), None)
