"""Cases joined into one: one decision for all, told in the history of each, counted by clause, undone as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from city_hall import ANSWER, PAYLOADS, Hall, at
from ledger_maker import extract, incoming, load

from review_app.ledger import events
from review_app.ledger.model import QueueQuery
from review_app.workflow import acts, alike, editions, exporting, reorganisation, views
from review_app.workflow.actors import SYSTEM_AUTHOR
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Join, Note, Reason
from review_app.workflow.reorganisation import Reorganise

TEXTS = ["市長は、{}を巡視しなければならない。", "この条例の施行に関し必要な事項は、規則で定める。"]
NAMES = ("霊園", "駐車場", "市場")


def build(*names: str, changed: str = "") -> list[object]:
    """Ordinances whose first clause is written alike, each its own name; ``changed`` has another sentence."""
    return [
        incoming(
            f"{name}条例",
            [TEXTS[0].format("建物") if name != changed else "市長は、建物を毎月巡視させる。", TEXTS[1]],
            number=f"平成10年条例第{place}号",
        )
        for place, name in enumerate(names, start=1)
    ]


@pytest.fixture
def three(hall: Hall) -> list[str]:
    """Three cases written alike, in three ordinances."""
    load(hall.ledger, *build(*NAMES))  # type: ignore[arg-type]
    extract(hall.ledger)
    rows = views.queue(hall.ledger, "legal", QueueQuery(text="建物")).rows
    return [row.case_id for row in rows]


def do(hall: Hall, person: str, act: Act, case_id: str, payload: object = None) -> None:
    given = payload or PAYLOADS[act]
    acts.perform(hall.ledger, person, act, case_id, hall.revision(case_id), given)  # type: ignore[arg-type]


def join(hall: Hall, cases: Sequence[str]) -> None:
    do(hall, "legal", Act.JOIN, cases[0], Join(case_ids=tuple(cases[1:])))


def consistent(hall: Hall) -> None:
    """What is joined and whom it is joined to say the same, and the joined are what their case is."""
    rows = {row.case_id: row.facts for row in views.queue_all(hall.ledger, "legal", QueueQuery(joined=True))}
    for case_id, facts in rows.items():
        for member in facts.joined:
            assert rows[member].joined_to == case_id
            assert (rows[member].state, rows[member].department_id) == (facts.state, facts.department_id)
        assert facts.joined_to is None or case_id in rows[facts.joined_to].joined


def test_what_is_written_alike_is_offered_with_how_it_was_decided(hall: Hall, three: list[str]) -> None:
    do(hall, "legal", Act.DISMISS, three[1], Reason(reason="罰則のため"))
    found = alike.similar_cases(hall.ledger, "legal", three[0])
    assert found.by_state == {"out_of_scope": 1, "unreviewed": 1}
    assert [(row.case_id, row.set_aside) for row in found.rows] == [(three[1], "罰則のため"), (three[2], "")]
    same = alike.similar_cases(hall.ledger, "legal", hall.case_ids[2]).rows
    assert [(row.case_id, row.same_clause) for row in same] == [(hall.case_ids[3], True)]


def test_a_department_is_offered_only_what_it_may_see(hall: Hall, three: list[str]) -> None:
    for case_id, department in zip(three, ("park", "park", "law"), strict=True):
        hall.put(case_id, at("inquiring", department_id=department, consulted=()))
    assert [row.case_id for row in alike.similar_cases(hall.ledger, "park", three[0]).rows] == [three[1]]
    for person in ("law", "admin"):
        with pytest.raises(NotFoundError):
            alike.similar_cases(hall.ledger, person, three[0])


def test_the_rest_is_decided_alike_and_undone_as_one(hall: Hall, three: list[str]) -> None:
    with pytest.raises(NotAllowedError, match="先に"):
        alike.decide_alike(hall.ledger, "legal", three[0])
    do(hall, "legal", Act.HOLD, three[1])
    do(hall, "legal", Act.DISMISS, three[0], Reason(reason="罰則のため"))
    outcomes = alike.decide_alike(hall.ledger, "legal", three[0])
    assert [one.case_id for one in outcomes] == [three[2]]
    assert [hall.facts(case_id).state for case_id in three] == ["out_of_scope", "on_hold", "out_of_scope"]
    seen = [(one.case_id, one.done.revision) for one in outcomes if one.done]
    assert all(one.done for one in acts.undo_many(hall.ledger, "legal", seen))
    assert hall.facts(three[2]).state == "unreviewed"


THE_WAY = (
    ("legal", Act.CONFIRM, "in_scope"),
    ("legal", Act.ASSIGN, "inquiring"),
    ("park", Act.ANSWER, "answered"),
    ("legal", Act.CHECK, "checked"),
    ("manager", Act.DECIDE, "decided"),
    ("park", Act.START, "in_progress"),
    ("legal", Act.COMPLETE, "completed"),
)


def test_joined_cases_go_the_whole_way_as_one_and_each_history_tells_it(hall: Hall, three: list[str]) -> None:
    before = views.queue(hall.ledger, "legal", QueueQuery()).total
    cells = sum(cell.cases for cell in views.progress(hall.ledger, "legal").cells)
    join(hall, three)
    assert views.queue(hall.ledger, "legal", QueueQuery()).total == before - 2
    assert sum(views.work(hall.ledger, "legal").by_state.values()) == before - 2
    assert [row.locator for row in views.places(hall.ledger, "legal", tuple(three[1:]))] == ["第1条"] * 2
    for person, act, state in THE_WAY:
        do(hall, person, act, three[0])
        assert [hall.facts(case_id).state for case_id in three] == [state] * 3
        consistent(hall)
    for member in three[1:]:
        told = views.case(hall.ledger, "park", member).history
        assert [entry.act for entry in told] == ["join", *(act.value for _, act, _ in THE_WAY)]
        assert all(entry.payload["lead"] == three[0] for entry in told)
    assert sum(cell.cases for cell in views.progress(hall.ledger, "legal").cells) == cells
    assert events.verify_chain(hall.ledger).broken_seq is None


def test_what_an_answer_counts_is_counted_once(hall: Hall, three: list[str]) -> None:
    join(hall, three)
    for person, act in (
        ("legal", Act.ASSIGN),
        ("park", Act.ANSWER),
        ("legal", Act.CHECK),
        ("manager", Act.DECIDE),
    ):
        do(hall, person, act, three[0])
    cells = [cell for cell in views.progress(hall.ledger, "legal").cells if cell.state == "decided"]
    assert sum(cell.cases for cell in cells) == 3
    assert sum(cell.yearly_cases for cell in cells) == 64
    assert sum(cell.hours_staff for cell in cells) == ANSWER.staff.hours
    given = exporting.material(hall.ledger, "legal", QueueQuery(states=("decided",))).cases
    assert [case.row.facts.yearly_cases for case in given] == [64, None, None]
    assert {case.row.facts.policy for case in given} == {"operation"}


@pytest.mark.parametrize(
    ("member", "payload", "why"),
    [
        ("recheck", None, "「再確認」"),
        ("decided", None, "「決定」"),
        ("unreviewed", Join(case_ids=("none",)), "書きぶり"),
    ],
)
def test_only_what_nobody_has_decided_and_is_written_alike_can_be_joined(
    hall: Hall, three: list[str], member: str, payload: Join | None, why: str
) -> None:
    hall.put(three[1], at(member))
    before = hall.events()
    with pytest.raises(InvalidInputError, match=why):
        do(hall, "legal", Act.JOIN, three[0], payload or Join(case_ids=(three[1],)))
    with pytest.raises(InvalidInputError, match="書きぶり"):
        do(hall, "legal", Act.JOIN, three[0], Join(case_ids=(hall.case_ids[0],)))
    assert hall.events() == before


def test_a_joined_case_is_joined_to_no_second_one(hall: Hall, three: list[str]) -> None:
    join(hall, three[:2])
    for taken in (three[0], three[1]):
        with pytest.raises(InvalidInputError, match="すでに"):
            do(hall, "legal", Act.JOIN, three[2], Join(case_ids=(taken,)))


def test_a_clause_taken_out_goes_on_by_itself(hall: Hall, three: list[str]) -> None:
    join(hall, three)
    do(hall, "legal", Act.ASSIGN, three[0])
    do(hall, "legal", Act.UNJOIN, three[0], Join(case_ids=(three[1],)))
    do(hall, "park", Act.ANSWER, three[0])
    assert [hall.facts(case_id).state for case_id in three] == ["answered", "inquiring", "answered"]
    consistent(hall)
    do(hall, "park", Act.ANSWER, three[1])
    assert hall.facts(three[1]).yearly_cases == 64


def test_every_last_act_on_a_joined_case_is_undone_for_all(hall: Hall, three: list[str]) -> None:
    hall.put(three[2], at("on_hold", department_id=None, consulted=()))
    untouched = [hall.facts(case_id) for case_id in three]
    join(hall, three)
    assert {hall.facts(case_id).state for case_id in three} == {"unreviewed"}
    do(hall, "legal", Act.UNDO, three[0], Note())
    assert [hall.facts(case_id) for case_id in three] == untouched
    join(hall, three)
    for person, act, payload in (
        ("legal", Act.ASSIGN, PAYLOADS[Act.ASSIGN]),
        ("legal", Act.UNJOIN, Join(case_ids=(three[1],))),
        ("park", Act.ANSWER, ANSWER),
    ):
        before = [hall.facts(case_id) for case_id in three]
        do(hall, person, act, three[0], payload)
        do(hall, person, Act.UNDO, three[0])
        assert [hall.facts(case_id) for case_id in three] == before
        consistent(hall)
        if act is Act.ASSIGN:
            do(hall, person, act, three[0])
    do(hall, "legal", Act.UNJOIN, three[0], Join(case_ids=(three[1],)))
    do(hall, "park", Act.ANSWER, three[1])
    with pytest.raises(NotAllowedError, match="その後の操作"):
        do(hall, "legal", Act.UNDO, three[0])
    with pytest.raises(NotAllowedError):
        do(hall, "legal", Act.UNDO, three[2])


def test_a_reorganisation_moves_joined_clauses_with_their_case(hall: Hall, three: list[str]) -> None:
    join(hall, three)
    do(hall, "legal", Act.ASSIGN, three[0])
    mark = reorganisation.preview(hall.ledger, "admin", "park").mark
    wanted = Reorganise(department_id="park", into="law", reason="課の統合")
    reorganisation.reorganise(hall.ledger, "admin", wanted, mark)
    assert {hall.facts(case_id).department_id for case_id in three} == {"law"}
    consistent(hall)


@pytest.mark.parametrize(
    ("changed", "states", "joined"),
    [
        ("市場", ["inquiring", "inquiring", "recheck"], [1, None, None]),
        ("霊園", ["recheck", "inquiring", "inquiring"], [None, None, None]),
        ("", ["inquiring", "inquiring", "inquiring"], [2, None, None]),
    ],
)
def test_an_amended_clause_leaves_what_it_is_joined_in(
    hall: Hall, three: list[str], changed: str, states: list[str], joined: list[int | None]
) -> None:
    join(hall, three)
    do(hall, "legal", Act.ASSIGN, three[0], PAYLOADS[Act.ASSIGN])
    due = hall.facts(three[0]).due_on
    load(hall.ledger, *build(*NAMES, changed=changed), edition="令和9年")  # type: ignore[arg-type]
    editions.link(hall.ledger, SYSTEM_AUTHOR)
    extract(hall.ledger)
    editions.carry_over(hall.ledger, SYSTEM_AUTHOR)
    facts = [hall.facts(case_id) for case_id in three]
    assert [one.state for one in facts] == states
    assert [len(one.joined) or None for one in facts] == joined
    assert {one.due_on for one in facts if one.state == "inquiring"} == {due} == {date(2026, 12, 1)}
    consistent(hall)


def test_an_amended_clause_that_nobody_judged_leaves_as_well(hall: Hall, three: list[str]) -> None:
    join(hall, three)
    load(hall.ledger, *build(*NAMES, changed="駐車場"), edition="令和9年")  # type: ignore[arg-type]
    editions.link(hall.ledger, SYSTEM_AUTHOR)
    extract(hall.ledger)
    editions.carry_over(hall.ledger, SYSTEM_AUTHOR)
    assert hall.facts(three[0]).joined == (three[2],)
    assert hall.facts(three[1]).joined_to is None
    assert "まとめを解きました" in views.case(hall.ledger, "legal", three[0]).history[-1].payload["note"]
    consistent(hall)
