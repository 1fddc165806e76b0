"""Scheduled backups, how many are kept, what they prove, and the rehearsal of a restore."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_maker import AUTHOR, PARK, WATER, Clock, extract, load, open_ledger

from review_app.commands.backup_timer import Schedule, back_up_now, running
from review_app.ledger import Ledger, LedgerError, backup, events, retention
from review_app.ledger.events import NewEvent


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(tmp_path, clock) as opened:
        load(opened, PARK, WATER)
        extract(opened)
        yield opened


def act(ledger: Ledger, revision: int) -> None:
    events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act", {"n": revision})])


def test_the_newest_are_kept_and_nothing_else_is_touched(ledger: Ledger, tmp_path: Path) -> None:
    """Only this ledger's own dated files go; what a person put there stays."""
    folder = tmp_path / "保存先"
    folder.mkdir()
    others = ("tenken.duckdb", "tenken-20200101.duckdb", "other-20200101-000000-000000.duckdb", "メモ.txt")
    for name in others:
        (folder / name).write_text("mine")
    made = [retention.back_up_into(ledger, folder, 3).made.path for _ in range(5)]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*others, *(path.name for path in made[-3:])]
    )
    assert all(backup.verify_file(path).sound for path in made[-3:])


def test_a_backup_that_fails_removes_no_older_one(ledger: Ledger, tmp_path: Path) -> None:
    """A file where the folder should be, then a folder that is no folder: told in Japanese, nothing lost."""
    kept = retention.back_up_into(ledger, tmp_path / "d", 1).made.path
    (tmp_path / "file").write_text("mine")
    with pytest.raises(LedgerError, match="書き込めません"):
        retention.back_up_into(ledger, tmp_path / "file", 1)
    assert kept.exists()
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(ValueError, match="0"):
        retention.back_up_into(ledger, tmp_path / "d", 0)


def test_a_restart_neither_skips_nor_multiplies_backups(ledger: Ledger, clock: Clock, tmp_path: Path) -> None:
    """The next one is due by the newest file's own time, not by when the server was started."""
    day = timedelta(days=1)
    assert retention.due_in(ledger, tmp_path / "d", day) == timedelta(0)
    retention.back_up_into(ledger, tmp_path / "d", 3)
    assert timedelta(hours=23) < retention.due_in(ledger, tmp_path / "d", day) < day
    clock.pass_by(hours=30)
    assert retention.due_in(ledger, tmp_path / "d", day) == timedelta(0)


def test_the_server_backs_up_by_itself_while_people_work(ledger: Ledger, tmp_path: Path) -> None:
    """With the ledger open and being written, a backup appears and is sound."""
    done = threading.Event()
    schedule = Schedule(tmp_path / "d", timedelta(hours=1), 2)
    real = retention.back_up_into

    def told(*arguments: object) -> retention.Kept:
        kept = real(*arguments)  # type: ignore[arg-type] # handed on as they came
        done.set()
        return kept

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "back_up_into", told)
        with running(ledger, schedule):
            revision = 0
            while not done.wait(0.001):
                revision += 1
                act(ledger, revision)
                assert revision < 100_000
    (made,) = retention.stamped(ledger, tmp_path / "d")
    assert backup.verify_file(made).sound


def test_a_failed_scheduled_backup_is_said_and_tried_again(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The thread lives on, and the reason is on stderr."""
    (tmp_path / "file").write_text("")
    assert not back_up_now(ledger, Schedule(tmp_path / "file"))
    assert "失敗" in capsys.readouterr().err
    assert back_up_now(ledger, Schedule(tmp_path / "d"))


def test_an_older_file_in_place_of_the_ledger_is_found_by_its_backups(tmp_path: Path) -> None:
    """The chain of an old copy is whole; that newer acts are missing shows by the backup that has them."""
    path, old = tmp_path / "tenken.duckdb", tmp_path / "old"
    with open_ledger(tmp_path) as ledger:
        act(ledger, 1)
    shutil.copy(path, old)
    with open_ledger(tmp_path) as ledger:
        act(ledger, 2)
        assert retention.contradicting_backup(ledger) is None
        made = backup.back_up(ledger).path
        assert retention.contradicting_backup(ledger) is None
        (made.parent / "tenken-20991231-000000-000000.duckdb").write_bytes(b"a power cut left half of it")
        act(ledger, 3)
        assert retention.contradicting_backup(ledger) is None
    shutil.copy(old, path)
    with open_ledger(tmp_path) as ledger:
        assert backup.verify(ledger).sound
        assert retention.contradicting_backup(ledger) == made
        events.append(ledger, AUTHOR, [NewEvent("case:b", 1, "act", {"n": "written instead"})])
        assert retention.contradicting_backup(ledger) == made


def test_a_mark_noted_elsewhere_proves_what_a_rewritten_chain_hides(tmp_path: Path) -> None:
    """An end cut off and a chain written anew are whole in themselves; the mark tells."""
    path, old = tmp_path / "tenken.duckdb", tmp_path / "old"
    with open_ledger(tmp_path) as ledger:
        act(ledger, 1)
    shutil.copy(path, old)
    with open_ledger(tmp_path) as ledger:
        act(ledger, 2)
        mark = backup.verify(ledger).end
        assert mark is not None
        act(ledger, 3)
        assert backup.verify(ledger, mark).holds_mark
        assert backup.verify_file(backup.back_up(ledger).path, mark).holds_mark
    shutil.copy(old, path)
    with open_ledger(tmp_path) as ledger:
        assert not backup.verify(ledger, mark).holds_mark, "the end is missing"
        events.append(ledger, AUTHOR, [NewEvent("case:a", 2, "act", {"n": "written instead"})])
        found = backup.verify(ledger, mark)
        assert (found.sound, found.holds_mark) == (True, False)
    assert backup.Mark.parse(f" {mark}\n") == mark


@pytest.mark.parametrize("text", ["-", "12", "12:abc", ":" + "a" * 64, "x:" + "a" * 64])
def test_what_is_no_mark_is_refused(text: str) -> None:
    """A mark half copied must not pass for one that is there."""
    with pytest.raises(ValueError, match=re.escape(text)):
        backup.Mark.parse(text)


def test_the_rehearsal_of_a_restore(ledger: Ledger, tmp_path: Path) -> None:
    """As docs/operations.ja.md says: the ledger is lost, the newest backup becomes it, and work goes on."""
    act(ledger, 1)
    made = retention.back_up_into(ledger, tmp_path / "d", 3).made
    before = ledger.rows("SELECT * FROM event ORDER BY seq")
    ledger.close()
    ledger.path.rename(tmp_path / "set-aside.duckdb")
    restored = backup.restore(made.path, ledger.path)
    assert (restored.sound, restored.counts) == (True, made.counts)
    with open_ledger(tmp_path) as again:
        assert again.rows("SELECT * FROM event ORDER BY seq") == before
        act(again, 2)
        assert backup.verify(again).sound
    ledger._shared.handles = 1  # the fixture closes it once more
