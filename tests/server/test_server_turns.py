"""Turns at appending: in the order of asking, and never held up for long by one who died."""

from __future__ import annotations

import pytest

from review_app.ledger import turns
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
