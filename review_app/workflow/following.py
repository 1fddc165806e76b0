"""What is followed up (進捗): inquiries and their due dates, what is overdue, what is decided and not amended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review_app.ledger import Ledger, queue
from review_app.ledger import following as stored
from review_app.ledger.following import EffortRow, Inquiry, Tagged
from review_app.ledger.model import QueuePage, QueueQuery
from review_app.workflow import actors, views
from review_app.workflow.machine import State

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Following:
    """What a person follows up, within what they may see.

    ``overdue`` and ``unamended`` hold at most ``MOST_LISTED`` cases and their whole number.
    """

    today: date
    inquiries: tuple[Inquiry, ...]
    tags: tuple[Tagged, ...]
    efforts: tuple[EffortRow, ...]
    overdue: QueuePage
    unamended: QueuePage


def following(
    ledger: Ledger, person_id: str, *, departments: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Following:
    """Everything to follow up, of some departments and types where asked."""
    scope = actors.scope(actors.actor(ledger, person_id))
    today = views.today(ledger)

    def wanted(row: Inquiry | Tagged | EffortRow) -> bool:
        return (not departments or row.department_id in departments) and (not labels or row.label in labels)

    def listed(states: tuple[State, ...], due_before: date | None = None) -> QueuePage:
        query = QueueQuery(
            states=tuple(state.value for state in states),
            labels=labels,
            departments=departments,
            due_before=due_before,
            sort="due",
            limit=MOST_LISTED,
        )
        return queue.queue(ledger, scope, query)

    return Following(
        today,
        tuple(filter(wanted, stored.inquiries(ledger, scope))),
        tuple(filter(wanted, stored.tags(ledger, scope))),
        tuple(filter(wanted, stored.efforts(ledger, scope))),
        listed((State.INQUIRING, State.RETURNED), today),
        listed((State.DECIDED, State.IN_PROGRESS)),
    )
