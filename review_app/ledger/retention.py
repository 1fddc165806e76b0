"""Backups kept over time (世代管理): how many stay, which are the oldest, and what they prove of the ledger.

A chain of hashes shows any change inside it, but not that its end is missing (a lost WAL, an older file put
in place of a newer one, a chain rewritten from some row on). An earlier backup does: its last event must be
in the ledger still, with the same hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from review_app.ledger.backup import Verified, back_up, verify_file
from review_app.ledger.connection import Ledger, backup_folder
from review_app.ledger.errors import LedgerError

_STAMP = "%Y%m%d-%H%M%S-%f"
_WITNESSES = 5
_SHUT: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": "false"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made, and the older ones removed for it."""

    made: Verified
    removed: tuple[Path, ...]


def stamped(ledger: Ledger, folder: Path) -> dict[Path, datetime]:
    """This ledger's dated backups in ``folder``, oldest first, with the time (UTC) in their names."""
    # Behind a server the name of the file is not known.
    stem = ".+" if ledger.remote else re.escape(ledger.path.stem)
    name = re.compile(rf"{stem}-(\d{{8}}-\d{{6}}-\d{{6}})\.duckdb")
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if match := name.fullmatch(path.name):
            found[path] = datetime.strptime(match[1], _STAMP)
    return found


def back_up_into(ledger: Ledger, folder: Path, keep: int) -> Kept:
    """Back up to a dated file in ``folder`` and verify it *there*, then remove the oldest beyond ``keep``.

    Only files named like this ledger's dated backups are ever removed, and only after the new one is sound.
    Raises LedgerError when the copy in ``folder`` differs from what was made, ValueError for ``keep`` < 1.
    """
    if keep < 1:
        raise ValueError(keep)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = back_up(ledger, folder / f"{ledger.path.stem}-{ledger.now():{_STAMP}}.duckdb")
    except OSError as error:
        raise LedgerError(
            f"バックアップ先 {folder} に書き込めません。場所と権限を確認してください。"
        ) from error
    there = verify_file(made.path)
    if there.counts != made.counts or not there.sound:
        raise LedgerError(f"バックアップの検証に失敗しました: {made.path}（もう一度実行してください）")
    surplus = tuple(stamped(ledger, folder))[:-keep]
    for path in surplus:
        path.unlink(missing_ok=True)
    return Kept(there, surplus)


def due_in(ledger: Ledger, folder: Path, every: timedelta) -> timedelta:
    """How long until the next backup is due, zero when it is: restarts neither skip nor multiply backups."""
    times = list(stamped(ledger, folder).values())
    return max(timedelta(0), times[-1] + every - ledger.now()) if times else timedelta(0)


def contradicting_backup(ledger: Ledger, folder: Path | None = None) -> Path | None:
    """The newest recent backup in ``folder`` whose last event the ledger lacks or tells otherwise.

    ``folder`` defaults to the one beside the ledger; behind a server there is none.
    """
    if folder is None and ledger.remote:
        return None
    newest = reversed(list(stamped(ledger, folder or backup_folder(ledger.path))))
    for path, (seq, digest) in _last_events(list(newest)[:_WITNESSES]):
        if ledger.rows("SELECT hash FROM event WHERE seq = ?", [seq]) != [{"hash": digest}]:
            return path
    return None


def _last_events(paths: list[Path]) -> Iterator[tuple[Path, tuple[int, str]]]:
    """The last event of each backup that can be opened: an unfinished one (a power cut) is no witness."""
    for path in paths:
        try:
            with duckdb.connect(str(path), read_only=True, config=_SHUT) as connection:
                row = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        except duckdb.Error:
            continue
        if row is not None:
            yield path, (row[0], row[1])
