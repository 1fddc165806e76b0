"""Kill -9 during import, extraction, decisions and backup (``benchmarks/kill_loop.py``), on a small scale."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import kill_loop
import pytest

from review_app.ledger import Ledger


@pytest.mark.skipif(sys.platform == "win32", reason="forks workers and kills them by signal")
def test_twenty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """Every acknowledged act is there, the chain is whole, and the file opens."""
    report = kill_loop.run(tmp_path, 20)
    found = json.loads(report.line())
    assert (found["kills"], found["lost"], found["chain_ok"], found["opened"]) == (20, 0, True, True)
    assert set(found["by_work"]) == set(kill_loop.KINDS)
    assert found["acknowledged"] > 0


def test_the_loop_would_notice_what_is_missing(tmp_path: Path) -> None:
    """The measure itself is measured: acts that never happened count as lost, whatever their kind."""
    db = tmp_path / "tenken.duckdb"
    with Ledger.open(db):
        pass
    made_up = [
        ("import", "none.txt", 4),
        ("extract", "1 1", 0),
        ("decide", "0" * 16, 1),
        ("backup", str(tmp_path / "none"), 1),
    ]
    report = kill_loop.Report()
    kill_loop.check(db, made_up, report)
    assert report.lost == len(made_up)
    assert not report.good
    db.write_bytes(b"not a ledger" * 100)
    kill_loop.check(db, made_up, report)
    assert not report.opened
