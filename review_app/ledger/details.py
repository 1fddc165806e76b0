"""What exports add to a queue's rows (出力用の詳細): many cases in one query, within the reader's scope."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review_app.ledger.connection import Ledger
from review_app.ledger.model import Json, Scope
from review_app.ledger.where import Where, scoped

_DETAILS = """
SELECT p.case_id, p.rules, p.frequency, p.authority, p.explanation, o.promulgated, o.promulgated_on,
    dismissed.payload AS dismissed, completed.payload AS completed
FROM case_place p
JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN case_now n ON n.case_id = p.case_id
LEFT JOIN (SELECT substr(subject, 6) AS case_id, arg_max(payload, seq) AS payload FROM event
    WHERE act = 'dismiss' GROUP BY subject) dismissed ON dismissed.case_id = p.case_id
LEFT JOIN (SELECT substr(subject, 6) AS case_id, arg_max(payload, seq) AS payload FROM event
    WHERE act = 'complete' GROUP BY subject) completed ON completed.case_id = p.case_id
"""


@dataclass(frozen=True, slots=True)
class CaseExtra:
    """What a sheet shows of a case beside its ``CaseRow``.

    ``frequency`` and ``authority`` are the JSON forms of the extractor's dataclasses; ``dismissed`` and
    ``completed`` the payloads of the last such acts, None when there was none.
    """

    rules: tuple[str, ...]
    frequency: Json | None
    authority: Json
    explanation: str
    promulgated: str
    promulgated_on: date | None
    dismissed: Json | None
    completed: Json | None


def details(ledger: Ledger, scope: Scope, case_ids: Sequence[str]) -> dict[str, CaseExtra]:
    """The extras of the given cases by id; those outside ``scope`` are left out."""
    where = Where()
    where.add("p.case_id IN (SELECT unnest(?))", list(case_ids))
    scoped(where, scope)
    found = ledger.rows(" ".join((_DETAILS, where.sql)), where.params)
    return {row["case_id"]: _extra(row) for row in found}


def _extra(row: dict[str, Any]) -> CaseExtra:
    return CaseExtra(
        rules=tuple(row["rules"]),
        frequency=_json(row["frequency"]),
        authority=_json(row["authority"]) or {},
        explanation=row["explanation"],
        promulgated=row["promulgated"],
        promulgated_on=row["promulgated_on"],
        dismissed=_json(row["dismissed"]),
        completed=_json(row["completed"]),
    )


def _json(text: str | None) -> Json | None:
    value: Json | None = json.loads(text) if text else None
    return value


def ledger_mark(ledger: Ledger) -> str:
    """A short mark that tells this ledger from any other: the beginning of its first event's hash, or ""."""
    found = ledger.rows("SELECT hash FROM event ORDER BY seq LIMIT 1")
    return str(found[0]["hash"])[:16] if found else ""
