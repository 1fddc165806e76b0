"""Cases whose clause is written alike (同じ書きぶり), or that stand on the same clause, and how they were decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review_app.ledger.connection import Ledger, fetch
from review_app.ledger.model import Scope
from review_app.ledger.where import Where, scoped

MOST = 500

# Of one type and one pattern, or on one clause whatever the type. Decided ones first, the last decided at the top.
_ALIKE = """
FROM case_place p JOIN case_place a ON a.case_id = ? AND a.case_id <> p.case_id
    AND (p.clause_id = a.clause_id OR p.pattern = a.pattern AND p.label = a.label)
JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN case_now n ON n.case_id = p.case_id
"""
_ROW = """
SELECT p.case_id, coalesce(n.revision, 0) AS revision, coalesce(n.state, 'unreviewed') AS state, p.label,
    p.locator, o.ordinance_id, o.title, p.clause_id = a.clause_id AS same_clause, n.case_department AS department_id,
    coalesce(n.policy, '') AS policy, n.needs_review, coalesce(n.answer ->> '$.practice', '') AS practice,
    coalesce(n.answer ->> '$.review_reason', '') AS reason,
    (SELECT coalesce(arg_max(e.payload ->> '$.reason', e.seq), '') FROM event e
        WHERE e.subject = 'case:' || p.case_id AND e.act IN ('dismiss', 'hold')) AS set_aside,
    n.joined_to, coalesce(len(n.joined), 0) AS joined
"""
_STATES = "SELECT coalesce(n.state, 'unreviewed') AS state, count(*) AS cases"
_ORDER = (
    "ORDER BY n.policy IS NULL OR n.policy = '', n.occurred_at DESC NULLS LAST, o.ordinance_id, p.position"
)
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
    where = _where(scope)
    with ledger.cursor() as cursor:
        states = fetch(cursor, " ".join((_STATES, _ALIKE, where.sql, "GROUP BY 1")), [case_id, *where.params])
        if not states:
            return Similar((), {})
        page = [min(max(limit, 0), MOST), max(offset, 0)]
        sql = " ".join((_ROW, _ALIKE, where.sql, _ORDER, "LIMIT ? OFFSET ?"))
        rows = fetch(cursor, sql, [case_id, *where.params, *page])
    return Similar(tuple(SimilarRow(**row) for row in rows), {row["state"]: row["cases"] for row in states})


def among(ledger: Ledger, case_id: str, case_ids: Sequence[str]) -> set[str]:
    """Those of ``case_ids`` that are written like the case or stand on its clause."""
    where = Where()
    where.add("p.case_id IN (SELECT unnest(?))", list(case_ids))
    found = ledger.rows(" ".join((_AMONG, _ALIKE, where.sql)), [case_id, *where.params])
    return {row["case_id"] for row in found}


def _where(scope: Scope) -> Where:
    where = Where()
    where.add("p.current OR n.revision > 0")
    scoped(where, scope)
    return where
