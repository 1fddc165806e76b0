"""Streamlit's settings: read from the ``config.toml`` of this package, laid over every other source."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

PERSON_HEADER = "X-Tenken-Person"
SESSION_HEADER = "X-Tenken-Session"


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Turn nested TOML tables into Streamlit's dotted option names.

    ``server.trustedUserHeaders`` is one option whose value is a table; Streamlit takes it as JSON when it does
    not come from its own file.
    """
    options: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if name == "server.trustedUserHeaders":
            options[name] = json.dumps(value)
        elif isinstance(value, Mapping):
            options |= flatten(value, f"{name}.")
        else:
            options[name] = value
    return options


def packaged_options() -> dict[str, Any]:
    """Give the packaged options by dotted name."""
    return flatten(tomllib.loads(files(__package__).joinpath("config.toml").read_text(encoding="utf-8")))


def apply(**overrides: Any) -> None:
    """Load Streamlit's configuration with the packaged options on top, whatever the working directory holds.

    Args:
        overrides: further options, with ``__`` for the dot (``server__port=8501``).
    """
    from streamlit import config  # noqa: PLC0415 - Streamlit is slow to import and most subcommands do without

    options = packaged_options() | {name.replace("__", "."): value for name, value in overrides.items()}
    config.get_config_options(force_reparse=True, options_from_flags=options)
