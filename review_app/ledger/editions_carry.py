"""What carrying cases to an edition reads and writes (版への引継ぎ): places then and now, and pointers.

The place of a case is its last candidate row. A case that the extractor did not find again in the new text
gets a copy of its old row that points to the clause of the new edition, so that it is shown there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review_app.ledger import bulk
from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.editions_schema import CARRIED, ORDINANCE_LINK
from review_app.ledger.extraction import MANUAL_RUN

_READY = """
SELECT l.ordinance_id, l.origin_id, l.change, o.ordinance_key, old.ordinance_key AS origin_key
FROM ordinance_link l JOIN ordinance o ON o.ordinance_id = l.ordinance_id
JOIN ordinance old ON old.ordinance_id = l.origin_id
WHERE l.edition_id = ? AND EXISTS (SELECT 1 FROM extraction e WHERE e.ordinance_id = l.ordinance_id)
    AND NOT EXISTS (SELECT 1 FROM ordinance_carried d WHERE d.ordinance_id = l.ordinance_id)
ORDER BY l.ordinance_id
"""
_PLACES = """
SELECT p.case_id, p.label, p.run_id, p.ordinance_id AS origin_id, p.clause_id AS old_clause_id, p.spans,
    l.ordinance_id, l.clause_id, l.change, coalesce(l.renumbered, FALSE) AS renumbered, l.locator, l.text,
    l.position, p.run_id = 0 OR p.run_id = e.run_id AS current, f.candidate_id IS NOT NULL AS found,
    f.clause_id AS found_clause_id
FROM (
    SELECT * FROM candidate WHERE ordinance_id IN (SELECT unnest(?))
    QUALIFY row_number() OVER (PARTITION BY case_id ORDER BY candidate_id DESC) = 1
) p
JOIN (
    SELECT k.*, c.locator, c.text, c.position FROM clause_link k
    LEFT JOIN clause c ON c.clause_id = k.clause_id
    WHERE k.ordinance_id IN (SELECT unnest(?)) AND k.change NOT IN ('split', 'added')
) l ON l.origin_id = p.clause_id
LEFT JOIN (
    SELECT case_id, max(candidate_id) AS candidate_id, arg_max(clause_id, candidate_id) AS clause_id
    FROM candidate WHERE ordinance_id IN (SELECT unnest(?)) GROUP BY case_id
) f ON f.case_id = p.case_id
LEFT JOIN (SELECT ordinance_id, max(run_id) AS run_id FROM extraction GROUP BY ordinance_id) e
    ON e.ordinance_id = p.ordinance_id
ORDER BY l.ordinance_id, p.case_id
"""
_LAST = """
SELECT * FROM candidate WHERE case_id IN (SELECT unnest(?))
QUALIFY row_number() OVER (PARTITION BY case_id ORDER BY candidate_id DESC) = 1
"""
_ON_ORDINANCES = """
SELECT p.case_id FROM case_place p LEFT JOIN case_now n ON n.case_id = p.case_id
WHERE p.ordinance_id IN (SELECT unnest(?)) AND (p.current OR n.revision > 0) ORDER BY p.case_id
"""


@dataclass(frozen=True, slots=True)
class Ready:
    """An ordinance of the edition that was extracted, its origin, and both keys."""

    ordinance_id: int
    origin_id: int
    change: str
    ordinance_key: str
    origin_key: str


@dataclass(frozen=True, slots=True)
class Place:
    """A case on an old clause and what became of that clause.

    ``clause_id`` (with ``locator``, ``text``, ``position``) is the clause's heir, None when it was deleted;
    ``found``: the extraction of the new edition shows the case again, at ``found_clause_id``. ``manual``: a
    person had added it. ``current``: the last extraction of the old text still showed it. ``spans`` are
    those of the old text.
    """

    case_id: str
    label: str
    manual: bool
    current: bool
    origin_id: int
    ordinance_id: int
    old_clause_id: int
    clause_id: int | None
    change: str
    renumbered: bool
    locator: str
    text: str
    position: int
    spans: tuple[dict[str, Any], ...]
    found: bool
    found_clause_id: int | None


def ready(ledger: Ledger, edition_id: int) -> list[Ready]:
    """The ordinances of the edition whose cases can be carried over now and were not yet."""
    return [Ready(**row) for row in ledger.rows(_READY, [edition_id])]


def places(ledger: Ledger, chunk: Sequence[Ready]) -> list[Place]:
    """The cases on the origins of some ordinances, each with what became of its clause."""
    origins = [one.origin_id for one in chunk]
    news = [one.ordinance_id for one in chunk]
    return [_place(row) for row in ledger.rows(_PLACES, [origins, news, news])]


def _place(row: dict[str, Any]) -> Place:
    same = ("case_id", "label", "origin_id", "ordinance_id", "old_clause_id", "clause_id", "change")
    return Place(
        **{name: row[name] for name in same},
        manual=row["run_id"] == MANUAL_RUN,
        current=bool(row["current"]),
        renumbered=row["renumbered"],
        locator=row["locator"] or "",
        text=row["text"] or "",
        position=row["position"] or 0,
        spans=tuple(json.loads(row["spans"])),
        found=row["found"],
        found_clause_id=row["found_clause_id"],
    )


def suppl_locators(ledger: Ledger, ordinance_ids: Sequence[int]) -> dict[int, list[str]]:
    """The locators of the 附則 of some ordinances, in order: they name the amending ordinances."""
    found: dict[int, list[str]] = {}
    sql = (
        "SELECT ordinance_id, locator FROM clause WHERE part = 'suppl' "
        "AND ordinance_id IN (SELECT unnest(?)) ORDER BY ordinance_id, position"
    )
    for row in ledger.rows(sql, [list(ordinance_ids)]):
        found.setdefault(row["ordinance_id"], []).append(row["locator"])
    return found


def cases_on(ledger: Ledger, ordinance_ids: Sequence[int]) -> list[str]:
    """The cases that are shown on some ordinances."""
    return [row["case_id"] for row in ledger.rows(_ON_ORDINANCES, [list(ordinance_ids)])]


def relocated(place: Place) -> tuple[dict[str, Any], ...]:
    """The spans of the case in the new text: where the same words stand, those that are gone left out."""
    found = []
    for span in place.spans:
        start = int(span["start"])
        words = str(span["text"])
        if place.text[start : start + len(words)] != words:
            start = place.text.find(words)
        if words and start >= 0:
            found.append({**span, "start": start, "end": start + len(words)})
    return tuple(found)


def point(cursor: Cursor, moves: Sequence[Place]) -> None:
    """Point cases to the heirs of their clauses by copies of their last candidate rows."""
    candidate_id = bulk.next_id(cursor, "candidate", "candidate_id")
    found = {row["case_id"]: row for row in fetch(cursor, _LAST, [[place.case_id for place in moves]])}
    rows = []
    for offset, place in enumerate(moves):
        row = {
            **found[place.case_id],
            "candidate_id": candidate_id + offset,
            "ordinance_id": place.ordinance_id,
            "clause_id": place.clause_id,
            "position": place.position,
            "locator": place.locator,
            "spans": json.dumps(relocated(place), ensure_ascii=False),
        }
        rows.append(tuple(row[name] for name in bulk.CANDIDATE.names))
    bulk.insert(cursor, "candidate", bulk.CANDIDATE, rows)


def mark_carried(cursor: Cursor, edition_id: int, chunk: Sequence[Ready]) -> None:
    """Note that the cases of these ordinances were carried; a second attempt fails on the key."""
    bulk.insert(cursor, "ordinance_carried", CARRIED, [(one.ordinance_id, edition_id) for one in chunk])


def mark_repealed(cursor: Cursor, edition_id: int, ordinance_ids: Sequence[int]) -> None:
    """Note that the edition does not hold these ordinances any more."""
    rows = [(edition_id, None, ordinance_id, "repealed") for ordinance_id in ordinance_ids]
    bulk.insert(cursor, "ordinance_link", ORDINANCE_LINK, rows)


def repealed_here(ledger: Ledger, edition_id: int) -> set[int]:
    """The ordinances that the edition was once found not to hold."""
    sql = "SELECT origin_id FROM ordinance_link WHERE edition_id = ? AND ordinance_id IS NULL"
    return {row["origin_id"] for row in ledger.rows(sql, [edition_id])}
