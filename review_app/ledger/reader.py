"""Reading ordinances (例規を読む): the list, and one in full with the cases drawn on it."""

from __future__ import annotations

import json
from typing import Any

from review_app.ledger import present
from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.model import (
    ClauseRow,
    EditionRow,
    Mark,
    OrdinancePage,
    OrdinanceRow,
    OrdinanceText,
    Scope,
)
from review_app.ledger.where import Where, contains, scoped

_ORDINANCE = """
SELECT o.*, m.department_id, coalesce(k.cases, 0) AS case_count
FROM ordinance o
LEFT JOIN ordinance_now m ON m.ordinance_key = o.ordinance_key
LEFT JOIN (
    SELECT p.ordinance_id, count(*) AS cases FROM case_place p LEFT JOIN case_now n ON n.case_id = p.case_id
    WHERE p.current OR n.revision > 0 GROUP BY p.ordinance_id
) k ON k.ordinance_id = o.ordinance_id
"""
_MARKS = """
SELECT p.clause_id, p.case_id, p.label, p.score, p.spans, p.rules, coalesce(n.state, 'unreviewed') AS state
FROM case_place p LEFT JOIN case_now n ON n.case_id = p.case_id
"""
_NEWEST = "o.edition_id = (SELECT max(edition_id) FROM edition)"


def editions(ledger: Ledger) -> tuple[EditionRow, ...]:
    """All editions, newest first."""
    found = ledger.rows(
        "SELECT e.edition_id, e.name, e.created_at, count(o.ordinance_id) AS ordinances, "
        "CAST(coalesce(sum(o.clause_count), 0) AS BIGINT) AS clauses "
        "FROM edition e LEFT JOIN ordinance o USING (edition_id) GROUP BY ALL ORDER BY e.edition_id DESC"
    )
    return tuple(EditionRow(**row) for row in found)


def ordinances(
    ledger: Ledger,
    *,
    text: str = "",
    path: tuple[str, ...] = (),
    edition_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> OrdinancePage:
    """One page of the ordinances of an edition (the newest by default) whose title or number holds
    ``text``.
    """
    where = Where()
    if edition_id is None:
        where.add(_NEWEST)
    else:
        where.add("o.edition_id = ?", edition_id)
    if text.strip():
        where.add(
            r"o.title ILIKE ? ESCAPE '\' OR o.number ILIKE ? ESCAPE '\'",
            *([contains(text.strip()[:200])] * 2),
        )
    if path:
        where.add("o.path[1:?] = ?", len(path), list(path))
    with ledger.cursor() as cursor:
        total = fetch(cursor, " ".join(("SELECT count(*) AS n FROM ordinance o", where.sql)), where.params)
        sql = " ".join((_ORDINANCE, where.sql, "ORDER BY o.path, o.ordinance_id LIMIT ? OFFSET ?"))
        found = fetch(cursor, sql, [*where.params, min(max(limit, 0), 2000), max(offset, 0)])
    return OrdinancePage(tuple(_ordinance(row) for row in found), total[0]["n"])


def _ordinance(row: dict[str, Any]) -> OrdinanceRow:
    copied = (
        "ordinance_id",
        "ordinance_key",
        "edition_id",
        "source",
        "title",
        "number",
        "kind",
        "promulgated",
    )
    rest = ("promulgated_on", "clause_count", "case_count", "department_id")
    return OrdinanceRow(
        **{name: row[name] for name in copied + rest}, path=tuple(row["path"]), notes=tuple(row["notes"])
    )


def ordinance(ledger: Ledger, scope: Scope, ordinance_id: int) -> OrdinanceText | None:
    """An ordinance in full, with the cases ``scope`` may see on its clauses; None when absent."""
    with ledger.cursor() as cursor:
        known = present.with_owners(present.IN_ORDINANCE, present.OF_ORDINANCE)
        sql = " ".join((known, _ORDINANCE, "WHERE o.ordinance_id = ?"))
        found = fetch(cursor, sql, [ordinance_id] * 3)
        if not found:
            return None
        marks = _marks(cursor, scope, present.IN_ORDINANCE, "p.ordinance_id = ?", ordinance_id)
        rows = fetch(cursor, "SELECT * FROM clause WHERE ordinance_id = ? ORDER BY position", [ordinance_id])
    clauses = tuple(_clause(row, marks.get(row["clause_id"], ())) for row in rows)
    return OrdinanceText(_ordinance(found[0]), clauses)


def clause(ledger: Ledger, scope: Scope, clause_id: int) -> ClauseRow:
    """One clause with its marks; raises LookupError when there is none."""
    with ledger.cursor() as cursor:
        rows = fetch(cursor, "SELECT * FROM clause WHERE clause_id = ?", [clause_id])
        if not rows:
            raise LookupError(clause_id)
        marks = _marks(cursor, scope, present.ON_CLAUSE, "p.clause_id = ?", clause_id)
    return _clause(rows[0], marks.get(clause_id, ()))


def _marks(
    cursor: Cursor, scope: Scope, wanted: str, condition: str, value: int
) -> dict[int, tuple[Mark, ...]]:
    where = Where()
    where.add(condition, value)
    where.add("p.current OR n.revision > 0")
    scoped(where, scope)
    marks: dict[int, tuple[Mark, ...]] = {}
    sql = " ".join((present.of(wanted), _MARKS, where.sql, "ORDER BY p.position, p.label"))
    for row in fetch(cursor, sql, [value, *where.params]):
        mark = Mark(
            row["case_id"],
            row["label"],
            row["score"],
            row["state"],
            tuple(json.loads(row["spans"])),
            tuple(row["rules"]),
        )
        marks[row["clause_id"]] = (*marks.get(row["clause_id"], ()), mark)
    return marks


def _clause(row: dict[str, Any], marks: tuple[Mark, ...]) -> ClauseRow:
    copied = (
        "clause_id",
        "ordinance_id",
        "position",
        "part",
        "locator",
        "article",
        "paragraph",
        "caption",
        "text",
    )
    fields: dict[str, Any] = {name: row[name] for name in copied}
    fields.update({name: tuple(row[name]) for name in ("items", "headings", "lead")})
    return ClauseRow(**fields, marks=marks)
