"""The tables of 現在のPHASE and 類型 as the city has them; the extractor takes them at the next extraction."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.attributes.classes import Classes, delivered
from extractor.model import Label
from review_app.ledger import Ledger
from review_app.workflow import city_tables
from review_app.workflow.errors import InvalidInputError

PHASE, CATEGORY = "phase", "category"
CITYS_REASON = "市の定めによる"
PHASES = (1, 2, 3)
LONGEST = 40
MOST_LINES = 30
_PARTED = re.compile(r"[、,，|｜\s]+")

# Label code and whether the clause names an electronic means: what a PHASE is looked up by.
PhaseKey = tuple[str, bool]


def tables(ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """The city's own tables, for ``extractor.engines.PackRecipe``; none while it has those delivered."""
    found = ((name, city_tables.stored(ledger, _key(name))[0]) for name in (PHASE, CATEGORY))
    return tuple((name, json.dumps(value, ensure_ascii=False)) for name, value in found if value is not None)


def _in_force(ledger: Ledger) -> Classes:
    return Classes.of(dict(tables(ledger)))


def phases(ledger: Ledger, person_id: str) -> tuple[dict[PhaseKey, int | None], int]:
    """The PHASE for every type with and without an electronic means, None where none is set; the revision."""
    city_tables.require(ledger, person_id)
    found: dict[PhaseKey, int | None] = {
        (label.value, digital): None for label in Label for digital in (False, True)
    }
    found |= {(row.label.value, row.digital): row.phase for row in _in_force(ledger).phases.phases}
    return found, city_tables.stored(ledger, _key(PHASE))[1]


def change_phases(
    ledger: Ledger, person_id: str, chosen: Mapping[PhaseKey, int | None], seen_revision: int
) -> None:
    """Put a table of PHASEs in force.

    A row that is as delivered keeps its reason; the others give the city as theirs.
    Raises InvalidInputError for an unknown type or number, the others as ``city_tables.store``.
    """
    given = {(row.label.value, row.digital): row for row in delivered().phases.phases}
    rows: list[dict[str, Any]] = []
    for (label, digital), phase in chosen.items():
        if label not in {one.value for one in Label} or phase not in (None, *PHASES):
            raise InvalidInputError("PHASEは1・2・3・空欄から選んでください。")
        own = given.get((label, digital))
        if own is not None and own.phase == phase:
            rows.append(own.model_dump(mode="json"))
        elif phase is not None:
            rows.append(
                {
                    "label": label,
                    "digital": digital,
                    "phase": phase,
                    "verified": False,
                    "reason": CITYS_REASON,
                }
            )
    city_tables.store(ledger, person_id, _key(PHASE), {"phases": rows}, seen_revision)


def categories(ledger: Ledger, person_id: str) -> tuple[dict[str, str], int]:
    """The 類型 of every type as lines ``類型：語、語``, and the revision."""
    city_tables.require(ledger, person_id)
    lines: dict[str, list[str]] = {label.value: [] for label in Label}
    for row in _in_force(ledger).categories.categories:
        lines[row.label.value].append(f"{row.category}：{'、'.join(row.words.pattern.split('|'))}")
    revision = city_tables.stored(ledger, _key(CATEGORY))[1]
    return {label: "\n".join(found) for label, found in lines.items()}, revision


def change_categories(ledger: Ledger, person_id: str, edited: Mapping[str, str], seen_revision: int) -> None:
    """Put a table of 類型 in force, given as ``categories`` gives it; the first line that fits a clause counts.

    Raises InvalidInputError naming type and line, the others as ``city_tables.store``.
    """
    city_tables.require(ledger, person_id)
    rows = [
        {"label": label.value, "category": name, "words": "|".join(words)}
        for label in Label
        for name, words in _lines(edited.get(label.value, ""), label)
    ]
    city_tables.store(ledger, person_id, _key(CATEGORY), {"categories": rows}, seen_revision)


def _lines(text: str, label: Label) -> Iterator[tuple[str, list[str]]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise InvalidInputError(
            f"類型は、種類ごとに{MOST_LINES}行までです。", {label.value: "行が多すぎます"}
        )
    for number, line in enumerate(lines, start=1):
        name, parted, rest = unicodedata.normalize("NFC", line).replace(":", "：").partition("：")
        words = [word for word in _PARTED.split(rest) if word]
        if not parted or not name.strip() or not words:
            raise _wrong(label, number, "「類型：語、語」の形で書いてください")
        if any(len(one) > LONGEST for one in (name.strip(), *words)):
            raise _wrong(label, number, f"類型と語は{LONGEST}文字以内で書いてください")
        if odd := next((word for word in words if re.escape(word) != word), None):
            raise _wrong(label, number, f"「{odd}」に記号は使えません")
        yield name.strip(), words


def _wrong(label: Label, number: int, what: str) -> InvalidInputError:
    return InvalidInputError(f"類型の{number}行目: {what}。", {label.value: what})


def _key(name: str) -> str:
    return f"table_{name}"


def reset(ledger: Ledger, person_id: str, name: str, seen_revision: int) -> None:
    """Go back to the delivered table (``PHASE`` or ``CATEGORY``)."""
    city_tables.store(ledger, person_id, _key(name), None, seen_revision)
