"""One act on many cases, each with its own payload, all or none (一括回答): for workbooks coming back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review_app.ledger import Ledger, LedgerError, cases, events
from review_app.ledger.cases import Standing
from review_app.workflow import actors
from review_app.workflow.acts import MAX_BULK, Done, prepare
from review_app.workflow.errors import InvalidInputError, WorkflowError
from review_app.workflow.machine import Act, State
from review_app.workflow.model import Actor
from review_app.workflow.payloads import Payload


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done to one case as seen at ``revision``."""

    case_id: str
    revision: int
    payload: Payload


def rehearse(ledger: Ledger, person_id: str, act: Act, wanted: Sequence[Wanted]) -> list[str]:
    """Say for each why it would be refused now, as one Japanese sentence, or "" when not; writes nothing."""
    who, standing = _read(ledger, person_id, wanted)
    return [_refusal(ledger, who, act, standing, one) for one in wanted]


def perform_all(
    ledger: Ledger, person_id: str, act: Act, wanted: Sequence[Wanted], *, source: str = "app"
) -> list[Done]:
    """Do the act to every case in one transaction.

    Raises what ``acts.perform`` raises for the first case that is refused; then nothing was written.
    """
    who, standing = _read(ledger, person_id, wanted)
    news = [
        new
        for one in wanted
        for new in prepare(ledger, who, act, standing.get(one.case_id), one.revision, one.payload)
    ]
    if not news:
        return []
    stored = {event.subject: event for event in events.append(ledger, actors.author(who, source), news)}
    pairs = [(one, stored[cases.subject(one.case_id)]) for one in wanted]
    return [Done(one.case_id, event.revision, State(event.state)) for one, event in pairs]


def _read(ledger: Ledger, person_id: str, wanted: Sequence[Wanted]) -> tuple[Actor, dict[str, Standing]]:
    if len(wanted) > MAX_BULK:
        raise InvalidInputError(f"一度に処理できるのは{MAX_BULK:,}件までです。分けてください。")
    who = actors.actor(ledger, person_id)
    return who, cases.standing(ledger, [one.case_id for one in wanted])


def _refusal(ledger: Ledger, who: Actor, act: Act, standing: dict[str, Standing], one: Wanted) -> str:
    try:
        prepare(ledger, who, act, standing.get(one.case_id), one.revision, one.payload)
    except (WorkflowError, LedgerError) as error:
        return str(error)
    return ""
