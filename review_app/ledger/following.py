"""What is followed up beside the cube (進捗): inquiries and their due dates, 5レス tags, how hours were reckoned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from review_app.ledger.connection import Ledger
from review_app.ledger.model import Json, Scope
from review_app.ledger.where import Where, scoped

_CASES = """
FROM case_place p JOIN case_now n ON n.case_id = p.case_id
LEFT JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN ordinance_now m ON m.ordinance_key = o.ordinance_key
"""
_DEPARTMENT = "coalesce(n.case_department, m.department_id) AS department_id, p.label"
# An answer counts while it stands: a case sent back is open again.
_INQUIRIES = f"""
WITH asked AS (
    SELECT subject, min(occurred_at) FILTER (act = 'assign') AS asked_at,
        max(occurred_at) FILTER (act = 'answer') AS answered_at,
        arg_max(due_on, revision) FILTER (due_on IS NOT NULL) AS due_on
    FROM event WHERE starts_with(subject, 'case:') GROUP BY subject
)
SELECT {_DEPARTMENT}, CAST(a.asked_at + INTERVAL 9 HOUR AS DATE) AS asked_on, a.due_on,
    CASE WHEN n.state IN ('answered', 'checked', 'decided', 'in_progress', 'completed')
        THEN CAST(a.answered_at + INTERVAL 9 HOUR AS DATE) END AS answered_on
{_CASES} JOIN asked a ON a.subject = n.subject
"""  # noqa: S608 - own fragments
_TAGS = f"""
SELECT {_DEPARTMENT}, unnest(n.tags) AS tag, n.state, coalesce(n.yearly_cases, 0) AS yearly_cases {_CASES}
"""
_EFFORTS = f"""
SELECT {_DEPARTMENT}, o.title, p.locator, n.state, n.answer, n.hours_staff, n.hours_citizen {_CASES}
"""
_OUT = "n.state <> 'out_of_scope'"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One case a department was asked about with a due date; ``answered_on`` None while it is open (days in Japan)."""

    department_id: str | None
    label: str
    asked_on: date
    due_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Tagged:
    """One 5レス tag on one case."""

    department_id: str | None
    label: str
    tag: str
    state: str
    yearly_cases: int


@dataclass(frozen=True, slots=True)
class EffortRow:
    """One case whose answer names hours saved; ``answer`` holds the arithmetic."""

    department_id: str | None
    label: str
    title: str
    locator: str
    state: str
    answer: Json
    hours_staff: float
    hours_citizen: float


def inquiries(ledger: Ledger, scope: Scope) -> tuple[Inquiry, ...]:
    """The inquiries with a due date that stand, answered or not."""
    where = Where()
    where.add("a.asked_at IS NOT NULL AND a.due_on IS NOT NULL")
    where.add(
        "n.state IN ('inquiring', 'returned', 'answered', 'checked', 'decided', 'in_progress', 'completed')"
    )
    scoped(where, scope)
    return tuple(Inquiry(**row) for row in ledger.rows(" ".join((_INQUIRIES, where.sql)), where.params))


def tags(ledger: Ledger, scope: Scope) -> tuple[Tagged, ...]:
    """The 5レス tags of the cases under review."""
    where = Where()
    where.add(_OUT)
    scoped(where, scope)
    return tuple(Tagged(**row) for row in ledger.rows(" ".join((_TAGS, where.sql)), where.params))


def efforts(ledger: Ledger, scope: Scope) -> tuple[EffortRow, ...]:
    """The cases whose answers name hours saved, most hours first."""
    where = Where()
    where.add(_OUT)
    where.add("n.hours_staff > 0 OR n.hours_citizen > 0")
    scoped(where, scope)
    order = "ORDER BY n.hours_staff + n.hours_citizen DESC, p.case_id"
    found = ledger.rows(" ".join((_EFFORTS, where.sql, order)), where.params)
    return tuple(EffortRow(**{**row, "answer": json.loads(row["answer"] or "{}")}) for row in found)
