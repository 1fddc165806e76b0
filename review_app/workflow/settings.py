"""Settings (設定): typed, with defaults from ``settings.yaml`` and the city's changes from the ledger."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from review_app.ledger import Ledger, events, registry
from review_app.workflow import actors
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.model import Role


class Settings(BaseModel):
    """All settings with their bounds; units are in ``settings.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    password_min_length: Annotated[int, Field(ge=8, le=64)]
    password_classes: Annotated[int, Field(ge=1, le=4)]
    password_expiry_days: Annotated[int, Field(ge=0, le=3650)]
    lockout_failures: Annotated[int, Field(ge=1, le=20)]
    lockout_minutes: Annotated[int, Field(ge=1, le=1440)]
    lockout_max_minutes: Annotated[int, Field(ge=1, le=1440)]
    session_idle_minutes: Annotated[int, Field(ge=1, le=1440)]
    session_hours: Annotated[int, Field(ge=1, le=168)]


@cache
def _defaults() -> dict[str, int]:
    text = files("review_app.workflow").joinpath("settings.yaml").read_text(encoding="utf-8")
    return Settings.model_validate(yaml.safe_load(text)).model_dump()


def load(ledger: Ledger) -> Settings:
    """The settings in force."""
    changed = {key: value for key, (value, _) in registry.settings(ledger).items() if key in _defaults()}
    return Settings.model_validate({**_defaults(), **changed})


def revision(ledger: Ledger, key: str) -> int:
    """The revision of one setting, 0 while it has its default: needed to change it."""
    found = registry.settings(ledger).get(key)
    return found[1] if found else 0


def change(
    ledger: Ledger, actor_id: str, key: str, value: int, seen_revision: int, *, source: str = "app"
) -> None:
    """Change one setting (administrators only).

    Raises InvalidInputError for an unknown key or a value out of bounds, StaleRevisionError when it was
    changed meanwhile.
    """
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    before = load(ledger).model_dump()
    try:
        Settings.model_validate({**before, key: value})
    except ValidationError as error:
        raise InvalidInputError("設定の値が範囲の外です。", {key: "範囲内の値を入力してください"}) from error
    payload = {"value": value, "before": before[key]}
    events.append(
        ledger, author, [events.NewEvent(f"setting:{key}", seen_revision + 1, "change_setting", payload)]
    )
