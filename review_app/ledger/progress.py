"""Figures for progress and for one's own work (進捗): counted in SQL over what the reader may see."""

from __future__ import annotations

from datetime import date, timedelta

from review_app.ledger.connection import Ledger
from review_app.ledger.model import Scope
from review_app.ledger.progress_rows import MonthRow, Progress, ProgressCell, WorkCounts
from review_app.ledger.queue import BEARING, OPEN_STATES
from review_app.ledger.remembering import remembered
from review_app.ledger.where import Where, scoped

DUE_SOON_DAYS = 7

_CASES = """
FROM case_place p LEFT JOIN case_now n ON n.case_id = p.case_id
LEFT JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN ordinance_now m ON m.ordinance_key = o.ordinance_key
"""
_CUBE = """
SELECT coalesce(n.case_department, m.department_id) AS department_id, p.label,
    coalesce(n.state, 'unreviewed') AS state, coalesce(n.policy, '') AS policy, p.phase AS phase_now,
    n.phase_target, count(*) AS cases, CAST(coalesce(sum(n.yearly_cases), 0) AS BIGINT) AS yearly_cases,
    coalesce(sum(n.hours_staff), 0) AS hours_staff, coalesce(sum(n.hours_citizen), 0) AS hours_citizen,
    count(*) FILTER (n.due_on < ? AND n.state IN ('inquiring', 'returned')) AS overdue
"""
_MONTHS = """
SELECT strftime(n.occurred_at + INTERVAL 9 HOUR, '%Y-%m') AS month,
    count(*) FILTER (n.act = 'answer') AS answered, count(*) FILTER (n.act = 'decide') AS decided,
    count(*) FILTER (n.act = 'complete') AS completed,
    coalesce(sum(n.hours_staff) FILTER (n.act = 'decide'), 0) AS hours_staff,
    coalesce(sum(n.hours_citizen) FILTER (n.act = 'decide'), 0) AS hours_citizen
FROM event n
"""
_STATES = "SELECT coalesce(n.state, 'unreviewed') AS state, count(*) AS cases"
_DUE = """
SELECT count(*) FILTER (n.due_on BETWEEN ? AND ?) AS soon, count(*) FILTER (n.due_on < ?) AS overdue,
    count(*) FILTER (n.state = 'returned' AND n.assignee_id = ?) AS mine
"""


def progress(ledger: Ledger, scope: Scope, today: date) -> Progress:
    """The cube of cases by department x label x state x policy x PHASE, and the acts by calendar month
    (JST).
    """
    cells = _counted(scope)
    found = ledger.rows(
        " ".join((_CUBE, _CASES, cells.sql, "GROUP BY ALL ORDER BY ALL")), [today, *cells.params]
    )
    months = Where()
    months.add("starts_with(n.subject, 'case:') AND n.act IN ('answer', 'decide', 'complete')")
    scoped(months, scope)
    by_month = ledger.rows(" ".join((_MONTHS, months.sql, "GROUP BY ALL ORDER BY month")), months.params)
    return Progress(tuple(ProgressCell(**row) for row in found), tuple(MonthRow(**row) for row in by_month))


def work(ledger: Ledger, scope: Scope, person_id: str, today: date) -> WorkCounts:
    """Counts for one's own work: states, and of the open inquiries due within a week, overdue, sent back.

    What was joined counts once, since there is one thing to do; progress counts its clauses.
    """
    key = ("work", scope, person_id, today)
    return remembered(ledger, key, BEARING, lambda: _work(ledger, scope, person_id, today))


def _work(ledger: Ledger, scope: Scope, person_id: str, today: date) -> WorkCounts:
    where = _counted(scope)
    where.add("n.joined_to IS NULL")
    states = ledger.rows(" ".join((_STATES, _CASES, where.sql, "GROUP BY 1")), where.params)
    where.any_of("n.state", OPEN_STATES)
    days = [today, today + timedelta(days=DUE_SOON_DAYS), today, person_id]
    due = ledger.rows(" ".join((_DUE, _CASES, where.sql)), [*days, *where.params])[0]
    return WorkCounts(
        {row["state"]: row["cases"] for row in states}, due["soon"], due["overdue"], due["mine"]
    )


def _counted(scope: Scope) -> Where:
    where = Where()
    where.add("p.current OR n.revision > 0")
    scoped(where, scope)
    return where
