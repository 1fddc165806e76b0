"""Reorganising departments: everything open and the people move, what is finished stays, and all at once."""

from __future__ import annotations

from datetime import date

import pytest
from city_hall import Hall, at
from hypothesis import given
from hypothesis import strategies as st

from review_app.ledger import cases, events, registry
from review_app.ledger.model import CaseFacts, QueueQuery
from review_app.workflow import accounts, acts, departments, reorganisation, views, waves
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import InvalidInputError, NotAllowedError
from review_app.workflow.machine import Act, State
from review_app.workflow.payloads import Note
from review_app.workflow.reorganisation import FINISHED, Reorganise
from review_app.workflow.waves import WaveForm

PARK_INTO_WATER = Reorganise(department_id="park", into="water", reason="令和9年度の組織改正")
IDS = st.sampled_from(["park", "water", "law"])


def go(hall: Hall) -> reorganisation.Moving:
    mark = reorganisation.preview(hall.ledger, "admin", "park").mark
    return reorganisation.reorganise(hall.ledger, "admin", PARK_INTO_WATER, mark)


@pytest.mark.parametrize("state", [state.value for state in State])
def test_an_open_case_moves_in_its_state_and_a_finished_one_stays(hall: Hall, state: str) -> None:
    case_id = hall.case_ids[0]
    before = at(state, assignee_id="park2", due_on=date(2026, 12, 1))
    hall.put(case_id, before)
    moving = go(hall)
    after = hall.facts(case_id)
    if state in FINISHED:
        assert (after, moving.cases, moving.finished) == (before, 0, 1)
        return
    assert moving.by_state == {state: 1}
    assert (after.state, after.department_id, after.consulted) == (state, "water", ())
    assert (after.assignee_id, after.due_on) == ("park2", date(2026, 12, 1))
    last = cases.history(hall.ledger, case_id)[-1]
    assert (last.act, last.payload["reason"]) == ("reorganise", "令和9年度の組織改正")


def test_people_ordinances_and_waves_follow_and_the_department_closes(hall: Hall) -> None:
    keys = registry.ordinance_keys(hall.ledger)
    departments.map_ordinances(hall.ledger, "legal", {keys["公園条例"]: "park"})
    waves.define(
        hall.ledger, "legal", WaveForm(name="春", departments=("park", "law"), due_on=date(2026, 12, 1))
    )
    hall.put(hall.case_ids[0], at("inquiring"))
    moving = go(hall)
    assert (moving.people, moving.ordinances) == (2, 1)
    assert [views.actor(hall.ledger, who).department_id for who in ("park", "park2")] == ["water"] * 2
    assert views.queue(hall.ledger, "park", QueueQuery()).total == 1
    assert registry.ordinance_departments(hall.ledger)[keys["公園条例"]][0] == "water"
    assert waves.waves(hall.ledger, "legal")[0].departments == ("water", "law")
    closed = registry.department(hall.ledger, "park")
    assert closed is not None
    assert not closed.active
    assert "park" in {row.department_id for row in views.departments(hall.ledger, "legal", closed=True)}
    assert events.verify_chain(hall.ledger).broken_seq is None


def test_a_kept_decision_stays_with_the_new_department(hall: Hall) -> None:
    """再確認 remembers the facts of before; the department is the one of now."""
    case_id = hall.case_ids[0]
    hall.put(case_id, at("decided"))
    hall.put(case_id, at("recheck"))
    go(hall)
    acts.perform(hall.ledger, "legal", Act.KEEP, case_id, hall.revision(case_id), Note())
    assert (hall.facts(case_id).state, hall.facts(case_id).department_id) == ("decided", "water")


def test_nobody_takes_back_a_move_as_their_own_act(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    hall.put(case_id, at("answered"), by="park")
    go(hall)
    for person in ("park", "legal", "manager"):
        with pytest.raises(NotAllowedError):
            acts.undo(hall.ledger, person, case_id, hall.revision(case_id))


def test_what_changed_after_the_preview_is_not_moved_unseen(hall: Hall) -> None:
    mark = reorganisation.preview(hall.ledger, "admin", "park").mark
    hall.put(hall.case_ids[0], at("inquiring"))
    count = hall.events()
    with pytest.raises(InvalidInputError, match="もう一度"):
        reorganisation.reorganise(hall.ledger, "admin", PARK_INTO_WATER, mark)
    assert hall.events() == count


def test_only_an_administrator_reorganises(hall: Hall) -> None:
    mark = reorganisation.preview(hall.ledger, "admin", "park").mark
    count = hall.events()
    for person in ("legal", "manager", "park", "water"):
        with pytest.raises(NotAllowedError):
            reorganisation.preview(hall.ledger, person, "park")
        with pytest.raises(NotAllowedError):
            reorganisation.reorganise(hall.ledger, person, PARK_INTO_WATER, mark)
    assert hall.events() == count


@pytest.mark.parametrize(("old", "new"), [("park", "park"), ("park", "none"), ("none", "park")])
def test_both_departments_exist_and_differ(hall: Hall, old: str, new: str) -> None:
    mark = reorganisation.preview(hall.ledger, "admin", "park").mark
    wanted = Reorganise(department_id=old, into=new, reason="改正")
    with pytest.raises(InvalidInputError):
        reorganisation.reorganise(hall.ledger, "admin", wanted, mark)


def test_nobody_is_registered_into_a_closed_department(hall: Hall) -> None:
    go(hall)
    form = accounts.person_form("late", "遅い人", "department", "park")
    with pytest.raises(InvalidInputError):
        accounts.add_person(hall.ledger, SYSTEM, form, password="Minato-9281-kawa")


@given(st.none() | IDS, st.lists(IDS, unique=True), IDS, IDS)
def test_no_trace_of_the_old_department_remains(
    owner: str | None, consulted: list[str], old: str, new: str
) -> None:
    facts = CaseFacts(state="inquiring", department_id=owner, consulted=tuple(consulted))
    after = reorganisation.moved(facts, old, new)
    heard = after.consulted
    assert old == new or old not in (after.department_id, *heard)
    assert len(set(heard)) == len(heard)
    assert after.department_id not in heard
