"""Reading settings (設定): typed, with defaults from ``settings.yaml`` and the city's changes from the ledger."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from review_app.ledger import Ledger, events, registry


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
def defaults() -> dict[str, int]:
    """The value of every setting that nobody has changed."""
    text = files("review_app.workflow").joinpath("settings.yaml").read_text(encoding="utf-8")
    return Settings.model_validate(yaml.safe_load(text)).model_dump()


def load(ledger: Ledger) -> Settings:
    """The settings in force."""
    changed = {key: value for key, (value, _) in registry.settings(ledger).items() if key in defaults()}
    return Settings.model_validate({**defaults(), **changed})


def value(ledger: Ledger, key: str) -> int:
    """One setting in force, by a single look-up: for what is asked on every click."""
    event = events.last(ledger, subject(key))
    return int(event.payload["value"]) if event else defaults()[key]


def subject(key: str) -> str:
    """The event subject of a setting."""
    return f"setting:{key}"
