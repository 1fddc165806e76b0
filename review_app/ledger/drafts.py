"""Unfinished input (下書き): the last one of each person and case counts; not part of the audit."""

from __future__ import annotations

import json

from review_app.ledger.connection import Ledger
from review_app.ledger.events import canonical
from review_app.ledger.model import Json


def save(ledger: Ledger, person_id: str, case_id: str, content: Json | None) -> None:
    """Keep ``content`` as the person's draft for the case; None drops it."""
    with ledger.append_lock, ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO draft VALUES (?, ?, ?, ?)", [person_id, case_id, ledger.now(), canonical(content)]
        )


def load(ledger: Ledger, person_id: str, case_id: str) -> Json | None:
    """The person's draft for the case, None when there is none."""
    found = ledger.rows(
        "SELECT content FROM draft WHERE person_id = ? AND case_id = ? ORDER BY rowid DESC LIMIT 1",
        [person_id, case_id],
    )
    content: Json | None = json.loads(found[0]["content"]) if found else None
    return content
