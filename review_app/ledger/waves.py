"""The waves as the ledger knows them now, and how far the cases of one came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from review_app.ledger.connection import Ledger
from review_app.ledger.model import Json, Scope
from review_app.ledger.remembering import remembered
from review_app.ledger.wave import WaveRow
from review_app.ledger.where import Where, in_wave, scoped

_NOW = """
SELECT substr(subject, 6) AS name, payload, state = 'active' AS active, revision FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'wave:') GROUP BY subject)
ORDER BY payload ->> '$.due_on' NULLS LAST, subject
"""
_COUNTS = """
SELECT coalesce(n.state, 'unreviewed') AS state, count(*) AS cases,
    count(*) FILTER (n.due_on < ? AND n.state IN ('inquiring', 'returned')) AS overdue
FROM case_place p JOIN ordinance o ON o.ordinance_id = p.ordinance_id
LEFT JOIN case_now n ON n.case_id = p.case_id
LEFT JOIN ordinance_now m ON m.ordinance_key = o.ordinance_key
"""


@dataclass(frozen=True, slots=True)
class WaveCounts:
    """The cases of a wave by state, and how many inquiries of it are past their due date."""

    by_state: dict[str, int]
    overdue: int

    @property
    def total(self) -> int:
        """All cases of the wave."""
        return sum(self.by_state.values())


def subject(name: str) -> str:
    """The event subject of a wave."""
    return f"wave:{name}"


def waves(ledger: Ledger) -> tuple[WaveRow, ...]:
    """All waves, closed ones too, by due date."""
    return remembered(
        ledger,
        ("waves",),
        ("wave",),
        lambda: tuple(
            _wave(row["name"], json.loads(row["payload"]), row["active"], row["revision"])
            for row in ledger.rows(_NOW)
        ),
    )


def _wave(name: str, payload: Json, active: bool, revision: int) -> WaveRow:
    return WaveRow(
        name,
        tuple(payload["labels"]),
        tuple(payload["departments"]),
        tuple(payload["ordinance_keys"]),
        date.fromisoformat(payload["due_on"]) if payload["due_on"] else None,
        payload["note"],
        active,
        revision,
    )


def as_payload(wave: WaveRow) -> Json:
    """What an event about a wave carries: everything but its name, state and revision."""
    return {
        "labels": list(wave.labels),
        "departments": list(wave.departments),
        "ordinance_keys": list(wave.ordinance_keys),
        "due_on": wave.due_on.isoformat() if wave.due_on else None,
        "note": wave.note,
    }


def counts(ledger: Ledger, scope: Scope, wave: WaveRow, today: date) -> WaveCounts:
    """The cases of a wave that ``scope`` may see, by state."""
    where = Where()
    where.add("p.current OR n.revision > 0")
    scoped(where, scope)
    in_wave(where, wave)
    found = ledger.rows(" ".join((_COUNTS, where.sql, "GROUP BY 1")), [today, *where.params])
    return WaveCounts({row["state"]: row["cases"] for row in found}, sum(row["overdue"] for row in found))
