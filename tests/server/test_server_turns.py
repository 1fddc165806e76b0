"""Turns at appending and at importing: in the order of asking, and never held up for long by one who died."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from server_process import Server

from review_app.ledger import LedgerError, turns
from review_app.ledger.edition_turn import EditionTurn
from review_app.ledger.turns import TurnLock, Turns


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def test_turns_come_in_the_order_of_asking(time: Time) -> None:
    """A long append is not overtaken for ever by short ones."""
    given = Turns(time)
    assert given.take("short")
    assert not given.take("long")
    given.give_back("short")
    assert not given.take("short"), "the long one asked first"
    assert given.take("long")
    assert given.take("long"), "asking twice changes nothing"
    given.give_back("long")
    assert given.take("short")


def test_one_who_died_holds_nobody_up_for_long(time: Time) -> None:
    """Neither its turn nor its place in the queue lasts."""
    given = Turns(time)
    assert given.take("died with the turn")
    assert not given.take("died waiting")
    assert not given.take("alive")
    time.now += turns.LEASE_SECONDS - 0.1
    assert not given.take("alive")
    time.now += 0.2
    assert given.take("alive")


def test_one_that_gave_up_waiting_is_forgotten(time: Time) -> None:
    """Giving back without having the turn leaves that of the other alone."""
    given = Turns(time)
    assert given.take("a")
    assert not given.take("b")
    given.give_back("b")
    assert not given.take("c")
    given.give_back("a")
    assert given.take("c")


def test_a_lock_is_taken_once_for_a_thread_and_given_back_after_an_error() -> None:
    """Inside itself it asks nobody; what goes wrong inside does not keep the turn."""
    asked: list[str] = []

    def take() -> bool:
        asked.append("take")
        return asked.count("take") > 1

    lock = TurnLock(take, lambda: asked.append("give back"))
    with pytest.raises(ValueError, match="inside"), lock, lock:
        raise ValueError("inside")
    assert asked == ["take", "take", "give back"]


def in_another_thread(turn: EditionTurn) -> str:
    """Try the turn from another thread; gives what is said when it is refused."""
    said: list[str] = []

    def attempt() -> None:
        try:
            with turn:
                said.append("")
        except LedgerError as error:
            said.append(str(error))

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return said[0]


def test_one_import_at_a_time_in_a_process() -> None:
    """The thread that has the turn may enter again (an import extracts); another is told, and may try later."""
    turn = EditionTurn()
    with turn:
        with turn:
            assert "ほかの画面かコマンド" in in_another_thread(turn)
        assert "ほかの画面かコマンド" in in_another_thread(turn)
    assert not in_another_thread(turn)


def test_a_long_import_keeps_its_turn_and_a_dead_one_loses_it(time: Time) -> None:
    """It is renewed while the work lasts; one that was silent for too long hears that it went to somebody else."""
    given = Turns(time, lease=60, patience=0)
    renewed = threading.Event()
    asked: list[str] = []

    def take() -> bool:
        asked.append("a")
        if len(asked) == 2:
            renewed.set()
        return given.take("a")

    with EditionTurn(take, lambda: given.give_back("a"), renewed_every=0.001) as turn:
        assert renewed.wait(30)
        turn.check()
        assert not given.take("b")
    assert given.take("b")

    with pytest.raises(LedgerError, match="ほかの画面かコマンド"), EditionTurn(lambda: given.take("a")):
        pass
    given.give_back("b")
    with EditionTurn(lambda: given.take("a"), lambda: given.give_back("a")) as turn:
        time.now += 61
        assert given.take("b"), "the lease ended"
        with pytest.raises(LedgerError, match="長く途切れた"):
            turn.check()
    assert given.take("b"), "who lost the turn does not end that of another"


def test_a_second_process_that_imports_or_extracts_is_told_to_wait(server: Server, tmp_path: Path) -> None:
    """Whichever process began; nothing of the second is written, and afterwards it is done as ever."""
    path = tmp_path / "新.txt"
    path.write_text("新条例\n\n平成15年条例第1号\n\n第1条　市長は、公園を巡視する。\n", encoding="utf-8")
    with server.open() as ledger:
        with ledger.edition_turn:
            for command in (["import", "--edition", "次の版", path], ["extract"]):
                process = server.tenken(*command)
                _, said = process.communicate()
                assert process.returncode == 1
                assert "ほかの画面かコマンドで行われています" in said
        assert [row["name"] for row in ledger.rows("SELECT name FROM edition")] == ["第1版"]
        process = server.tenken("import", "--edition", "次の版", path)
        assert process.wait() == 0
        assert len(ledger.rows("SELECT name FROM edition")) == 2
