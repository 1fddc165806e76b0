"""Backup while people work, restore to a new file, and verification (バックアップ・復元・検証).

The copy is made table by table inside one transaction, so it is a consistent snapshot under writes; it is
then opened and checked, because a backup that was never opened is not one. (COPY FROM DATABASE would do it
in one statement, but DuckDB 1.5.5 refuses it once ``lock_configuration`` is set.)
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from review_app.ledger import migrations
from review_app.ledger.connection import Cursor, Ledger, backup_folder, explain
from review_app.ledger.errors import LedgerError
from review_app.ledger.events import ChainReport, verify_cursor
from review_app.ledger.model import Counts

_COUNTED = ("edition", "ordinance", "clause", "candidate", "review_case", "event")


@dataclass(frozen=True, slots=True)
class Mark:
    """The number and hash of one event (記録の印): noted elsewhere, it proves all events up to it.

    A chain of hashes cannot show that its end was cut off, or that all of it was written anew from some row
    on; a mark that the writer could not reach does.
    """

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Mark:
        """Read a mark as it is printed; ValueError when it is none."""
        seq, _, digest = text.strip().partition(":")
        if not (seq.isascii() and seq.isdigit() and len(digest) == 64):
            raise ValueError(text)
        return cls(int(seq), digest.lower())


@dataclass(frozen=True, slots=True)
class Verified:
    """What a ledger or a copy of it was found to hold, and whether its chain is whole.

    ``end`` is the mark of the last event; ``holds_mark``: the mark asked for is there, or none was.
    """

    path: Path
    counts: Counts
    chain: ChainReport
    end: Mark | None = None
    holds_mark: bool = True

    @property
    def sound(self) -> bool:
        """True when every event's hash is right."""
        return self.chain.broken_seq is None


def counts(cursor: Cursor) -> Counts:
    """Rows of each main table."""
    found: dict[str, int] = {}
    for table in _COUNTED:
        found[table] = int(str(_value(cursor, " ".join(("SELECT count(*) FROM", table)))))
    return Counts(found)


def verify(ledger: Ledger, mark: Mark | None = None) -> Verified:
    """Count the open ledger's rows, check its chain, and look for ``mark``."""
    with ledger.transaction() as cursor:
        return _verified(ledger.path, cursor, mark)


def _verified(path: Path, cursor: Cursor, mark: Mark | None) -> Verified:
    end = _mark(cursor, "ORDER BY seq DESC LIMIT 1")
    holds = mark is None or _mark(cursor, "WHERE seq = ?", mark.seq) == mark
    return Verified(path, counts(cursor), verify_cursor(cursor), end, holds)


def _mark(cursor: Cursor, which: str, *params: object) -> Mark | None:
    row = cursor.execute(" ".join(("SELECT seq, hash FROM event", which)), list(params)).fetchone()
    return Mark(*row) if row else None


def verify_file(path: Path, mark: Mark | None = None) -> Verified:
    """Open a ledger file read-only (a backup) and check it as :func:`verify` does.

    Raises LedgerError when it is not a ledger.
    """
    if not path.is_file():
        raise LedgerError(f"ファイルがありません: {path}")
    try:
        connection = duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"})
    except duckdb.Error as error:
        raise explain(error, path) from error
    try:
        return _verified(path, connection, mark)
    except duckdb.CatalogException as error:
        raise LedgerError(f"{path} は点検の台帳ではありません。") from error
    finally:
        connection.close()


def copy_database(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> tuple[Path, Counts]:
    """Copy the open database to ``name`` in its backup folder; gives the file and the counts of the
    snapshot.
    """
    folder = backup_folder(path)
    folder.mkdir(exist_ok=True)
    target = folder / name
    if target.exists():
        raise LedgerError(f"同じ名前のバックアップがあります: {target}")
    cursor = connection.cursor()
    source = str(_value(cursor, "SELECT current_database()"))
    try:
        cursor.execute(" ".join(("ATTACH", _literal(str(target)), "AS backup_copy")))
        try:
            migrations.replay(cursor, into="backup_copy")
            seen = _copy(cursor, _identifier(source))
        finally:
            cursor.execute("DETACH backup_copy")
    finally:
        cursor.close()
    return target, seen


def _copy(cursor: duckdb.DuckDBPyConnection, source: str) -> Counts:
    tables = cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_oid"
    ).fetchall()
    cursor.begin()
    try:
        for (table,) in tables:
            cursor.execute(f"INSERT INTO backup_copy.{table} SELECT * FROM {source}.{table}")  # noqa: S608 (own names)
        seen = counts(cursor)
    except BaseException:
        cursor.rollback()
        raise
    cursor.commit()
    return seen


def _value(cursor: Cursor, sql: str) -> object:
    row = cursor.execute(sql).fetchone()
    return row[0] if row else None


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def back_up(ledger: Ledger, target: Path | None = None) -> Verified:
    """Copy the ledger while it is in use, open the copy and verify it.

    ``target`` defaults to a dated name in the backup folder beside the ledger. Raises LedgerError when the
    copy differs from the snapshot or ``target`` exists already; a copy that failed is left for inspection.
    """
    if target is not None and target.exists():
        raise LedgerError(f"保存先に同じ名前のファイルがあります: {target}")
    name = f"{ledger.path.stem}-{ledger.now():%Y%m%d-%H%M%S-%f}.duckdb"
    with ledger.file() as cursor:
        made, expected = copy_database(cursor, ledger.path, name)
    found = verify_file(made)
    if found.counts != expected or not found.sound:
        raise LedgerError(f"バックアップの検証に失敗しました: {made}（もう一度実行してください）")
    if target is None:
        return found
    shutil.move(made, target)
    return replace(found, path=target)


def restore(backup: Path, target: Path) -> Verified:
    """Copy a verified backup to a *new* file and verify that; never overwrites.

    Raises LedgerError when the backup is unsound or ``target`` (or its WAL) exists.
    """
    if target.exists() or Path(f"{target}.wal").exists():
        raise LedgerError(f"復元先に同じ名前のファイルがあります: {target}（別の名前を指定してください）")
    if not verify_file(backup).sound:
        raise LedgerError(f"バックアップ {backup} の記録が改変されているため、復元しませんでした。")
    partial = target.with_name(f"{target.name}.partial")
    shutil.copyfile(backup, partial)
    partial.replace(target)
    return verify_file(target)
