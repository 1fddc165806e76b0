"""A city hall with one edition and its cases, from the makers that ledger and workflow tests share."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parents[1] / part) for part in ("ledger", "workflow")]

from city_hall import Hall, build_hall, open_hall


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city hall's file, built once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("hall")
    build_hall(folder)
    return folder / "tenken.duckdb"


@pytest.fixture
def hall(built: Path, tmp_path: Path) -> Iterator[Hall]:
    shutil.copy(built, tmp_path)
    with open_hall(tmp_path) as opened:
        yield opened
