"""Scheduled backups inside the server: while it runs, no other process can open the ledger."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from review_app.commands import console

if TYPE_CHECKING:
    from review_app.ledger import Ledger

RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where backups go, how often, and how many are kept."""

    folder: Path
    every: timedelta = timedelta(hours=24)
    keep: int = 14


@contextmanager
def running(ledger: Ledger, schedule: Schedule | None) -> Iterator[None]:
    """Back up by the schedule while the block runs; without a schedule do nothing."""
    if schedule is None:
        yield
        return
    stop = threading.Event()
    timer = threading.Thread(target=_run, args=(ledger, schedule, stop), name="backup", daemon=True)
    timer.start()
    try:
        yield
    finally:
        stop.set()
        timer.join()


def _run(ledger: Ledger, schedule: Schedule, stop: threading.Event) -> None:
    from review_app.ledger.retention import due_in

    wait = due_in(ledger, schedule.folder, schedule.every)
    while not stop.wait(wait.total_seconds()):
        wait = due_in(ledger, schedule.folder, schedule.every) if back_up_now(ledger, schedule) else RETRY


def back_up_now(ledger: Ledger, schedule: Schedule) -> bool:
    """Make one backup and say so on stderr; False when it failed, with the reason there and in the log."""
    from review_app.ledger import LedgerError
    from review_app.ledger.retention import back_up_into

    try:
        kept = back_up_into(ledger, schedule.folder, schedule.keep)
    except LedgerError as error:
        console.say(
            f"定期バックアップに失敗しました（1時間後にやり直します）: {console.printable(str(error))}"
        )
        return False
    except Exception as error:  # noqa: BLE001 - the thread must live to try again
        structlog.get_logger(__name__).error("scheduled backup failed", exc_info=error)
        console.say(f"定期バックアップに失敗しました（1時間後にやり直します）: {type(error).__name__}")
        return False
    console.say(
        f"定期バックアップ: {console.printable(str(kept.made.path))}（末尾の印: {kept.made.end or 'なし'}）"
    )
    return True
