"""Importing from the app: for legal only, one at a time, nothing kept of what is refused, stopped without harm."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from city_hall import Hall
from ledger_maker import WORDS, candidate

from extractor.engines import Document, Result
from ordinances.limits import MB
from review_app.ledger import events
from review_app.ledger.errors import LedgerError
from review_app.workflow import extracting
from review_app.workflow.errors import InvalidInputError, NotAllowedError
from review_app.workflow.intake import Intake
from review_app.workflow.intake_status import Stage, Status
from review_app.workflow.staging import Staging, UploadError, display_name

PARK = """公園条例

平成15年3月20日
条例第46号

第1条　市長は、公園を巡視するものとする。
第2条　市長は、公園の心得を掲示しなければならない。
第3条　遊具は毎年点検し、100%の結果を掲示する。
"""
NEW = "新条例\n\n令和8年9月1日\n条例第9号\n\n第1条　市長は、心得を掲示する。\n"
NEXT = "令和8年10月"


def engine(documents: Iterable[Document], *_: object, **__: object) -> Iterator[Result]:
    """Stands for GiNZA: a candidate for each word that stands in a clause."""
    for document in documents:
        found = [
            candidate(c, label, word)
            for c in document.clauses
            for word, label in WORDS.items()
            if word in c.text
        ]
        yield Result(document.doc_id, tuple(found))


@pytest.fixture
def intake(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Intake]:
    monkeypatch.setattr(extracting, "run_engine", engine)
    made = Intake(hall.ledger)
    yield made
    made.close()


def send(intake: Intake, *texts: tuple[str, str], person: str = "legal") -> Status:
    """Upload files and wait until they were looked through."""
    with intake.receive(person, 0) as receiving:
        for name, text in texts:
            receiving.begin(name)
            receiving.write(text.encode())
    return finished(intake)


def finished(intake: Intake) -> Status:
    assert intake._thread is not None
    intake._thread.join()
    return intake.status("legal")


def folder(hall: Hall) -> list[Path]:
    staged = hall.ledger.path.parent / "tenken-incoming"
    return sorted(staged.iterdir()) if staged.exists() else []


def acts(hall: Hall) -> list[tuple[str, str]]:
    rows = hall.ledger.rows("SELECT act, person_id FROM event WHERE subject LIKE 'edition:2' ORDER BY seq")
    return [(row["act"], row["person_id"]) for row in rows]


def test_files_are_looked_through_and_then_imported(hall: Hall, intake: Intake) -> None:
    """The preview writes nothing; the import does all that the command line does, in the person's name."""
    before = hall.events()
    status = send(intake, ("公園条例.txt", PARK), ("../../新.txt", NEW), ("壊れた.xml", "<Law>"))
    assert (status.stage, dict(status.counts)) == (Stage.CHECKED, {"imported": 2, "failed": 1})
    assert status.preview is not None
    assert [diff.change for diff in status.preview.diffs] == ["same", "added", "repealed"]
    assert [mark.label for c in status.preview.diffs[0].clauses for mark in c.cases] == ["posting"]
    assert hall.events() == before
    assert [path.name for path in folder(hall)] == ["00000", "00001", "00002"]

    intake.start("legal", NEXT)
    status = finished(intake)
    assert status.stage is Stage.DONE
    assert status.result is not None
    assert (status.result.edition, status.result.ordinances, status.result.finished) == (NEXT, 2, True)
    assert status.result.carried is not None
    assert folder(hall) == []
    assert events.verify_chain(hall.ledger).broken_seq is None
    done = acts(hall)
    assert {person for _, person in done} == {"legal"}
    assert [act for act, _ in done if act.endswith("_import")] == ["begin_import", "end_import"]


@pytest.mark.parametrize("person", ["park", "manager", "admin"])
def test_only_legal_affairs_import(hall: Hall, intake: Intake, person: str) -> None:
    """Every call refuses the others, and nothing of their upload is kept."""
    tries = (
        lambda: intake.receive(person, 0).__enter__(),
        lambda: intake.status(person),
        lambda: intake.waiting(person),
        lambda: intake.ticket(person),
        lambda: intake.start(person, NEXT),
        lambda: intake.extract(person),
        lambda: intake.stop(person),
        lambda: intake.drop(person),
    )
    for attempt in tries:
        with pytest.raises(NotAllowedError):
            attempt()
    assert folder(hall) == []


def test_an_upload_needs_the_persons_own_word_once(intake: Intake) -> None:
    word = intake.ticket("legal")
    assert not intake.admits("legal2", word)
    assert not intake.admits("legal", "")
    assert intake.admits("legal", word)
    assert not intake.admits("legal", word)


def test_one_import_at_a_time(intake: Intake) -> None:
    """While one is on its way in, nobody can begin another, start or drop it."""
    with intake.receive("legal", 0) as receiving:
        receiving.begin("a.txt")
        for attempt in (
            lambda: intake.receive("legal2", 0).__enter__(),
            lambda: intake.extract("legal2"),
            lambda: intake.drop("legal2"),
        ):
            with pytest.raises(InvalidInputError, match="取込みが行われています"):
                attempt()
        receiving.write(PARK.encode())
    assert finished(intake).stage is Stage.CHECKED


def test_an_import_elsewhere_is_waited_for(hall: Hall, intake: Intake) -> None:
    """By the command line or another app on the same ledger: told in the result, and the files are kept for later."""
    send(intake, ("公園条例.txt", PARK))
    before = hall.events()
    with hall.ledger.edition_turn:
        intake.start("legal", NEXT)
        status = finished(intake)
    assert status.result is not None
    assert "ほかの画面かコマンドで行われています" in status.result.error
    assert status.resumable
    assert hall.events() == before
    intake.start("legal", NEXT)
    status = finished(intake)
    assert status.result is not None
    assert status.result.finished


def test_a_stop_leaves_what_is_done_and_the_import_goes_on_from_there(
    hall: Hall, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped by another legal person in the middle of the extraction; taken up again, it ends as if never stopped."""
    send(intake, ("公園条例.txt", PARK), ("新.txt", NEW))
    begun = threading.Event()

    def stopped(documents: Iterable[Document], *_: object, **__: object) -> Iterator[Result]:
        for result in engine(documents):
            intake.stop("legal2")
            begun.set()
            yield result

    monkeypatch.setattr(extracting, "run_engine", stopped)
    intake.start("legal", NEXT)
    status = finished(intake)
    assert begun.is_set()
    assert status.result is not None
    assert (status.stage, status.result.stopped_by, status.resumable) == (Stage.DONE, "legal2", True)
    assert acts(hall)[-1] == ("stop_import", "legal2")
    assert intake.waiting("legal") == 2

    monkeypatch.setattr(extracting, "run_engine", engine)
    intake.start("legal", status.edition)
    status = finished(intake)
    assert status.result is not None
    assert (status.result.finished, status.counts["unchanged"], status.result.ordinances) == (True, 2, 2)
    assert intake.waiting("legal") == 0
    assert events.verify_chain(hall.ledger).broken_seq is None


def test_what_waits_is_analysed_without_new_files(intake: Intake) -> None:
    """After a crash or an import by the command line the app goes on where that ended."""
    intake.extract("legal")
    status = finished(intake)
    assert status.result is not None
    assert (status.result.finished, status.result.ordinances) == (True, 2)


@pytest.mark.parametrize(
    ("name", "why"), [("", "1～100文字"), ("版\0", "制御文字"), ("第1版の前", ""), ("あ" * 101, "1～100文字")]
)
def test_an_edition_needs_a_name(intake: Intake, name: str, why: str) -> None:
    send(intake, ("公園条例.txt", PARK))
    if not why:
        intake.start("legal", name)
        assert finished(intake).edition == name
        return
    with pytest.raises(LedgerError, match=why):
        intake.start("legal", name)
    assert intake.status("legal").stage is Stage.CHECKED


def test_nothing_is_added_to_an_edition_that_is_not_the_newest(intake: Intake) -> None:
    send(intake, ("公園条例.txt", PARK))
    intake.start("legal", NEXT)
    finished(intake)
    send(intake, ("新.txt", NEW))
    with pytest.raises(InvalidInputError, match="より新しい版"):
        intake.start("legal", "第1版")


def test_an_unexpected_failure_is_told_and_can_be_taken_up_again(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Any:
        raise ZeroDivisionError

    send(intake, ("公園条例.txt", PARK))
    monkeypatch.setattr(extracting, "run_engine", fails)
    intake.start("legal", NEXT)
    status = finished(intake)
    assert status.result is not None
    assert "想定外" in status.result.error
    assert status.resumable


def take(staging: Staging, files: dict[str, bytes]) -> None:
    with staging.receive(0) as receiving:
        for name, content in files.items():
            receiving.begin(name)
            receiving.write(content)


def test_too_much_is_refused_while_it_streams(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what was announced, by what arrives, and by the number of files; nothing of it stays on disk."""
    monkeypatch.setenv("TENKEN_MAX_UPLOAD_MB", "1")
    monkeypatch.setattr("review_app.workflow.staging.MOST_FILES", 3)
    staging = Staging(hall.ledger.path)
    with pytest.raises(UploadError, match="大きすぎます"), staging.receive(3 * MB):
        pass
    with pytest.raises(UploadError, match="大きすぎます"):
        take(staging, {"a": b"x" * MB, "b": b"x"})
    with pytest.raises(UploadError, match="多すぎます"):
        take(staging, dict.fromkeys("abcd", b""))
    with pytest.raises(UploadError, match="選ばれていません"), staging.receive(0):
        pass
    assert folder(hall) == []


def test_a_link_in_the_folders_place_is_not_followed(hall: Hall, tmp_path: Path) -> None:
    """Clearing removes the link and nothing behind it."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").touch()
    (hall.ledger.path.parent / "tenken-incoming").symlink_to(precious)
    Staging(hall.ledger.path)
    assert (precious / "file").exists()
    assert not (hall.ledger.path.parent / "tenken-incoming").is_symlink()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("公園条例.txt", "公園条例.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\Users\\例規\\a.docx", "C:/Users/例規/a.docx"),
        ("/etc/passwd", "etc/passwd"),
        ("a\0b\n.txt", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}.txt"),
        ("", "名前のないファイル"),
        ("..", "名前のないファイル"),
        ("あ" * 300, "あ" * 200),
    ],
)
def test_the_name_of_an_upload_is_only_a_name(given: str, shown: str) -> None:
    assert display_name(given) == shown
