"""What a city sets for itself beyond numbers (市の表): each table is one setting, changes keep before and after.

Legal affairs and administrators change them; a table nobody changed is the one that comes with tenken.
"""

from __future__ import annotations

from typing import Any

from review_app.ledger import Ledger, events
from review_app.workflow import actors
from review_app.workflow.model import Role
from review_app.workflow.setting_values import subject


def stored(ledger: Ledger, key: str) -> tuple[Any, int]:
    """The city's own value of a table, None while it has the delivered one; and its revision."""
    event = events.last(ledger, subject(key))
    return (event.payload["value"], event.revision) if event else (None, 0)


def store(ledger: Ledger, person_id: str, key: str, value: Any, seen_revision: int) -> None:
    """Put the city's own value in force as seen at ``seen_revision``; None goes back to the delivered one.

    Raises NotAllowedError for other roles, StaleRevisionError when it was changed meanwhile.
    """
    author = actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN)
    before, _ = stored(ledger, key)
    payload = {"value": value, "before": before}
    events.append(
        ledger, author, [events.NewEvent(subject(key), seen_revision + 1, "change_setting", payload)]
    )


def require(ledger: Ledger, person_id: str) -> None:
    """Refuse whoever may not see and change these tables."""
    actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN)
