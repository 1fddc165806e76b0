"""What was read before is given again only while it stands, and only to those who may see it."""

from __future__ import annotations

import pytest
from ledger_maker import AUTHOR

from review_app.ledger import Ledger, cases, events, progress, queue
from review_app.ledger.events import NewEvent
from review_app.ledger.memory import MOST_ANSWERS, Memory
from review_app.ledger.model import CaseFacts, QueueQuery, Scope
from review_app.ledger.remembering import remembered

ALL = Scope(everything=True)
PARK, WATER = Scope(department_id="park"), Scope(department_id="water")


def append(ledger: Ledger, subject: str) -> None:
    events.append_next(ledger, AUTHOR, NewEvent(subject, 0, "change", {}))


@pytest.mark.parametrize(
    ("about", "happened", "readings"),
    [
        (("person:a",), (), 1),
        (("person:a",), ("person:b", "case:1"), 1),
        (("person:a",), ("person:a",), 2),
        (("person",), ("person:b",), 2),
        (("person", "setting"), ("setting:x",), 2),
        (("case",), ("cases:1",), 1),
    ],
)
def test_an_answer_is_read_again_after_an_event_that_bears_on_it(
    ledger: Ledger, about: tuple[str, ...], happened: tuple[str, ...], readings: int
) -> None:
    read: list[int] = []

    def ask() -> int:
        return remembered(ledger, "question", about, lambda: read.append(1) or len(read))

    ask()
    for subject in happened:
        append(ledger, subject)
    assert (ask(), len(read)) == (readings, readings)


def test_what_is_appended_while_an_answer_is_read_makes_it_be_read_again(ledger: Ledger) -> None:
    def slow() -> str:
        append(ledger, "person:a")
        return "of before"

    assert remembered(ledger, "question", ("person",), slow) == "of before"
    assert remembered(ledger, "question", ("person",), lambda: "of after") == "of after"


def test_a_department_is_not_given_what_another_reader_was_shown(filled: Ledger) -> None:
    row = queue.queue(filled, ALL, QueueQuery()).rows[0]
    facts = CaseFacts(state="inquiring", department_id="park")
    events.append(filled, AUTHOR, [NewEvent(cases.subject(row.case_id), 1, "assign", facts=facts)])
    shown = [
        [one.case_id for one in queue.queue(filled, who, QueueQuery()).rows] for who in (ALL, PARK, WATER)
    ]
    assert (row.case_id in shown[0], shown[1], shown[2]) == (True, [row.case_id], [])


def test_an_act_shows_at_once_in_queue_and_counts_read_before(filled: Ledger) -> None:
    day = filled.now().date()
    row = queue.queue(filled, ALL, QueueQuery()).rows[0]
    assert "inquiring" not in progress.work(filled, ALL, "a", day).by_state
    facts = CaseFacts(state="inquiring", department_id="park")
    events.append(filled, AUTHOR, [NewEvent(cases.subject(row.case_id), 1, "assign", facts=facts)])
    assert progress.work(filled, ALL, "a", day).by_state["inquiring"] == 1
    assert queue.queue(filled, ALL, QueueQuery()).rows[0].facts == facts


def test_the_least_used_answers_go_when_there_are_too_many() -> None:
    memory = Memory()
    for number in range(MOST_ANSWERS + 1):
        memory.keep(number, number, 1)
        assert memory.find(0, ("case",)) == (0,)
    assert (memory.find(1, ("case",)), len(memory.answers)) == (None, MOST_ANSWERS)
