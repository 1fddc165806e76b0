"""Opening the ledger file: one connection, nothing else reachable, and plain words when it cannot be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from ledger_maker import PARK, Clock, load, open_ledger

from review_app.ledger import Ledger, LedgerError, LedgerLockedError

HOLD = """
import sys
from review_app.ledger import Ledger
with Ledger.open(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_which_one_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tenken.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(LedgerLockedError, match=str(holder.pid)):
            Ledger.open(path)
        holder.communicate("")
    with Ledger.open(path):
        pass


def test_two_handles_of_one_process_share_one_connection(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as first:
        with open_ledger(tmp_path) as second:
            load(second, PARK)
        assert first.rows("SELECT count(*) AS n FROM ordinance") == [{"n": 1}]


def test_the_connection_reaches_no_other_file_and_no_setting(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with open_ledger(tmp_path) as ledger:
        for statement in (
            f"FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.duckdb'}'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SET threads = 1",
        ):
            with ledger.cursor() as cursor, pytest.raises((duckdb.Error, LedgerError)):
                cursor.execute(statement)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["secret.csv", "tenken.duckdb"]


def test_a_ledger_lives_on_without_its_wal_after_a_clean_close(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK)
    assert not (tmp_path / "tenken.duckdb.wal").exists()
    with open_ledger(tmp_path) as ledger:
        assert ledger.rows("SELECT count(*) AS n FROM clause") == [{"n": 3}]


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)


def _other_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE recipe (name VARCHAR)")


def _from_the_future(path: Path) -> None:
    with open_ledger(path.parent) as ledger, ledger.transaction() as cursor:
        cursor.execute("INSERT INTO migration VALUES ('9999_later', now()::TIMESTAMP)")


def _with_wal(path: Path) -> Path:
    """Copy a ledger with acts still in its WAL to ``path``, as a power cut would leave it; gives the WAL."""
    folder = path.parent / "live"
    folder.mkdir()
    with open_ledger(folder) as ledger:
        load(ledger, PARK)
        shutil.copy(folder / path.name, path)
        shutil.copy(folder / f"{path.name}.wal", f"{path}.wal")
    shutil.rmtree(folder)
    return Path(f"{path}.wal")


def _wal_of_garbage(path: Path) -> None:
    _with_wal(path).write_bytes(b"\x00garbage" * 100)


def _wal_with_a_flipped_byte(path: Path) -> None:
    wal = _with_wal(path)
    content = bytearray(wal.read_bytes())
    content[len(content) // 2] ^= 0xFF
    wal.write_bytes(content)


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_garbage, "壊れているか、点検の台帳ではありません"),
        (_other_database, "点検の台帳ではありません"),
        (_from_the_future, "新しい版の tenken"),
        (_wal_of_garbage, "更新記録"),
        (_wal_with_a_flipped_byte, "更新記録"),
        (_folder, "フォルダーがあります"),
    ],
)
def test_a_file_that_is_no_usable_ledger_is_refused_in_words_and_left_alone(
    tmp_path: Path, spoil: object, words: str
) -> None:
    path = tmp_path / "tenken.duckdb"
    assert callable(spoil)
    spoil(path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with pytest.raises(LedgerError, match=words):
        Ledger.open(path, clock=Clock())
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_a_missing_ledger_or_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="tenken import"):
        Ledger.open(tmp_path / "none.duckdb", create=False)
    with pytest.raises(LedgerError, match="フォルダーがありません"):
        Ledger.open(tmp_path / "no" / "none.duckdb")
    assert list(tmp_path.iterdir()) == []
