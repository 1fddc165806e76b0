"""The city's own mapping file (様式ファイル), kept as a setting; what it means is ``exports.layout``'s to say."""

from __future__ import annotations

from dataclasses import dataclass

from review_app.ledger import Ledger
from review_app.workflow import city_tables

_KEY = "sheet_layout"


@dataclass(frozen=True, slots=True)
class LayoutFile:
    """A mapping file: its name and its text (YAML)."""

    name: str
    text: str


def stored(ledger: Ledger) -> LayoutFile | None:
    """The city's mapping file, None while it uses the one that comes with tenken."""
    value = city_tables.stored(ledger, _KEY)[0]
    return LayoutFile(value["name"], value["text"]) if value is not None else None


def shown(ledger: Ledger, person_id: str) -> tuple[LayoutFile | None, int]:
    """The same with its revision, for legal and administrators."""
    city_tables.require(ledger, person_id)
    return stored(ledger), city_tables.stored(ledger, _KEY)[1]


def keep(ledger: Ledger, person_id: str, file: LayoutFile | None, seen_revision: int) -> None:
    """Put a checked mapping file in force (``exports.in_use.keep``), or go back to tenken's own with None."""
    value = {"name": file.name, "text": file.text} if file else None
    city_tables.store(ledger, person_id, _KEY, value, seen_revision)
