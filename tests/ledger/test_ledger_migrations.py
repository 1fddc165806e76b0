"""Migrations: in order, once each, with their record, and after a backup."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from ledger_maker import PARK, load, open_ledger

from review_app.ledger import Ledger, migrations
from review_app.ledger.backup import verify_file


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, migrations.Migration]:
    """The registered migrations, put back afterwards."""
    migrations.names()
    copy = dict(migrations._registered)
    monkeypatch.setattr(migrations, "_registered", copy)
    return copy


def applied(ledger: Ledger) -> list[str]:
    return [row["name"] for row in ledger.rows("SELECT name FROM migration ORDER BY name")]


def test_each_migration_runs_once_and_is_recorded(tmp_path: Path) -> None:
    for _ in range(2):
        with open_ledger(tmp_path) as ledger:
            assert applied(ledger) == migrations.names()


def test_a_later_migration_runs_after_a_verified_backup(
    tmp_path: Path, registry: dict[str, migrations.Migration]
) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK)
    registry["9000_later"] = lambda cursor: void(cursor.execute("CREATE TABLE later (x INTEGER)"))
    with open_ledger(tmp_path) as ledger:
        assert applied(ledger)[-1] == "9000_later"
        assert ledger.rows("SELECT count(*) AS n FROM later") == [{"n": 0}]
    (backup,) = (tmp_path / "tenken-backups").iterdir()
    found = verify_file(backup)
    assert (found.sound, found.counts.rows["clause"]) == (True, 3)


def test_a_failing_migration_leaves_neither_tables_nor_record(
    tmp_path: Path, registry: dict[str, migrations.Migration]
) -> None:
    def broken(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("CREATE TABLE half (x INTEGER)")
        raise RuntimeError("stop")

    with open_ledger(tmp_path):
        pass
    registry["9000_broken"] = broken
    with pytest.raises(RuntimeError, match="stop"):
        open_ledger(tmp_path)
    del registry["9000_broken"]
    with open_ledger(tmp_path) as ledger:
        assert "9000_broken" not in applied(ledger)
        assert ledger.rows("SELECT table_name FROM duckdb_tables() WHERE table_name = 'half'") == []


def test_a_name_cannot_be_registered_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        migrations.migration(migrations.names()[0])(lambda _cursor: None)


def void(_value: object) -> None:
    """Drop a value: a migration returns nothing."""
