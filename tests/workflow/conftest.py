"""A city hall in a real ledger: two departments, a person of each role, and five cases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The makers of ledgers are shared with the ledger's own tests.
sys.path.append(str(Path(__file__).parents[1] / "ledger"))

from city_hall import Hall, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as opened:
        yield opened
