"""Numbered, named migrations of the ledger's schema (in the manner of sqlite-utils).

A migration and its record are one transaction. Before the first pending one a ledger with content is copied
to the backup folder; after the last one a CHECKPOINT writes the new schema into the file itself, so that no
DDL is left in the WAL (replaying DDL is DuckDB's known weak spot). There is no DDL at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from review_app.ledger.errors import LedgerError

Migration = Callable[[duckdb.DuckDBPyConnection], None]

_registered: dict[str, Migration] = {}


def migration(name: str) -> Callable[[Migration], Migration]:
    """Register a migration under a name like ``0001_initial``; names run in sorted order."""

    def register(function: Migration) -> Migration:
        if name in _registered:
            raise ValueError(f"migration {name} is registered twice")
        _registered[name] = function
        return function

    return register


def names() -> list[str]:
    """All known migrations, in the order they run."""
    from review_app.ledger import (  # noqa: F401, PLC0415 (register them)
        editions_schema,
        joining_schema,
        lookup_schema,
        schema,
    )

    return sorted(_registered)


def migrate(connection: duckdb.DuckDBPyConnection, path: Path, now: datetime) -> list[str]:
    """Bring the schema of the open ledger forward and return the names that ran.

    Raises LedgerError when the file is a DuckDB database of something else, or comes from a newer tenken.
    """
    cursor = connection.cursor()
    try:
        done = _applied(cursor, path)
        unknown = done - set(names())
        if unknown:
            raise LedgerError(
                f"台帳 {path} は新しい版の tenken で作られています。tenken を新しい版にしてください。"
            )
        pending = [name for name in names() if name not in done]
        if done and pending:
            _backup(connection, path, pending[0], now)
        for name in pending:
            _run(cursor, name, now)
        if pending:
            cursor.execute("CHECKPOINT")
        return pending
    finally:
        cursor.close()


def _applied(cursor: duckdb.DuckDBPyConnection, path: Path) -> set[str]:
    tables = {row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "migration" in tables:
        return {row[0] for row in cursor.execute("SELECT name FROM migration").fetchall()}
    if tables:
        raise LedgerError(f"{path} は点検の台帳ではありません。--db で別のファイルを指定してください。")
    return set()


def _run(cursor: duckdb.DuckDBPyConnection, name: str, now: datetime) -> None:
    cursor.begin()
    try:
        _registered[name](cursor)
        cursor.execute("INSERT INTO migration VALUES (?, ?)", [name, now])
    except BaseException:
        cursor.rollback()
        raise
    cursor.commit()


def replay(cursor: duckdb.DuckDBPyConnection, into: str) -> None:
    """Give the attached, empty database ``into`` the schema of the current one, by the migrations it has
    had.
    """
    done = [row[0] for row in cursor.execute("SELECT name FROM migration ORDER BY name").fetchall()]
    home = cursor.execute("SELECT current_database()").fetchone()
    cursor.execute(f"USE {into}")
    try:
        for name in done:
            _registered[name](cursor)
    finally:
        cursor.execute('USE "{}"'.format(str(home[0] if home else "").replace('"', '""')))


def _backup(connection: duckdb.DuckDBPyConnection, path: Path, name: str, now: datetime) -> None:
    from review_app.ledger.backup import copy_database  # noqa: PLC0415 (backup opens ledgers)

    copy_database(connection, path, f"before-{name}-{now:%Y%m%d-%H%M%S}.duckdb")
