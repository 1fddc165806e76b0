"""Backups: taken under writes, opened and checked, restored only to a new file."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest
from ledger_maker import AUTHOR, Clock, open_ledger

from review_app.ledger import Ledger, LedgerError, backup, events
from review_app.ledger.events import NewEvent


def test_a_backup_restores_to_an_equal_ledger(filled: Ledger, tmp_path: Path) -> None:
    made = backup.back_up(filled)
    target = tmp_path / "restored.duckdb"
    found = backup.restore(made.path, target)
    assert found.counts == made.counts == backup.verify(filled).counts
    assert found.sound
    with Ledger.open(target, clock=Clock()) as restored:
        for table in ("ordinance", "clause", "candidate", "review_case", "event"):
            query = " ".join(("SELECT * FROM", table, "ORDER BY ALL"))
            assert restored.rows(query) == filled.rows(query)
        events.append(restored, AUTHOR, [NewEvent("case:new", 1, "act")])
        assert backup.verify(restored).sound


def test_a_backup_under_writes_is_a_whole_moment(ledger: Ledger) -> None:
    stop = threading.Event()

    def write() -> None:
        for revision in range(1, 500):
            if stop.is_set():
                return
            events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act")])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.back_up(ledger) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    counts = [found.counts.rows["event"] for found in made]
    assert counts == sorted(counts)
    assert all(found.sound for found in made)


def test_nothing_is_overwritten(filled: Ledger, tmp_path: Path) -> None:
    existing = tmp_path / "keep.duckdb"
    existing.write_text("mine")
    with pytest.raises(LedgerError, match="同じ名前"):
        backup.back_up(filled, existing)
    made = backup.back_up(filled, tmp_path / "copy.duckdb")
    with pytest.raises(LedgerError, match="同じ名前"):
        backup.restore(made.path, existing)
    assert existing.read_text() == "mine"


def test_a_tampered_or_foreign_backup_is_not_restored(filled: Ledger, tmp_path: Path) -> None:
    made = backup.back_up(filled)
    with duckdb.connect(str(made.path)) as connection:
        connection.execute("UPDATE event SET person_name = '別人' WHERE seq = 1")
    with pytest.raises(LedgerError, match="改変"):
        backup.restore(made.path, tmp_path / "new.duckdb")
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as connection:
        connection.execute("CREATE TABLE t (x INTEGER)")
    with pytest.raises(LedgerError, match="台帳ではありません"):
        backup.restore(foreign, tmp_path / "new.duckdb")
    assert not (tmp_path / "new.duckdb").exists()


def test_a_folder_with_a_quote_in_its_name_is_no_way_into_the_sql(tmp_path: Path) -> None:
    folder = tmp_path / "it's; DROP TABLE event --"
    folder.mkdir()
    with open_ledger(folder) as ledger:
        events.append(ledger, AUTHOR, [NewEvent("case:a", 1, "act")])
        assert backup.back_up(ledger).counts.rows["event"] == 1
