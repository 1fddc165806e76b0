"""What the ledger says of the audit log: its filters, its events, a page of them (監査記録)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from review_app.ledger.model import Json


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Filters of the audit page; empty means any. ``subject`` matches from its beginning (``case:``,
    ``person:a``).
    """

    person_id: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event as the audit page shows it (never with a credential)."""

    seq: int
    occurred_at: datetime
    person_id: str
    person_name: str
    role: str
    department_id: str | None
    subject: str
    revision: int
    act: str
    state: str
    payload: Json
    source: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the audit log, newest first, and the total behind it."""

    rows: tuple[AuditRow, ...]
    total: int
