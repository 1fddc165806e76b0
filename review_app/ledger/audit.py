"""The audit log (監査記録): every event, filtered and paged; never a credential."""

from __future__ import annotations

import json
from typing import Any

from review_app.ledger.audit_rows import AuditPage, AuditQuery, AuditRow
from review_app.ledger.connection import Ledger
from review_app.ledger.model import Json
from review_app.ledger.where import Where

_COLUMNS = (
    "seq, occurred_at, person_id, person_name, role, department_id, subject, revision, act, state, payload, "
    "source, hash"
)
_SECRET = frozenset({"password_hash"})


def audit(ledger: Ledger, query: AuditQuery) -> AuditPage:
    """One page of events, newest first. Who may read it is the workflow's to decide."""
    where = _where(query)
    total = ledger.rows(" ".join(("SELECT count(*) AS n FROM event", where.sql)), where.params)[0]["n"]
    sql = " ".join(("SELECT", _COLUMNS, "FROM event", where.sql, "ORDER BY seq DESC LIMIT ? OFFSET ?"))
    limits = [min(max(query.limit, 0), 10_000), max(query.offset, 0)]
    return AuditPage(tuple(_row(row) for row in ledger.rows(sql, [*where.params, *limits])), total)


def _where(query: AuditQuery) -> Where:
    where = Where()
    if query.person_id:
        where.add("person_id = ?", query.person_id)
    if query.act:
        where.add("act = ?", query.act)
    if query.subject:
        where.add("starts_with(subject, ?)", query.subject)
    if query.since is not None:
        where.add("occurred_at >= ?", query.since)
    if query.until is not None:
        where.add("occurred_at < ?", query.until)
    return where


def _row(row: dict[str, Any]) -> AuditRow:
    payload: Json = json.loads(row["payload"])
    shown = {key: value for key, value in payload.items() if key not in _SECRET}
    return AuditRow(**{**row, "payload": shown})
