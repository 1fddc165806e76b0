"""The event table: append only, nothing lost between threads, every later change of a row shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from ledger_maker import AUTHOR

from review_app.ledger import Ledger, StaleRevisionError, events
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts

FACTS = CaseFacts(
    state="answered",
    department_id="park",
    assignee_id="midori",
    consulted=("water", "law"),
    due_on=date(2026, 12, 1),
    wave="掲示",
    policy="operation",
    needs_review=True,
    phase_target=3,
    planned_on=date(2027, 4, 1),
    completed_on=date(2027, 5, 1),
    yearly_cases=12,
    hours_staff=1333.3,
    hours_citizen=0.1,
    tags=("paperless",),
    answer={"practice": "目で見ている", "staff": {"minutes": 5.0}},
)


def test_an_event_comes_back_as_it_was_written(ledger: Ledger) -> None:
    written = events.append(ledger, AUTHOR, [NewEvent("case:a", 1, "answer", {"注": "文"}, facts=FACTS)])[0]
    assert events.last(ledger, "case:a") == written
    assert written.facts == FACTS
    assert (written.payload, written.state, written.revision) == ({"注": "文"}, "answered", 1)


def test_a_stale_revision_is_refused_with_the_newer_event(ledger: Ledger) -> None:
    first, second = (
        events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act", {"n": revision})])[0]
        for revision in (1, 2)
    )
    for stale in (1, 2):
        with pytest.raises(StaleRevisionError) as refused:
            events.append(ledger, AUTHOR, [NewEvent("case:a", stale, "act", {"n": 9})])
        assert refused.value.newer == second
    assert events.history(ledger, "case:a") == [first, second]


def test_a_revision_out_of_thin_air_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="no revision"):
        events.append(ledger, AUTHOR, [NewEvent("case:a", 5, "act")])


def test_one_refused_event_takes_the_whole_append_with_it(ledger: Ledger) -> None:
    events.append(ledger, AUTHOR, [NewEvent("case:b", 1, "act")])
    with pytest.raises(StaleRevisionError):
        events.append(ledger, AUTHOR, [NewEvent("case:a", 1, "act"), NewEvent("case:b", 1, "act")])
    assert events.last(ledger, "case:a") is None


def test_eight_threads_lose_and_double_nothing(ledger: Ledger) -> None:
    """Each thread adds to a subject of its own and races for a shared one, while reading all along."""

    def work(thread: int) -> int:
        won = 0
        for step in range(1, 11):
            events.append(ledger, AUTHOR, [NewEvent(f"case:{thread}", step, "own", {"step": step})])
            last = events.last(ledger, f"case:{thread}")
            assert last is not None
            assert last.payload == {"step": step}
            with suppress(StaleRevisionError):
                events.append(ledger, AUTHOR, [NewEvent("case:shared", step, "shared")])
                won += 1
        return won

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(work, range(8)))
    assert won == 10
    assert [e.revision for e in events.history(ledger, "case:shared")] == list(range(1, 11))
    assert events.verify_chain(ledger) == events.ChainReport(90, None)


TAMPERING = {
    "seq": "UPDATE event SET seq = 99 WHERE seq = 3",
    "time": "UPDATE event SET occurred_at = occurred_at + INTERVAL 1 SECOND WHERE seq = 3",
    "person": "UPDATE event SET person_id = 'someone' WHERE seq = 3",
    "name": "UPDATE event SET person_name = '別人' WHERE seq = 3",
    "act": "UPDATE event SET act = 'decide' WHERE seq = 3",
    "state": "UPDATE event SET state = 'decided' WHERE seq = 3",
    "payload": "UPDATE event SET payload = '{\"n\":4}' WHERE seq = 3",
    "department": "UPDATE event SET case_department = NULL WHERE seq = 3",
    "hours": "UPDATE event SET hours_staff = hours_staff + 0.1 WHERE seq = 3",
    "list": "UPDATE event SET tags = [] WHERE seq = 3",
    "answer": "UPDATE event SET answer = NULL WHERE seq = 3",
    "hash": "UPDATE event SET hash = repeat('0', 64) WHERE seq = 3",
    "removal": "DELETE FROM event WHERE seq = 3",
    "swap": "UPDATE event SET subject = 'case:x' WHERE seq = 3",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
def test_any_change_of_a_stored_row_shows(ledger: Ledger, statement: str) -> None:
    for revision in range(1, 6):
        events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act", {"n": revision}, facts=FACTS)])
    assert events.verify_chain(ledger) == events.ChainReport(5, None)
    with ledger.transaction() as cursor:
        cursor.execute(statement)
    assert events.verify_chain(ledger).broken_seq in (3, 4)
