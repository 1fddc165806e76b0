"""Two editions side by side (版の比較), whether or not one follows the other: computed when asked for.

Ordinances with the same text are told by its hash alone, so that comparing a city's editions takes seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ordinances.editions import (
    Change,
    ClauseMatch,
    OrdinanceChange,
    Version,
    match_clauses,
    match_ordinances,
)
from ordinances.model import Clause
from review_app.ledger import bulk
from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.editions import versions
from review_app.ledger.extraction import clause_of
from review_app.ledger.imports import Incoming, hash_of, ordinance_key
from review_app.ledger.model import Mark, Scope
from review_app.ledger.where import Where, scoped

_ORDINANCES = "SELECT * FROM ordinance WHERE edition_id = ? ORDER BY path, ordinance_id"
_CLAUSES = """
SELECT c.*, o.source, o.title, o.number FROM clause c JOIN ordinance o USING (ordinance_id)
WHERE c.ordinance_id IN (SELECT unnest(?)) ORDER BY c.ordinance_id, c.position
"""
# Every case that ever had its place on these clauses, with its state now.
_CASES = """
SELECT DISTINCT k.clause_id, k.case_id, k.label, coalesce(n.state, 'unreviewed') AS state
FROM candidate k LEFT JOIN case_now n ON n.case_id = k.case_id
"""


_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Pair:
    old: _Row | None
    new: _Row | None
    change: str


@dataclass(frozen=True, slots=True)
class Side:
    """An ordinance as one edition holds it."""

    ordinance_id: int
    title: str
    number: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause on both sides; ``old_`` fields are empty where it was added, ``new_`` where it is gone.

    ``cases`` are those that stood or stand on it and that the reader may see.
    """

    change: str
    renumbered: bool
    old_locator: str
    old_text: str
    new_locator: str
    new_text: str
    cases: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class OrdinanceDiff:
    """What changed in one ordinance: its own change, and every clause that is not the same at the same place."""

    old: Side | None
    new: Side | None
    change: str
    clauses: tuple[ClauseChange, ...]

    @property
    def title(self) -> str:
        """The title now, or the last one."""
        side = self.new or self.old
        return side.title if side else ""

    @property
    def counts(self) -> Counter[str]:
        """Clauses by change."""
        return Counter(clause.change for clause in self.clauses)

    @property
    def case_ids(self) -> frozenset[str]:
        """The cases that the change touches."""
        return frozenset(mark.case_id for clause in self.clauses for mark in clause.cases)


def edition_id(ledger: Ledger, name: str) -> int | None:
    """The id of the edition of this name, None when there is none."""
    found = ledger.rows("SELECT edition_id FROM edition WHERE name = ?", [name])
    return found[0]["edition_id"] if found else None


def last_seq(ledger: Ledger) -> int:
    """The number of the last event, 0 before the first."""
    return int(ledger.rows("SELECT coalesce(max(seq), 0) AS seq FROM event")[0]["seq"])


def side_by_side(
    ledger: Ledger, change: str, old_clause_id: int | None, clause_id: int | None, *, renumbered: bool
) -> ClauseChange:
    """One clause as an edition had it and as a later one has it, by the ids of both rows; None where there is none."""
    rows = ledger.rows(
        "SELECT clause_id, locator, text FROM clause WHERE clause_id IN (SELECT unnest(?))",
        [[found for found in (old_clause_id, clause_id) if found is not None]],
    )
    texts = {row["clause_id"]: (row["locator"], row["text"]) for row in rows}
    old, new = texts.get(old_clause_id, ("", "")), texts.get(clause_id, ("", ""))
    return ClauseChange(change, renumbered, *old, *new)


def compare(ledger: Ledger, scope: Scope, old: int, new: int) -> list[OrdinanceDiff]:
    """What changed from one edition to another: the ordinances with any change, in the new one's order."""
    before, after = ledger.rows(_ORDINANCES, [old]), ledger.rows(_ORDINANCES, [new])
    pairs = _pairs(before, after, versions(ledger, before), versions(ledger, after))
    return _diffs(pairs, _Texts.read(ledger, scope, pairs))


def compare_incoming(
    ledger: Ledger, scope: Scope, old: int, items: Iterable[Incoming]
) -> list[OrdinanceDiff]:
    """What would change if ``items`` were the edition after ``old``; nothing is written.

    The ids of ordinances that are not in the ledger are negative. Of what has not changed nothing is kept, so
    ``items`` may come one by one out of a large collection.
    """
    before = ledger.rows(_ORDINANCES, [old])
    known = {(row["ordinance_key"], row["text_hash"]) for row in before}
    after: list[_Row] = []
    found: list[Version] = []
    incoming: dict[int, list[_Row]] = {}
    for place, item in enumerate(items, start=1):
        row = _incoming_row(-place, item)
        same = (row["ordinance_key"], row["text_hash"]) in known  # paired by its key; its texts are not asked
        texts = frozenset[str]() if same else frozenset(bulk.digest(clause.text) for clause in item.clauses)
        after.append(row)
        found.append(Version(row["ordinance_key"], row["title"], row["number"], texts))
        if not same:
            incoming[-place] = [_clause_row(clause) for clause in item.clauses]
    pairs = _pairs(before, after, versions(ledger, before), found)
    changed = _Texts.read(ledger, scope, pairs)
    changed.clauses.update(incoming)
    return _diffs(pairs, changed)


def _incoming_row(ordinance_id: int, item: Incoming) -> _Row:
    return {
        "ordinance_id": ordinance_id,
        "ordinance_key": ordinance_key(item.ordinance),
        "title": item.ordinance.title,
        "number": item.ordinance.number,
        "text_hash": hash_of(item.clauses),
    }


def _clause_row(clause: Clause) -> _Row:
    """A clause that is not in the ledger as a row like those that are; no case is on it."""
    return {field.name: getattr(clause, field.name) for field in fields(clause)} | {"clause_id": 0}


def _pairs(
    before: Sequence[_Row], after: Sequence[_Row], old: Sequence[Version], new: Sequence[Version]
) -> list[_Pair]:
    """The ordinances that are not the same, in the order of the new ones, the repealed last."""
    pairs = []
    for match in match_ordinances(old, new):
        left = None if match.old is None else before[match.old]
        right = None if match.new is None else after[match.new]
        if match.change is not OrdinanceChange.SAME or not _same_text(left, right):
            pairs.append(_Pair(left, right, match.change.value))
    order = {row["ordinance_id"]: place for place, row in enumerate(after)}
    return sorted(pairs, key=lambda pair: order[pair.new["ordinance_id"]] if pair.new else len(order))


def _diffs(pairs: Sequence[_Pair], texts: _Texts) -> list[OrdinanceDiff]:
    diffs = [
        OrdinanceDiff(_side(pair.old), _side(pair.new), pair.change, texts.changes(pair)) for pair in pairs
    ]
    return [diff for diff in diffs if diff.clauses or diff.change != OrdinanceChange.SAME.value]


def _same_text(left: _Row | None, right: _Row | None) -> bool:
    return left is not None and right is not None and left["text_hash"] == right["text_hash"]


def _side(row: _Row | None) -> Side | None:
    return Side(row["ordinance_id"], row["title"], row["number"]) if row else None


@dataclass(frozen=True, slots=True)
class _Texts:
    """The clauses of the ordinances to compare, by ordinance, and the cases on them, by clause."""

    clauses: dict[int, list[_Row]]
    marks: dict[int, tuple[Mark, ...]]

    @classmethod
    def read(cls, ledger: Ledger, scope: Scope, pairs: Sequence[_Pair]) -> _Texts:
        ids = [row["ordinance_id"] for pair in pairs for row in (pair.old, pair.new) if row is not None]
        clauses: dict[int, list[_Row]] = {ordinance_id: [] for ordinance_id in ids}
        with ledger.cursor() as cursor:
            for row in fetch(cursor, _CLAUSES, [ids]):
                clauses[row["ordinance_id"]].append(row)
            return cls(clauses, _cases(cursor, scope, ids))

    def changes(self, pair: _Pair) -> tuple[ClauseChange, ...]:
        if _same_text(pair.old, pair.new):
            return ()
        before, after = (self.clauses[row["ordinance_id"]] if row else [] for row in (pair.old, pair.new))
        matches = match_clauses([clause_of(row) for row in before], [clause_of(row) for row in after])
        return tuple(
            _change(match, before, after, self.marks)
            for match in matches
            if match.change is not Change.UNCHANGED
        )


def _change(
    match: ClauseMatch,
    before: Sequence[_Row],
    after: Sequence[_Row],
    marks: dict[int, tuple[Mark, ...]],
) -> ClauseChange:
    old = None if match.old is None else before[match.old]
    new = None if match.new is None else after[match.new]
    found = {
        mark.case_id: mark
        for row in (old, new)
        if row is not None
        for mark in marks.get(row["clause_id"], ())
    }
    return ClauseChange(
        match.change.value,
        match.renumbered,
        old["locator"] if old else "",
        old["text"] if old else "",
        new["locator"] if new else "",
        new["text"] if new else "",
        tuple(found.values()),
    )


def _cases(cursor: Cursor, scope: Scope, ordinance_ids: Sequence[int]) -> dict[int, tuple[Mark, ...]]:
    where = Where()
    where.add("k.ordinance_id IN (SELECT unnest(?))", list(ordinance_ids))
    scoped(where, scope)
    marks: dict[int, tuple[Mark, ...]] = {}
    for row in fetch(cursor, " ".join((_CASES, where.sql, "ORDER BY k.case_id")), where.params):
        mark = Mark(row["case_id"], row["label"], 0.0, row["state"], (), ())
        marks[row["clause_id"]] = (*marks.get(row["clause_id"], ()), mark)
    return marks
