"""The help of the command line: its users read Japanese only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer
from typer.testing import CliRunner

from review_app.cli import app

ENGLISH = re.compile(r"Usage|OPTIONS|Options|Arguments|Commands|COMMAND|required|default|env var|Show this")


def paths(group: typer.Typer, *above: str) -> Iterator[tuple[str, ...]]:
    """Every command and group, as typed."""
    yield above
    for command in group.registered_commands:
        assert command.callback
        yield (*above, command.name or command.callback.__name__)
    for inner in group.registered_groups:
        assert inner.typer_instance
        assert inner.name
        yield from paths(inner.typer_instance, *above, inner.name)


@pytest.mark.parametrize("path", sorted(paths(app)), ids=" ".join)
def test_every_help_is_japanese(path: tuple[str, ...]) -> None:
    """No word of the library's own English stands in a help page, which names what it is about."""
    told = CliRunner().invoke(app, [*path, "--help"])
    assert told.exit_code == 0
    assert ENGLISH.findall(told.output) == []
    assert " ".join(("使い方: tenken", *path)) in told.output
    assert "この説明を" in told.output
