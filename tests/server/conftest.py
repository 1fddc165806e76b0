"""A city hall behind a ledger server: the real ``tenken ledger-server`` in a process of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

HERE = Path(__file__).parent
# The makers of ledgers and city halls are shared with the tests of the layers they belong to.
sys.path += [str(HERE.parent / "ledger"), str(HERE.parent / "workflow"), str(HERE)]

if TYPE_CHECKING:
    from server_process import Server


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a city hall with twenty cases, built once; each test works on a copy."""
    from city_hall import build_hall  # noqa: PLC0415 - found by the path above
    from ledger_maker import extract, incoming, load, open_ledger  # noqa: PLC0415 - the same

    folder = tmp_path_factory.mktemp("hall")
    build_hall(folder)
    with open_ledger(folder) as ledger:
        load(ledger, incoming("道路条例", [f"市長は、第{n}号を巡視する。" for n in range(15)]))
        extract(ledger)
    return folder / "tenken.duckdb"


@pytest.fixture
def server(built: Path, tmp_path: Path) -> Iterator[Server]:
    """A running server on a copy of the city hall's ledger."""
    from server_process import Server  # noqa: PLC0415 - the same

    pytest.importorskip("duckdb_extension_quack", reason="needs the extra [server]")
    shutil.copy(built, tmp_path)
    running = Server(tmp_path)
    try:
        running.start()
        yield running
    finally:
        running.stop_all()
