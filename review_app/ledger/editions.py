"""Tying an edition to those before it (版の対応付け): which ordinance and which clause became which.

A clause inherits the key of the clause it comes from, so that the cases on it keep their identity whatever
happened to its number; a clause without origin gets a key of its own. Done chunk by chunk, each in one
transaction; what is linked is never linked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ordinances.editions import (
    Change,
    ClauseMatch,
    OrdinanceChange,
    OrdinanceMatch,
    Version,
    match_clauses,
    match_ordinances,
)
from ordinances.model import Clause
from review_app.ledger import bulk, events, extraction
from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.editions_schema import CLAUSE_LINK, ORDINANCE_LINK

ORDINANCES_PER_CHUNK = 200

# The newest text of every ordinance before the edition, but those repealed before it. One that was found
# missing in this very edition stays, since the rest of the edition may be imported later.
_STANDING = """
SELECT o.ordinance_id, o.ordinance_key, o.title, o.number, o.text_hash, o.edition_id FROM ordinance o
WHERE o.edition_id < ? AND NOT EXISTS (
    SELECT 1 FROM ordinance_link l
    WHERE l.origin_id = o.ordinance_id AND l.edition_id <= ?
        AND (l.ordinance_id IS NOT NULL OR l.edition_id < ?)
)
QUALIFY row_number() OVER (PARTITION BY o.ordinance_key ORDER BY o.edition_id DESC, o.ordinance_id DESC) = 1
ORDER BY o.ordinance_id
"""
_UNLINKED = """
SELECT o.ordinance_id, o.ordinance_key, o.title, o.number, o.text_hash, o.edition_id FROM ordinance o
WHERE o.edition_id = ? AND NOT EXISTS (SELECT 1 FROM ordinance_link l WHERE l.ordinance_id = o.ordinance_id)
ORDER BY o.ordinance_id
"""
_TEXTS = """
SELECT ordinance_id, list(DISTINCT text_hash) AS texts FROM clause
WHERE ordinance_id IN (SELECT unnest(?)) GROUP BY ordinance_id
"""
_CLAUSES = """
SELECT c.*, i.identity, o.source, o.title, o.number FROM clause c
JOIN clause_identity i USING (clause_id) JOIN ordinance o ON o.ordinance_id = c.ordinance_id
WHERE c.ordinance_id IN (SELECT unnest(?)) ORDER BY c.ordinance_id, c.position
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """An ordinance of the edition and the row it comes from, None when it is new."""

    new: dict[str, Any]
    old: dict[str, Any] | None
    change: OrdinanceChange


def link(ledger: Ledger, author: events.Author, edition_id: int) -> int:
    """Link what is not linked yet of an edition to the texts before it; gives how many ordinances were.

    Does nothing in the first edition.
    """
    old = ledger.rows(_STANDING, [edition_id] * 3)
    if not old and not ledger.rows("SELECT 1 FROM edition WHERE edition_id < ?", [edition_id]):
        return 0
    new = ledger.rows(_UNLINKED, [edition_id])
    matches = match_ordinances(versions(ledger, old), versions(ledger, new))
    pairs = [_pair(old, new, match) for match in matches if match.new is not None]
    for start in range(0, len(pairs), ORDINANCES_PER_CHUNK):
        _link_chunk(ledger, author, edition_id, pairs[start : start + ORDINANCES_PER_CHUNK])
    return len(pairs)


def missing(ledger: Ledger, edition_id: int) -> tuple[list[int], int]:
    """The ordinances before the edition that it does not hold (ids), and how many were standing in all."""
    standing = ledger.rows(_STANDING, [edition_id] * 3)
    known = ledger.rows(
        "SELECT origin_id FROM ordinance_link WHERE edition_id = ? AND ordinance_id IS NULL", [edition_id]
    )
    linked = ledger.rows(
        "SELECT count(*) AS n FROM ordinance_link "
        "WHERE edition_id = ? AND ordinance_id IS NOT NULL AND origin_id IS NOT NULL",
        [edition_id],
    )
    gone = {row["origin_id"] for row in known}
    left = [row["ordinance_id"] for row in standing if row["ordinance_id"] not in gone]
    return left, len(standing) + linked[0]["n"]


def versions(ledger: Ledger, rows: Sequence[dict[str, Any]]) -> list[Version]:
    """Ordinance rows as the matching of collections takes them."""
    found = ledger.rows(_TEXTS, [[row["ordinance_id"] for row in rows]])
    texts = {row["ordinance_id"]: frozenset(row["texts"]) for row in found}
    return [
        Version(
            row["ordinance_key"], row["title"], row["number"], texts.get(row["ordinance_id"], frozenset())
        )
        for row in rows
    ]


def _pair(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], match: OrdinanceMatch) -> Pair:
    assert match.new is not None  # noqa: S101 (link has left the repealed out; this tells mypy)
    return Pair(new[match.new], None if match.old is None else old[match.old], match.change)


def _link_chunk(ledger: Ledger, author: events.Author, edition_id: int, pairs: Sequence[Pair]) -> None:
    def write(cursor: Cursor) -> None:
        rows = [
            (edition_id, p.new["ordinance_id"], p.old["ordinance_id"] if p.old else None, p.change.value)
            for p in pairs
        ]
        bulk.insert(cursor, "ordinance_link", ORDINANCE_LINK, rows)
        with_origin = [(p.old, p.new) for p in pairs if p.old is not None]
        bulk.insert(cursor, "clause_link", CLAUSE_LINK, list(_clause_links(cursor, edition_id, with_origin)))

    counts = Counter(pair.change.value for pair in pairs)
    new = events.NewEvent(f"edition:{edition_id}", 0, "link", {"ordinances": dict(counts)})
    events.append_next(ledger, author, new, write)


def _clause_links(
    cursor: Cursor, edition_id: int, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]
) -> Iterator[tuple[object, ...]]:
    ids = [row["ordinance_id"] for pair in pairs for row in pair]
    clauses: dict[int, list[dict[str, Any]]] = {ordinance_id: [] for ordinance_id in ids}
    for row in fetch(cursor, _CLAUSES, [ids]):
        clauses[row["ordinance_id"]].append(row)
    for old, new in pairs:
        before, after = clauses[old["ordinance_id"]], clauses[new["ordinance_id"]]
        same = old["text_hash"] == new["text_hash"]
        for match in _unchanged(len(before)) if same else _matched(before, after):
            yield (edition_id, new["ordinance_id"], *_link_row(match, before, after, edition_id))


def _unchanged(count: int) -> Iterator[ClauseMatch]:
    return (ClauseMatch(at, at, Change.UNCHANGED, 1.0) for at in range(count))


def _matched(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[ClauseMatch]:
    return match_clauses(_read(before), _read(after))


def _read(rows: Sequence[dict[str, Any]]) -> list[Clause]:
    return [extraction.clause_of(row) for row in rows]


def _link_row(
    match: ClauseMatch, before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]], edition_id: int
) -> tuple[object, ...]:
    old = None if match.old is None else before[match.old]
    new = None if match.new is None else after[match.new]
    parent = old["identity"] if old is not None and match.change is Change.SPLIT else None
    if new is not None and (old is None or parent is not None):
        # Its place may have been another clause's, whose cases are not this one's.
        identity = bulk.digest(new["clause_key"], f"edition {edition_id}")
    else:
        identity = old["identity"] if old else ""
    ids = (new["clause_id"] if new else None, old["clause_id"] if old else None)
    return (*ids, match.change.value, identity, parent, match.renumbered)
