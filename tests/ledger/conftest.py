"""A fresh ledger in a real DuckDB file for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_maker import PARK, WATER, Clock, extract, load, open_ledger

from review_app.ledger import Ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(tmp_path, clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file of two ordinances with five candidates in all, built once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("filled")
    with open_ledger(folder) as ledger:
        load(ledger, PARK, WATER)
        extract(ledger)
    return folder / "tenken.duckdb"


@pytest.fixture
def filled(built: Path, tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    shutil.copy(built, tmp_path)
    with open_ledger(tmp_path, clock) as opened:
        yield opened
