"""The queue of cases (一覧): filtered, sorted and paged in SQL, with facet counts.

Filters and sort keys are allow-listed; the reader's scope is part of the WHERE. The page of ids is found
first without touching clause texts, then only its rows are completed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from review_app.ledger import present
from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.events import facts_of
from review_app.ledger.model import CaseRow, Facet, QueuePage, QueueQuery, Scope, SortKey
from review_app.ledger.ranking import Expression, likelihood
from review_app.ledger.remembering import remembered
from review_app.ledger.where import Where, contains, in_wave, scoped

MAX_PAGE = 500
BEARING = ("case", "ordinance", "setting", "edition")
"""The kinds of subjects whose events change what a queue shows."""
MAX_FACET = 200

_FROM = """
FROM case_place p
JOIN review_case r ON r.case_id = p.case_id
JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN case_now n ON n.case_id = p.case_id
LEFT JOIN ordinance_now m ON m.ordinance_key = o.ordinance_key
"""
_PRESENT = present.with_owners(present.THESE, present.OF_THESE)
_STATE = "coalesce(n.state, 'unreviewed')"
_REVISION = "coalesce(n.revision, 0)"
_WAITING_DEPARTMENT = "coalesce(n.case_department, m.department_id)"
_PLACE = "o.ordinance_id, p.position, p.label"

# ``score`` is not here: it is ordered by what was learned (``ranking.likelihood``).
_ORDER: dict[SortKey, tuple[str, str]] = {
    "ordinance": ("o.ordinance_id", ", p.position, p.label"),
    "due": ("n.due_on", ""),
    "updated": ("n.occurred_at", ""),
    "label": ("p.label", ""),
    "department": (_WAITING_DEPARTMENT, ""),
    "state": (_STATE, ""),
}
OPEN_STATES = ("inquiring", "returned")

_ROW = f"""
p.case_id, {_REVISION} AS revision, p.label, r.origin, p.current, p.score, p.phase AS phase_now,
    p.category, p.modality, p.flags, p.spans, o.ordinance_id, o.ordinance_key, o.title AS ordinance_title,
    o.number AS ordinance_number, o.kind AS ordinance_kind, p.clause_id, p.locator, c.caption, c.text,
    m.department_id AS proposed_department_id, n.occurred_at AS updated_at,
    coalesce(n.person_name, '') AS updated_by, {_STATE} AS state, n.case_department, n.assignee_id,
    n.consulted, n.due_on, coalesce(n.wave, '') AS wave, coalesce(n.policy, '') AS policy, n.needs_review,
    n.phase_target, n.planned_on, n.completed_on, n.yearly_cases, coalesce(n.hours_staff, 0) AS hours_staff,
    coalesce(n.hours_citizen, 0) AS hours_citizen, n.tags, n.answer,
    n.joined_to, n.joined
{_FROM} JOIN clause c ON c.clause_id = p.clause_id
"""


def queue(ledger: Ledger, scope: Scope, query: QueueQuery) -> QueuePage:
    """One page of the cases that ``scope`` may see and ``query`` asks for, with the total and the facets."""
    return remembered(ledger, ("queue", scope, query), BEARING, lambda: _read(ledger, scope, query))


def _read(ledger: Ledger, scope: Scope, query: QueueQuery) -> QueuePage:
    with ledger.cursor() as cursor:
        shown = likelihood(ledger)
        ids = _page(cursor, _where(scope, query), query, shown)
        facets, total = _facets(cursor, scope, query)
        return QueuePage(_rows(cursor, ids, scope, shown), total, facets)


def keys(ledger: Ledger, scope: Scope, query: QueueQuery, limit: int) -> list[tuple[str, int]]:
    """(case id, revision) of *all* cases ``query`` asks for, in its order, up to ``limit``: for bulk acts."""
    where, order = _where(scope, query), _order(query, likelihood(ledger))
    sql = " ".join(
        (f"SELECT p.case_id, {_REVISION} AS revision", _tables(query), where.sql, order.sql, "LIMIT ?")
    )
    found = ledger.rows(sql, [*where.params, *order.params, limit])
    return [(row["case_id"], row["revision"]) for row in found]


def rows(ledger: Ledger, scope: Scope, case_ids: Sequence[str]) -> tuple[CaseRow, ...]:
    """The rows of the given cases, in that order; those outside ``scope`` are left out."""
    with ledger.cursor() as cursor:
        return _rows(cursor, case_ids, scope, likelihood(ledger))


def every_row(ledger: Ledger, scope: Scope, query: QueueQuery) -> tuple[CaseRow, ...]:
    """All rows ``query`` asks for without paging: for exports."""
    ids = [case_id for case_id, _ in keys(ledger, scope, query, 1_000_000)]
    return rows(ledger, scope, ids)


def _tables(query: QueueQuery) -> str:
    return f"{_FROM} JOIN clause c ON c.clause_id = p.clause_id" if query.text.strip() else _FROM


def _order(query: QueueQuery, shown: Expression) -> Expression:
    direction = "DESC" if query.descending else "ASC"
    if query.sort == "score":
        return Expression(f"ORDER BY {shown.sql} {direction} NULLS LAST, {_PLACE}", shown.params)
    first, rest = _ORDER[query.sort]
    return Expression(f"ORDER BY {first} {direction} NULLS LAST{rest}, {_PLACE}")


def _page(cursor: Cursor, where: Where, query: QueueQuery, shown: Expression) -> list[str]:
    limits = [min(max(query.limit, 0), MAX_PAGE), max(query.offset, 0)]
    order = _order(query, shown)
    sql = " ".join(("SELECT p.case_id", _tables(query), where.sql, order.sql, "LIMIT ? OFFSET ?"))
    return [row["case_id"] for row in fetch(cursor, sql, [*where.params, *order.params, *limits])]


def _where(scope: Scope, query: QueueQuery, *, without: str = "") -> Where:
    where = Where()
    # A case the rules no longer find stays as soon as a person has touched it.
    where.add("p.current OR n.revision > 0")
    if not query.joined:
        where.add("n.joined_to IS NULL")
    scoped(where, scope)
    if without != "label":
        where.any_of("p.label", query.labels)
    if without != "state":
        where.any_of(_STATE, query.states)
    if without != "department":
        where.any_of(_WAITING_DEPARTMENT if query.proposed else "n.case_department", query.departments)
    if without != "ordinance" and query.ordinance_key:
        where.add("o.ordinance_key = ?", query.ordinance_key)
    if without != "wave" and query.wave is not None:
        where.add("coalesce(n.wave, '') = ?", query.wave)
    _narrow(where, query)
    return where


def _narrow(where: Where, query: QueueQuery) -> None:
    if query.score_min > 0 or query.score_max < 1:
        where.add("p.score BETWEEN ? AND ?", query.score_min, query.score_max)
    if query.within is not None:
        in_wave(where, query.within)
    if query.policy is not None:
        where.add("coalesce(n.policy, '') = ?", query.policy)
    if query.origin is not None:
        where.add("r.origin = ?", query.origin)
    if query.returned_to is not None:
        where.add("n.state = 'returned' AND n.assignee_id = ?", query.returned_to)
    if query.due_before is not None:
        where.add("n.due_on < ?", query.due_before)
        where.any_of("n.state", OPEN_STATES)
    if text := query.text.strip():
        pattern = contains(text[:200])
        where.add(
            r"c.text ILIKE ? ESCAPE '\' OR o.title ILIKE ? ESCAPE '\' OR p.locator ILIKE ? ESCAPE '\'",
            *([pattern] * 3),
        )


_MATCHED = f"""
SELECT p.label AS label, {_STATE} AS state, {_WAITING_DEPARTMENT} AS department,
    o.ordinance_key AS ordinance, o.title AS title, nullif(n.wave, '') AS wave
"""
_FACETS: dict[str, str] = {
    name: f"SELECT '{name}' AS facet, {name} AS value, min({shown}) AS shown, count(*) AS cases "  # noqa: S608 (constants)
    f"FROM matched WHERE {name} IS NOT NULL GROUP BY {name}"
    for name, shown in (
        ("label", "label"),
        ("state", "state"),
        ("department", "department"),
        ("ordinance", "title"),
        ("wave", "wave"),
    )
}
_TOTAL = "SELECT 'total' AS facet, '' AS value, '' AS shown, count(*) AS cases FROM matched"


def _facets(cursor: Cursor, scope: Scope, query: QueueQuery) -> tuple[dict[str, tuple[Facet, ...]], int]:
    """All facets and the total: one query for those not filtered on, one more for each other."""
    active = [name for name in _FACETS if _filtered(query, name)]
    shared = [name for name in _FACETS if name not in active]
    found = _count(cursor, query, _where(scope, query), [*(_FACETS[name] for name in shared), _TOTAL])
    for name in active:
        found += _count(cursor, query, _where(scope, query, without=name), [_FACETS[name]])
    facets: dict[str, list[Facet]] = {name: [] for name in _FACETS}
    total = 0
    for row in found:
        if row["facet"] == "total":
            total = row["cases"]
        elif len(facets[row["facet"]]) < MAX_FACET:
            facets[row["facet"]].append(Facet(row["value"], row["shown"], row["cases"]))
    return {name: tuple(values) for name, values in facets.items()}, total


def _count(cursor: Cursor, query: QueueQuery, where: Where, parts: Sequence[str]) -> list[dict[str, Any]]:
    matched = " ".join((_MATCHED, _tables(query), where.sql))
    sql = f"WITH matched AS MATERIALIZED ({matched}) {' UNION ALL '.join(parts)} ORDER BY cases DESC, value"
    return fetch(cursor, sql, where.params)


def _filtered(query: QueueQuery, facet: str) -> bool:
    filters: dict[str, bool] = {
        "label": bool(query.labels),
        "state": bool(query.states),
        "department": bool(query.departments),
        "ordinance": bool(query.ordinance_key),
        "wave": query.wave is not None,
    }
    return filters[facet]


def _rows(cursor: Cursor, case_ids: Sequence[str], scope: Scope, shown: Expression) -> tuple[CaseRow, ...]:
    if not case_ids:
        return ()
    where = Where()
    scoped(where, scope)
    sql = " ".join((_PRESENT, "SELECT", shown.sql, "AS likelihood,", _ROW, where.sql))
    params = [list(case_ids), *shown.params, *where.params]
    found = {row["case_id"]: row for row in fetch(cursor, sql, params)}
    return tuple(case_row(found[case_id]) for case_id in case_ids if case_id in found)


_COPIED = (
    "case_id",
    "revision",
    "label",
    "origin",
    "current",
    "score",
    "likelihood",
    "phase_now",
    "category",
    "modality",
    "ordinance_id",
    "ordinance_key",
    "ordinance_title",
    "ordinance_number",
    "ordinance_kind",
    "clause_id",
    "locator",
    "caption",
    "text",
    "proposed_department_id",
    "updated_at",
    "updated_by",
)


def case_row(row: dict[str, Any]) -> CaseRow:
    """A CaseRow from a result row of this module's query."""
    return CaseRow(
        **{name: row[name] for name in _COPIED},
        flags=tuple(row["flags"]),
        spans=tuple(json.loads(row["spans"])),
        facts=facts_of(row),
    )
