"""What is followed up beside the cube (進捗): inquiries and their due dates, 5レス tags, how hours were reckoned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from review_app.ledger.connection import Ledger
from review_app.ledger.model import Json, Scope
from review_app.ledger.where import Where, scoped

_CASES = """
FROM case_place p JOIN case_now n ON n.case_id = p.case_id
LEFT JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN ordinance_now m ON m.ordinance_key = o.ordinance_key
"""
_OWNER = "coalesce(n.case_department, m.department_id)"
# An answer counts while it stands: a case sent back is open again.
_INQUIRIES = """
WITH asked AS (
    SELECT subject, min(occurred_at) FILTER (act = 'assign') AS asked_at,
        max(occurred_at) FILTER (act = 'answer') AS answered_at,
        arg_max(due_on, revision) FILTER (due_on IS NOT NULL) AS due_on
    FROM event WHERE starts_with(subject, 'case:') GROUP BY subject
)
SELECT CAST(a.asked_at + INTERVAL 9 HOUR AS DATE) AS asked_on, a.due_on,
    CASE WHEN n.state IN ('answered', 'checked', 'decided', 'in_progress', 'completed')
        THEN CAST(a.answered_at + INTERVAL 9 HOUR AS DATE) END AS answered_on, count(*) AS cases
"""
_ASKED = "JOIN asked a ON a.subject = n.subject"
_TAGS = """
SELECT t.tag, count(*) AS cases, count(*) FILTER (n.state = 'completed') AS completed,
    CAST(coalesce(sum(n.yearly_cases), 0) AS BIGINT) AS yearly_cases
"""
_UNNESTED = "CROSS JOIN LATERAL (SELECT unnest(n.tags) AS tag) t"
_EFFORTS = """
SELECT coalesce(n.case_department, m.department_id) AS department_id, o.title, p.locator, n.answer, n.hours_staff,
    n.hours_citizen, count(*) OVER () AS total
"""
_OUT = "n.state <> 'out_of_scope'"


@dataclass(frozen=True, slots=True)
class Part:
    """What of the cases to follow up: departments and types, none meaning all."""

    departments: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Cases asked about on one day with one due date; ``answered_on`` None while they are open (days in Japan)."""

    asked_on: date
    due_on: date
    answered_on: date | None
    cases: int = 1


@dataclass(frozen=True, slots=True)
class Tagged:
    """One 5レス tag: how many cases carry it, how many of these are completed, their annual cases."""

    tag: str
    cases: int
    completed: int
    yearly_cases: int


@dataclass(frozen=True, slots=True)
class EffortRow:
    """One case whose answer names hours saved; ``answer`` holds the arithmetic."""

    department_id: str | None
    title: str
    locator: str
    answer: Json
    hours_staff: float
    hours_citizen: float


def inquiries(ledger: Ledger, scope: Scope, part: Part) -> tuple[Inquiry, ...]:
    """The inquiries with a due date that stand, answered or not, those alike counted together."""
    where = _where(scope, part)
    where.add("a.asked_at IS NOT NULL AND a.due_on IS NOT NULL")
    where.add(
        "n.state IN ('inquiring', 'returned', 'answered', 'checked', 'decided', 'in_progress', 'completed')"
    )
    sql = " ".join((_INQUIRIES, _CASES, _ASKED, where.sql, "GROUP BY ALL"))
    return tuple(Inquiry(**row) for row in ledger.rows(sql, where.params))


def tags(ledger: Ledger, scope: Scope, part: Part) -> tuple[Tagged, ...]:
    """The 5レス tags of the cases under review."""
    where = _where(scope, part)
    where.add(_OUT)
    sql = " ".join((_TAGS, _CASES, _UNNESTED, where.sql, "GROUP BY t.tag ORDER BY t.tag"))
    return tuple(Tagged(**row) for row in ledger.rows(sql, where.params))


def efforts(ledger: Ledger, scope: Scope, part: Part, limit: int) -> tuple[tuple[EffortRow, ...], int]:
    """The cases whose answers name hours saved, most hours first, at most ``limit``; and how many there are."""
    where = _where(scope, part)
    where.add(_OUT)
    where.add("n.hours_staff > 0 OR n.hours_citizen > 0")
    order = "ORDER BY n.hours_staff + n.hours_citizen DESC, p.case_id LIMIT ?"
    found = ledger.rows(" ".join((_EFFORTS, _CASES, where.sql, order)), [*where.params, limit])
    total = found[0]["total"] if found else 0
    return tuple(_effort(row) for row in found), total


def _effort(row: dict[str, Any]) -> EffortRow:
    del row["total"]
    return EffortRow(**{**row, "answer": json.loads(row["answer"] or "{}")})


def _where(scope: Scope, part: Part) -> Where:
    where = Where()
    scoped(where, scope)
    where.any_of(_OWNER, part.departments)
    where.any_of("p.label", part.labels)
    return where
