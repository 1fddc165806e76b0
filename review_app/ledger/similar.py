"""Cases whose clause is written alike (同じ書きぶり), or that stand on the same clause, and how they were decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review_app.ledger import present
from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.model import Scope
from review_app.ledger.where import Where, scoped

MOST = 500

_SELF = """
SELECT clause_id, pattern, label FROM candidate WHERE case_id = ? ORDER BY candidate_id DESC LIMIT 1
"""
# Of one type and one pattern, or on one clause whatever the type. Decided ones first, the last decided at the top.
_ALIKE = """
FROM case_place p
JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN case_now n ON n.case_id = p.case_id
"""
_PRESENT = present.of(
    "SELECT DISTINCT case_id FROM candidate WHERE clause_id = ? OR pattern = ? AND label = ?"
)
_FOUND = """
SELECT p.case_id, coalesce(n.revision, 0) AS revision, coalesce(n.state, 'unreviewed') AS state, p.label, p.locator,
    p.ordinance_id, o.title, p.clause_id = ? AS same_clause, n.case_department AS department_id,
    coalesce(n.policy, '') AS policy, n.needs_review, n.answer, n.joined_to, coalesce(len(n.joined), 0) AS joined,
    n.occurred_at, p.position
"""
_ORDER = "ORDER BY policy = '', occurred_at DESC NULLS LAST, ordinance_id, position"
# Reasons are read out of answers and events for the rows of the page alone: there may be thousands behind it.
_ROW = """
SELECT page.* EXCLUDE (answer, occurred_at, position), (SELECT histogram(state) FROM found) AS states,
    coalesce(answer ->> '$.practice', '') AS practice, coalesce(answer ->> '$.review_reason', '') AS reason,
    (SELECT coalesce(arg_max(e.payload ->> '$.reason', e.seq), '') FROM event e
        WHERE e.subject = 'case:' || page.case_id AND e.act IN ('dismiss', 'hold')) AS set_aside
"""
_AMONG = "SELECT p.case_id"


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """A case written alike: where it stands, what was decided, whom it is joined to and how many to it.

    ``practice`` and ``reason`` are its department's answer, ``set_aside`` the last reason of 対象外 or 保留.
    """

    case_id: str
    revision: int
    state: str
    label: str
    locator: str
    ordinance_id: int
    title: str
    same_clause: bool
    department_id: str | None
    policy: str
    needs_review: bool | None
    practice: str
    reason: str
    set_aside: str
    joined_to: str | None
    joined: int


@dataclass(frozen=True, slots=True)
class Similar:
    """A page of the cases written alike, and how many there are in each state."""

    rows: tuple[SimilarRow, ...]
    by_state: dict[str, int]

    @property
    def total(self) -> int:
        """All cases written alike that the reader may see."""
        return sum(self.by_state.values())


def similar(ledger: Ledger, scope: Scope, case_id: str, limit: int, offset: int = 0) -> Similar:
    """The cases in ``scope`` written like a case, a page of them; the caller sees to it that the case may be seen."""
    size, start = min(max(limit, 0), MOST), max(offset, 0)
    with ledger.cursor() as cursor:
        where = _alike(cursor, case_id)
        where.add("p.current OR n.revision > 0")
        scoped(where, scope)
        page = " ".join(("SELECT * FROM found", _ORDER, "LIMIT ? OFFSET ?"))
        found = " ".join((_PRESENT, ", found AS MATERIALIZED (", _FOUND, _ALIKE, where.sql, ")"))
        sql = " ".join((found, _ROW, "FROM (", page, ") page", _ORDER))
        alike = where.params[:3]
        rows = fetch(cursor, sql, [*alike, where.params[0], *where.params, size, start])
    states: dict[str, int] = {}
    for row in rows:
        states = row.pop("states")
    return Similar(tuple(SimilarRow(**row) for row in rows), states)


def among(ledger: Ledger, case_id: str, case_ids: Sequence[str]) -> set[str]:
    """Those of ``case_ids`` that are written like the case or stand on its clause."""
    with ledger.cursor() as cursor:
        where = _alike(cursor, case_id)
        where.add("p.case_id IN (SELECT unnest(?))", list(case_ids))
        found = fetch(cursor, " ".join((_AMONG, _ALIKE, where.sql)), where.params)
    return {row["case_id"] for row in found}


def _alike(cursor: Cursor, case_id: str) -> Where:
    """What makes a case alike to an existing one; its first parameters are the clause, the pattern and the label."""
    own = fetch(cursor, _SELF, [case_id])[0]
    where = Where()
    where.add(
        "p.clause_id = ? OR p.pattern = ? AND p.label = ?", own["clause_id"], own["pattern"], own["label"]
    )
    where.add("p.case_id <> ?", case_id)
    return where
