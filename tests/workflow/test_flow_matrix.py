"""Who may do what, when: every role x act x department x state, denied unless this table allows it.

The table below says it a second time, in other words than ``machine.py``; a change must be made in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from city_hall import PAYLOADS, Hall, at

from review_app.ledger.model import CaseFacts
from review_app.workflow import accounts, acts
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import NotAllowedError, NotFoundError
from review_app.workflow.machine import TABLE, Act, State, permits
from review_app.workflow.model import Role
from review_app.workflow.payloads import Join, Payload

STATES = [state.value for state in State]
ANY = " ".join(STATES)
TRIAGED = " ".join(s for s in STATES if s not in ("unreviewed", "recheck"))

# act: who | from which states | to which state. "own" is a person of the accountable department, "consulted"
# one of a department heard on the case; a person of any other department and an administrator may do nothing.
ALLOWED = {
    "confirm": ("legal", "unreviewed on_hold out_of_scope recheck", "in_scope"),
    "dismiss": ("legal", "unreviewed on_hold in_scope recheck", "out_of_scope"),
    "hold": ("legal", "unreviewed in_scope recheck", "on_hold"),
    "assign": ("legal manager", "unreviewed in_scope on_hold recheck inquiring returned", "inquiring"),
    "withdraw": ("legal manager", "inquiring returned", "in_scope"),
    "contest": ("own", "inquiring returned", "in_scope"),
    "hand_on": ("own", "inquiring returned", "inquiring"),
    "answer": ("own", "inquiring returned answered", "answered"),
    "send_back": ("legal manager", "answered checked", "returned"),
    "check": ("legal", "answered", "checked"),
    "decide": ("manager", "checked", "decided"),
    "start": ("legal own", "decided", "in_progress"),
    "complete": ("legal own", "decided in_progress recheck", "completed"),
    "recheck": ("legal", TRIAGED, "recheck"),
    "consult": ("legal manager", ANY.replace(" completed", ""), ""),
    "comment": ("legal manager own consulted", ANY, ""),
    "join": ("legal", "unreviewed in_scope on_hold inquiring returned", ""),
    "unjoin": ("legal", ANY.replace(" completed", ""), ""),
}
WHO = {
    "legal": "legal",
    "manager": "manager",
    "admin": "admin",
    "own": "park",
    "consulted": "water",
    "other": "law",
}
BLIND = ("admin", "other")


@dataclass(frozen=True, slots=True)
class Try:
    """One cell of the matrix and what must come of it."""

    who: str
    act: Act
    state: str
    allowed: bool
    to: str


def cells() -> Iterator[Try]:
    for name, (who_may, states, to) in ALLOWED.items():
        for state in STATES:
            for who in WHO:
                allowed = who in who_may.split() and state in states.split()
                yield Try(who, Act(name), state, allowed, to or state)


def test_the_two_tables_name_the_same_acts() -> None:
    assert {*ALLOWED, "undo", "keep", "add_missed", "reorganise"} == {act.value for act in TABLE}


def ready(hall: Hall, state: str, act: Act) -> tuple[int, Payload]:
    """Bring the case to the state, with another on its clause to join or take out; gives revision and payload."""
    case_id, other = hall.case_ids[2], hall.case_ids[3]
    joined = act is Act.UNJOIN
    hall.put(other, at(state, joined_to=case_id) if joined else CaseFacts())
    revision = hall.put(case_id, at(state, joined=(other,) if joined else ()))
    return revision, Join(case_ids=(other,)) if act in (Act.JOIN, Act.UNJOIN) else PAYLOADS[act]


@pytest.mark.parametrize("state", STATES)
def test_every_cell_through_the_service_layer(hall: Hall, state: str) -> None:
    """Refused cells change nothing; what one may not see answers like what does not exist."""
    case_id = hall.case_ids[2]
    for act in map(Act, ALLOWED):
        revision, payload = ready(hall, state, act)
        for cell in (cell for cell in cells() if cell.state == state and cell.act is act):
            count, person = hall.events(), WHO[cell.who]
            if cell.allowed:
                done = acts.perform(hall.ledger, person, act, case_id, revision, payload)
                assert (done.state, done.revision) == (cell.to, revision + 1), cell
                revision, payload = ready(hall, state, act)
                continue
            error = NotFoundError if cell.who in BLIND else NotAllowedError
            with pytest.raises(error) as refused:
                acts.perform(hall.ledger, person, act, case_id, revision, payload)
            if cell.who in BLIND:
                assert str(refused.value) == str(NotFoundError())
            assert hall.events() == count, cell


@pytest.mark.parametrize("state", STATES)
def test_a_clause_joined_to_another_case_can_only_be_commented_on(hall: Hall, state: str) -> None:
    """Whoever may do something to a case is sent to the one it is joined to; the others see nothing, as ever."""
    case_id = hall.case_ids[2]
    for cell in (cell for cell in cells() if cell.state == state):
        _, payload = ready(hall, state, cell.act)
        revision = hall.put(case_id, at(state, joined_to=hall.case_ids[0]))
        if cell.allowed and cell.act is Act.COMMENT:
            acts.perform(hall.ledger, WHO[cell.who], cell.act, case_id, revision, payload)
            continue
        count = hall.events()
        why = "まとめられています" if cell.allowed else None
        with pytest.raises(NotFoundError if cell.who in BLIND else NotAllowedError, match=why):
            acts.perform(hall.ledger, WHO[cell.who], cell.act, case_id, revision, payload)
        assert hall.events() == count, cell


def test_a_case_without_department_is_no_departments(hall: Hall) -> None:
    revision = hall.put(hall.case_ids[0], CaseFacts(state="inquiring"))
    for person in ("park", "water", "law"):
        with pytest.raises(NotFoundError):
            acts.perform(hall.ledger, person, Act.COMMENT, hall.case_ids[0], revision, PAYLOADS[Act.COMMENT])


def test_the_machine_itself_denies_by_default() -> None:
    """The pure function agrees with the table for every combination, undo included."""
    roles = {"legal": Role.LEGAL, "manager": Role.MANAGER, "admin": Role.ADMIN}
    for cell in cells():
        role = roles.get(cell.who, Role.DEPARTMENT)
        own, consulted = cell.who == "own", cell.who == "consulted"
        assert permits(cell.act, State(cell.state), role, own=own, consulted=consulted) is cell.allowed, cell
    for state in State:
        assert not permits(Act.ADD_MISSED, state, Role.LEGAL, own=True)
        assert not permits(Act.UNDO, state, Role.ADMIN, own=True)
        assert not any(permits(Act.REORGANISE, state, role, own=True) for role in Role)


def test_an_actor_is_what_the_ledger_says_now(hall: Hall) -> None:
    """A role taken away or an account closed counts at once, whatever the page remembers."""

    case_id = hall.case_ids[0]
    form = accounts.person_form("legal", "legal", "department", "law")
    accounts.change_person(hall.ledger, SYSTEM, form, 1)
    with pytest.raises(NotFoundError):
        acts.perform(hall.ledger, "legal", Act.CONFIRM, case_id, 0, PAYLOADS[Act.CONFIRM])
    accounts.close_person(hall.ledger, SYSTEM, "manager", 1)
    with pytest.raises(NotFoundError, match="停止"):
        acts.perform(hall.ledger, "manager", Act.ASSIGN, case_id, 0, PAYLOADS[Act.ASSIGN])
    with pytest.raises(NotFoundError):
        acts.perform(hall.ledger, "nobody", Act.CONFIRM, case_id, 0, PAYLOADS[Act.CONFIRM])
