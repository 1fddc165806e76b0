"""A full disk, a read-only file, a WAL cut short or gone: told in words, nothing acknowledged lost or deleted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ledger_maker import AUTHOR, PARK, load, open_ledger

from review_app.ledger import Ledger, LedgerError, backup, events
from review_app.ledger.events import NewEvent

LARGE = "文" * 20_000
unix = pytest.mark.skipif(sys.platform == "win32", reason="limits and mounts of Unix")


def act(ledger: Ledger, revision: int) -> None:
    events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act", {"text": LARGE})])


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of 6 MB on ``folder``; skips where mounting is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def small_files(_folder: Path) -> Iterator[None]:
    """No file of this process may grow beyond 4 MB: the same for the ledger, without any right."""
    import resource  # noqa: PLC0415 - not on Windows

    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def act_until_refused(ledger: Ledger) -> int:
    """Act until the ledger refuses; gives how many acts it took."""
    for revision in range(1, 500):
        try:
            act(ledger, revision)
        except LedgerError:
            return revision - 1
    pytest.fail("the disk never filled up")


@unix
@pytest.mark.parametrize("shortage", [small_disk, small_files])
def test_a_full_disk_is_named_and_every_acknowledged_act_stays(tmp_path: Path, shortage: object) -> None:
    """Writing is refused in words, reading goes on, and the file opens again with a whole chain."""
    folder = tmp_path / "disk"
    folder.mkdir()
    assert callable(shortage)
    with shortage(folder):
        with open_ledger(folder) as ledger:
            done = act_until_refused(ledger)
            assert done > 5
            with pytest.raises(LedgerError, match="ディスクの空き"):
                act(ledger, done + 1)
            assert [e.revision for e in events.history(ledger, "case:a")] == list(range(1, done + 1))
            assert events.verify_chain(ledger) == events.ChainReport(done, None)
        with open_ledger(folder) as ledger:
            assert events.verify_chain(ledger) == events.ChainReport(done, None)


@unix
def test_a_backup_onto_a_full_disk_is_refused_and_the_ledger_works_on(tmp_path: Path) -> None:
    """The half copy stays for inspection; the ledger takes the next act."""
    with open_ledger(tmp_path) as ledger:
        for revision in range(1, 60):
            act(ledger, revision)
        with small_files(tmp_path), pytest.raises(LedgerError, match="ディスクの空き"):
            backup.back_up(ledger)
        act(ledger, 60)
        assert backup.verify(ledger).sound
        assert backup.back_up(ledger).sound


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Give up root's right to write everything, where the tests run as root."""
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@unix
def test_a_ledger_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    """A read-only file in a folder one may not write: refused at once, and left as it was."""
    with open_ledger(tmp_path) as ledger:
        act(ledger, 1)
    path = tmp_path / "tenken.duckdb"
    path.chmod(0o444)
    before = path.read_bytes()
    with as_nobody(tmp_path), pytest.raises(LedgerError, match="権限"):
        open_ledger(tmp_path)
    assert path.read_bytes() == before


def interrupted(folder: Path, acts: int) -> Path:
    """A ledger with its last acts only in the WAL, as a power cut leaves it; gives the ledger's path."""
    live = folder / "live"
    live.mkdir()
    with open_ledger(live) as ledger:
        load(ledger, PARK)
        for revision in range(1, acts + 1):
            act(ledger, revision)
        for path in live.glob("tenken.duckdb*"):
            shutil.copy(path, folder)
    shutil.rmtree(live)
    return folder / "tenken.duckdb"


@pytest.mark.parametrize("left", [0.1, 0.5, 0.9, 0.999])
def test_a_wal_cut_short_by_the_power_keeps_what_is_whole_in_it(tmp_path: Path, left: float) -> None:
    """The acts up to the cut are there with a whole chain, or the file is refused and both files stay."""
    path = interrupted(tmp_path, 10)
    wal = Path(f"{path}.wal")
    os.truncate(wal, int(wal.stat().st_size * left))
    cut = wal.read_bytes()
    refusal = ""
    try:
        with open_ledger(tmp_path) as ledger:
            chain = events.verify_chain(ledger)
    except LedgerError as error:
        refusal = str(error)
    if refusal:
        assert "更新記録" in refusal
        assert wal.read_bytes() == cut
    else:
        assert chain.broken_seq is None
        assert chain.events >= int(10 * left) - 2


def test_a_wal_that_is_gone_leaves_a_whole_older_ledger(tmp_path: Path) -> None:
    """What was written into the file itself is all there; a backup would tell what is missing (retention tests)."""
    path = interrupted(tmp_path, 3)
    Path(f"{path}.wal").rename(tmp_path / "lost")
    with open_ledger(tmp_path) as ledger:
        assert events.verify_chain(ledger).broken_seq is None
        assert events.history(ledger, "case:a") == []
    assert (tmp_path / "lost").exists()
