"""Samples judged twice (二人判定): which cases were drawn for whom, and what each judge said so far."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from review_app.ledger import events
from review_app.ledger.connection import Ledger
from review_app.ledger.events import Event

_SAMPLES = "SELECT DISTINCT substr(subject, 8) AS sample_id FROM event WHERE starts_with(subject, 'sample:')"
_SAID = """
SELECT subject, person_id, revision, payload FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, ?) GROUP BY subject)
"""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample: its name, who drew it when, its cases in the order drawn, its two judges."""

    sample_id: str
    name: str
    drawn_at: datetime
    drawn_by: str
    judges: tuple[str, ...]
    case_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge last said of a case: a triage state as a code, a note, the judgement's revision."""

    choice: str
    note: str
    revision: int


def sample_subject(sample_id: str) -> str:
    """The event subject of a sample."""
    return f"sample:{sample_id}"


def judgement_subject(sample_id: str, case_id: str, person_id: str) -> str:
    """The event subject of one judge's judgement of one case; not the case's own, so its state is untouched."""
    return f"judgement:{sample_id}:{case_id}:{person_id}"


def samples(ledger: Ledger) -> tuple[SampleRow, ...]:
    """All samples, newest first."""
    found = (sample(ledger, row["sample_id"]) for row in ledger.rows(_SAMPLES))
    return tuple(
        sorted((row for row in found if row), key=lambda row: (row.drawn_at, row.sample_id), reverse=True)
    )


def sample(ledger: Ledger, sample_id: str) -> SampleRow | None:
    """One sample, None when there is none of that id."""
    event = events.last(ledger, sample_subject(sample_id))
    return _sample(sample_id, event) if event else None


def _sample(sample_id: str, event: Event) -> SampleRow:
    drawn = event.payload
    return SampleRow(
        sample_id,
        drawn["name"],
        event.occurred_at,
        event.person_name,
        tuple(drawn["judges"]),
        tuple(drawn["case_ids"]),
    )


def said(ledger: Ledger, sample_id: str) -> dict[str, dict[str, Said]]:
    """The last judgement of each judge on each case of a sample: person id → case id → Said."""
    given: dict[str, dict[str, Said]] = {}
    for row in ledger.rows(_SAID, [f"judgement:{sample_id}:"]):
        case_id = row["subject"].split(":")[2]
        payload = json.loads(row["payload"])
        said_now = Said(payload["choice"], payload["note"], row["revision"])
        given.setdefault(row["person_id"], {})[case_id] = said_now
    return given
