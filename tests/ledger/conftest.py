"""A fresh ledger in a real DuckDB file for each test."""

from __future__ import annotations

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


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Two ordinances with five candidates in all."""
    load(ledger, PARK, WATER)
    extract(ledger)
    return ledger
