"""What is followed up (進捗): inquiries and their due dates, what is overdue, what is decided and not amended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review_app.ledger import Ledger, queue
from review_app.ledger import following as stored
from review_app.ledger.following import EffortRow, Inquiry, Part, Tagged
from review_app.ledger.model import QueuePage, QueueQuery
from review_app.workflow import actors, views
from review_app.workflow.machine import State

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Following:
    """What a person follows up, within what they may see.

    ``efforts`` (of ``reckoned`` in all), ``overdue`` and ``unamended`` hold at most ``MOST_LISTED`` cases and tell
    how many there are.
    """

    today: date
    inquiries: tuple[Inquiry, ...]
    tags: tuple[Tagged, ...]
    efforts: tuple[EffortRow, ...]
    reckoned: int
    overdue: QueuePage
    unamended: QueuePage


def following(
    ledger: Ledger, person_id: str, *, departments: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Following:
    """Everything to follow up, of some departments and types where asked."""
    scope = actors.scope(actors.actor(ledger, person_id))
    today, part = views.today(ledger), Part(departments, labels)
    efforts, reckoned = stored.efforts(ledger, scope, part, MOST_LISTED)

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
        stored.inquiries(ledger, scope, part),
        stored.tags(ledger, scope, part),
        efforts,
        reckoned,
        listed((State.INQUIRING, State.RETURNED), today),
        listed((State.DECIDED, State.IN_PROGRESS)),
    )
