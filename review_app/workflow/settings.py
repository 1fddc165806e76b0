"""Settings (設定) for the administration: what is in force, and changing it."""

from __future__ import annotations

from pydantic import ValidationError

from review_app.ledger import Ledger, events
from review_app.workflow import actors
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.model import Role
from review_app.workflow.setting_values import Settings, load, subject, value

__all__ = ["Settings", "change", "load", "revision", "value"]


def revision(ledger: Ledger, key: str) -> int:
    """The revision of one setting, 0 while it has its default: needed to change it."""
    event = events.last(ledger, subject(key))
    return event.revision if event else 0


def change(
    ledger: Ledger, actor_id: str, key: str, chosen: int, seen_revision: int, *, source: str = "app"
) -> None:
    """Change one setting (administrators only).

    Raises InvalidInputError for an unknown key or a value out of bounds, StaleRevisionError when it was
    changed meanwhile.
    """
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    before = load(ledger).model_dump()
    try:
        Settings.model_validate({**before, key: chosen})
    except ValidationError as error:
        raise InvalidInputError("設定の値が範囲の外です。", {key: "範囲内の値を入力してください"}) from error
    payload = {"value": chosen, "before": before[key]}
    events.append(
        ledger, author, [events.NewEvent(subject(key), seen_revision + 1, "change_setting", payload)]
    )
