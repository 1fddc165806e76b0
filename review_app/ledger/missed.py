"""Clauses that people found and the rules did not (漏れの追加): what the rules are to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from review_app.ledger.connection import Ledger

# The clause as it was when it was added: its payload names it, whatever later editions made of it.
_ADDED = """
SELECT substr(e.subject, 6) AS case_id, e.payload ->> '$.label' AS label, e.payload ->> '$.reason' AS reason,
    CAST(e.payload ->> '$.start' AS INTEGER) AS start, CAST(e.payload ->> '$.end' AS INTEGER) AS "end",
    c.text, coalesce(c.lead[-1], '') AS lead, c.caption, coalesce(c.headings[-1], '') AS heading, c.locator,
    o.title, e.person_name AS added_by, e.occurred_at AS added_at, n.state
FROM event e
JOIN clause c ON c.clause_id = CAST(e.payload ->> '$.clause_id' AS BIGINT)
JOIN ordinance o ON o.ordinance_id = c.ordinance_id
JOIN case_now n ON n.case_id = substr(e.subject, 6)
WHERE e.act = 'add_missed' ORDER BY e.seq DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class AddedRow:
    """A clause added by hand: ``start`` and ``end`` are the words chosen in ``text``, ``state`` the case's now."""

    case_id: str
    label: str
    reason: str
    start: int
    end: int
    text: str
    lead: str
    caption: str
    heading: str
    locator: str
    title: str
    added_by: str
    added_at: datetime
    state: str


def added(ledger: Ledger, limit: int) -> tuple[AddedRow, ...]:
    """The clauses added by hand, newest first, at most ``limit``."""
    return tuple(AddedRow(**row) for row in ledger.rows(_ADDED, [limit]))
