"""One case in full (案件の詳細), and the little an act needs to know of many."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review_app.ledger import events, present, queue, reader
from review_app.ledger.connection import Ledger
from review_app.ledger.model import CandidateRow, CaseDetail, CaseFacts, HistoryEntry, Mark, Scope

_OF_THESE = present.of(present.THESE)
_CANDIDATE = """
SELECT p.*, coalesce(e.rules_hash, '') AS rules_hash, coalesce(e.models, '{}') AS models
FROM case_place p LEFT JOIN extraction_run e USING (run_id) WHERE p.case_id = ?
"""
_STANDING = """
SELECT r.case_id, coalesce(n.revision, 0) AS revision, coalesce(n.state, 'unreviewed') AS state,
    n.* EXCLUDE (case_id, revision, state)
FROM review_case r LEFT JOIN case_now n USING (case_id) WHERE r.case_id IN (SELECT unnest(?))
"""

_TEXT = "SELECT c.text FROM case_place p JOIN clause c ON c.clause_id = p.clause_id"


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as an act finds it: its revision and facts, nothing of its text."""

    case_id: str
    revision: int
    facts: CaseFacts


def subject(case_id: str) -> str:
    """The event subject of a case."""
    return f"case:{case_id}"


def case_id(event_subject: str) -> str:
    """The case an event subject like ``subject`` names."""
    return event_subject.removeprefix("case:")


def standing(ledger: Ledger, case_ids: Sequence[str]) -> dict[str, Standing]:
    """The present revision and facts of the cases that exist, by id. Scope is the caller's to check."""
    if len(case_ids) == 1:
        one = _one_standing(ledger, case_ids[0])
        return {one.case_id: one} if one else {}
    found = ledger.rows(" ".join((_OF_THESE, _STANDING)), [list(case_ids), list(case_ids)])
    return {row["case_id"]: _standing(row) for row in found}


def _one_standing(ledger: Ledger, case_id: str) -> Standing | None:
    """The same for one case, without the joins: what every single act begins with."""
    if not ledger.rows("SELECT 1 FROM review_case WHERE case_id = ?", [case_id]):
        return None
    last = events.last(ledger, subject(case_id))
    return Standing(case_id, last.revision, last.facts) if last else Standing(case_id, 0, CaseFacts())


def _standing(row: dict[str, Any]) -> Standing:
    facts = events.facts_of(row) if row["revision"] else CaseFacts()
    return Standing(row["case_id"], row["revision"], facts)


def detail(ledger: Ledger, scope: Scope, case_id: str) -> CaseDetail | None:
    """Everything of one case, None when it does not exist or lies outside ``scope``."""
    rows = queue.rows(ledger, scope, [case_id])
    if not rows:
        return None
    row = rows[0]
    clause = reader.clause(ledger, scope, row.clause_id)
    siblings: tuple[Mark, ...] = tuple(mark for mark in clause.marks if mark.case_id != case_id)
    return CaseDetail(row, clause, _candidate(ledger, case_id), siblings, history(ledger, case_id))


def _candidate(ledger: Ledger, case_id: str) -> CandidateRow | None:
    found = ledger.rows(" ".join((_OF_THESE, _CANDIDATE)), [[case_id], case_id])
    if not found or found[0]["run_id"] == 0:
        return None
    row = found[0]
    copied = ("candidate_id", "label", "score", "modality", "phase", "category", "explanation", "rules_hash")
    return CandidateRow(
        **{name: row[name] for name in copied},
        rules=tuple(row["rules"]),
        spans=tuple(json.loads(row["spans"])),
        frequency=json.loads(row["frequency"]) if row["frequency"] else None,
        digital_alternative=tuple(json.loads(row["digital_alternative"])),
        authority=json.loads(row["authority"]),
        flags=tuple(row["flags"]),
        models=json.loads(row["models"]),
    )


def text(ledger: Ledger, case_id: str) -> str:
    """The text of the clause a case is on now, "" when there is no such case."""
    found = ledger.rows(" ".join((_OF_THESE, _TEXT)), [[case_id]])
    return str(found[0]["text"]) if found else ""


def history(ledger: Ledger, case_id: str) -> tuple[HistoryEntry, ...]:
    """The timeline of a case, oldest first."""
    return tuple(
        HistoryEntry(
            revision=event.revision,
            occurred_at=event.occurred_at,
            person_id=event.person_id,
            person_name=event.person_name,
            role=event.role,
            department_id=event.department_id,
            act=event.act,
            payload=event.payload,
            source=event.source,
            facts=event.facts,
        )
        for event in events.history(ledger, subject(case_id))
    )
