"""Files read by a process of its own come out as if read here, and a file it dies of costs only itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordinances import apart, clauses, read
from ordinances.apart import Read, _Begun, read_apart
from ordinances.found import NamedFile
from ordinances.outcome import ReadOutcome

TEXT = "みどり野市見本条例\n\n平成15年3月20日\n条例第46号\n\n(掲示)\n第1条　市長は、心得を掲示しなければならない。\n"


@pytest.fixture
def files(tmp_path: Path) -> list[NamedFile]:
    """A zip with a good, a broken and a foreign file, and a good file, under numbers."""
    with zipfile.ZipFile(tmp_path / "00000", "w") as archive:
        archive.writestr("公園/見本.txt", TEXT)
        archive.writestr("壊れた.xml", "<Law>")
        archive.writestr("写真.jpg", b"\xff\xd8")
    (tmp_path / "00001").write_text(TEXT.replace("見本", "別の"), encoding="utf-8")
    return [NamedFile(tmp_path / "00000", "例規.zip"), NamedFile(tmp_path / "00001", "別の.txt")]


def test_it_reads_as_reading_here_does(files: list[NamedFile]) -> None:
    """Outcomes, clauses and order are those of ``read``; files go by the names people gave them."""
    found = list(read_apart(files))
    assert [(one.outcome.source, one.outcome.status) for one in found] == [
        ("例規.zip/公園/見本.txt", "read"),
        ("例規.zip/写真.jpg", "skipped"),
        ("例規.zip/壊れた.xml", "failed"),
        ("別の.txt", "read"),
    ]
    (here,) = read(files[1].path)
    assert here.ordinance is not None
    assert [c.text for c in found[3].clauses] == [c.text for c in clauses(here.ordinance)]
    assert found[3].outcome.sha256 == here.sha256
    assert found[-1].done <= found[-1].total == sum(file.path.stat().st_size for file in files)


def test_a_file_that_ends_the_process_costs_only_itself(
    files: list[NamedFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file it was at is named with a reason, and a new process goes on behind it."""
    starts: list[int] = []
    whole = apart._messages

    def dying(*arguments: object) -> Iterator[Read | _Begun | None]:
        starts.append(int(str(arguments[2])))
        for message in whole(*arguments):  # type: ignore[arg-type]
            yield message
            if isinstance(message, _Begun) and message.source == "例規.zip/公園/見本.txt":
                return

    monkeypatch.setattr(apart, "_messages", dying)
    found = [one.outcome for one in read_apart(files)]
    assert [outcome.status for outcome in found] == ["failed", "skipped", "failed", "read"]
    assert found[0].source == "例規.zip/公園/見本.txt"
    assert "途中で止まった" in found[0].reason
    assert starts == [0, 1]


def test_a_file_that_takes_too_long_is_given_up(files: list[NamedFile]) -> None:
    """No patience at all: the process is not waited for, and that is told, not retried for ever."""
    with pytest.raises(RuntimeError):
        list(read_apart(files, patience=0.0))


def test_stopping_early_ends_the_process(files: list[NamedFile], monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = apart._spawn.Process

    def noted(*arguments: object, **named: object) -> object:
        started.append(real(*arguments, **named))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(apart._spawn, "Process", noted)
    reading = read_apart(files)
    assert isinstance(next(reading).outcome, ReadOutcome)
    reading.close()
    assert [process.exitcode is None for process in started] == [False]
