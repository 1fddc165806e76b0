"""What the acts make of a case, beyond who may do them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import yaml
from city_hall import ANSWER, PAYLOADS, Hall, at

from review_app.ledger import StaleRevisionError
from review_app.ledger.model import QueueQuery
from review_app.workflow import acts, drafts, missed, views
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Answer, Assign, Comment, Effort, HandOn, Missed, Note, Reason
from rules.schema import Sample


def walk(hall: Hall, case_id: str, *steps: tuple[str, Act]) -> int:
    """Do the acts one after the other with their usual payloads; gives the last revision."""
    revision = hall.revision(case_id)
    for person, act in steps:
        revision = acts.perform(hall.ledger, person, act, case_id, revision, PAYLOADS[act]).revision
    return revision


THE_WAY = (
    ("legal", Act.CONFIRM),
    ("legal", Act.ASSIGN),
    ("park", Act.ANSWER),
    ("legal", Act.SEND_BACK),
    ("park", Act.ANSWER),
    ("legal", Act.CHECK),
    ("manager", Act.DECIDE),
    ("park", Act.START),
    ("legal", Act.COMPLETE),
)


def test_a_case_goes_all_the_way_and_its_history_tells_it(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    walk(hall, case_id, *THE_WAY)
    detail = views.case(hall.ledger, "manager", case_id)
    assert [(e.person_id, e.act) for e in detail.history] == [(p, a.value) for p, a in THE_WAY]
    assert [e.facts.state for e in detail.history] == [
        "in_scope", "inquiring", "answered", "returned", "answered", "checked", "decided", "in_progress",
        "completed",
    ]  # fmt: skip
    assert detail.history[3].payload["reason"] == "回数を書いてください"
    facts = detail.row.facts
    assert (facts.hours_staff, facts.hours_citizen) == (1333.3, 651.5)
    assert (facts.policy, facts.phase_target, facts.completed_on) == ("operation", 3, date(2027, 4, 1))
    assert facts.answer is not None
    assert Answer.model_validate(facts.answer) == ANSWER


def test_sending_back_returns_the_case_to_the_person_who_answered(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    walk(hall, case_id, ("legal", Act.ASSIGN), ("park2", Act.ANSWER), ("legal", Act.SEND_BACK))
    assert hall.facts(case_id).assignee_id == "park2"
    assert views.work(hall.ledger, "park2").returned_to_me == 1
    assert views.work(hall.ledger, "park").returned_to_me == 0
    for person in ("park", "park2"):
        found = views.queue(hall.ledger, person, QueueQuery(returned_to=person))
        assert [row.case_id for row in found.rows] == ([case_id] if person == "park2" else [])


def test_contest_and_withdrawal_leave_no_accountable_department(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    for person, act in (("park", Act.CONTEST), ("manager", Act.WITHDRAW)):
        hall.put(case_id, at("inquiring", due_on=date(2026, 12, 1)))
        walk(hall, case_id, (person, act))
        facts = hall.facts(case_id)
        assert (facts.state, facts.department_id, facts.due_on) == ("in_scope", None, None)


def test_handing_on_moves_the_case_out_of_ones_own_sight(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    hall.put(case_id, at("inquiring"))
    walk(hall, case_id, ("park", Act.HAND_ON))
    assert hall.facts(case_id).department_id == "law"
    with pytest.raises(NotFoundError):
        views.case(hall.ledger, "park", case_id)
    assert views.case(hall.ledger, "law", case_id).row.case_id == case_id


@pytest.mark.parametrize(
    ("act", "person", "state", "payload", "field"),
    [
        (Act.ASSIGN, "legal", "in_scope", Assign(department_id="none"), "department_id"),
        (Act.HAND_ON, "park", "inquiring", HandOn(department_id="park", reason="x"), "department_id"),
        (Act.HAND_ON, "park", "inquiring", HandOn(department_id="none", reason="x"), "department_id"),
        (Act.ANSWER, "park", "inquiring", ANSWER.model_copy(update={"policy": "none"}), "policy"),
        (Act.ANSWER, "park", "inquiring", ANSWER.model_copy(update={"policy": "no_review"}), "policy"),
        (Act.ANSWER, "park", "inquiring", ANSWER.model_copy(update={"tags": ("none",)}), "tags"),
        (
            Act.ANSWER,
            "park",
            "inquiring",
            Answer(in_scope=True, needs_review=False, policy="no_review"),
            "review_reason",
        ),
    ],
)
def test_a_payload_that_names_what_does_not_exist_is_refused(
    hall: Hall, act: Act, person: str, state: str, payload: object, field: str
) -> None:
    revision = hall.put(hall.case_ids[0], at(state))
    before = hall.events()
    with pytest.raises(InvalidInputError) as refused:
        acts.perform(hall.ledger, person, act, hall.case_ids[0], revision, payload)  # type: ignore[arg-type]
    assert field in refused.value.fields
    assert hall.events() == before


def test_a_payload_of_another_act_is_refused(hall: Hall) -> None:
    with pytest.raises(InvalidInputError):
        acts.perform(hall.ledger, "legal", Act.DISMISS, hall.case_ids[0], 0, Note())


@pytest.mark.parametrize(
    ("act", "values", "words"),
    [
        (Act.DISMISS, {}, "理由は入力してください"),
        (Act.DISMISS, {"reason": "　 "}, "理由は入力してください"),
        (Act.DISMISS, {"reason": "長" * 4001}, "4000文字以内"),
        (Act.DISMISS, {"reason": "a\x00b"}, "制御文字"),
        (Act.DISMISS, {"reason": "x", "state": "decided"}, "受け付けられません"),
        (Act.ANSWER, {"in_scope": True}, "見直し方針は入力してください"),
        (Act.COMPLETE, {"completed_on": "いつか"}, "完了日は正しい形で"),
        (Act.ASSIGN, {"department_id": "park", "due_on": "2026-13-01"}, "回答期限は正しい形で"),
        (
            Act.ANSWER,
            {"in_scope": 1, "needs_review": 1, "policy": "x", "staff": {"minutes": -1}},
            "職員の削減時間の分は0",
        ),
    ],
)
def test_bad_input_is_named_field_by_field_in_japanese(
    act: Act, values: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        acts.parse(act, values)


@pytest.mark.parametrize(
    ("effort", "hours", "shown"),
    [
        (Effort(minutes=5, times=64, days=250), 1333.3, "5分×64回×250日÷60＝1,333.3時間"),
        (Effort(minutes=30, times=1303), 651.5, "30分×1,303回÷60＝651.5時間"),
        (Effort(), 0.0, ""),
    ],
)
def test_hours_saved_show_their_arithmetic(effort: Effort, hours: float, shown: str) -> None:
    """The worked examples of domain.md 6."""
    assert (effort.hours, effort.arithmetic) == (hours, shown)


def test_undo_restores_the_facts_before_and_keeps_both_acts(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    before = at("inquiring", due_on=date(2026, 12, 1))
    for act in (Act.ANSWER, Act.CONTEST, Act.HAND_ON):
        hall.put(case_id, before)
        revision = walk(hall, case_id, ("park", act))
        acts.undo(hall.ledger, "park", case_id, revision)
        assert hall.facts(case_id) == before
        assert [e.act for e in views.case(hall.ledger, "park", case_id).history][-2:] == [act.value, "undo"]


def test_only_ones_own_last_act_can_be_undone_and_only_once(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    revision = walk(hall, case_id, ("legal", Act.ASSIGN), ("park", Act.ANSWER))
    for person in ("legal", "park2", "manager"):
        with pytest.raises(NotAllowedError):
            acts.undo(hall.ledger, person, case_id, revision)
    revision = acts.undo(hall.ledger, "park", case_id, revision).revision
    with pytest.raises(NotAllowedError):
        acts.undo(hall.ledger, "park", case_id, revision)


def test_a_first_act_can_be_undone_to_unreviewed(hall: Hall) -> None:
    revision = walk(hall, hall.case_ids[0], ("legal", Act.DISMISS))
    assert acts.undo(hall.ledger, "legal", hall.case_ids[0], revision).state == "unreviewed"


def test_two_people_never_overwrite_each_other(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    acts.perform(hall.ledger, "legal", Act.HOLD, case_id, 0, PAYLOADS[Act.HOLD])
    with pytest.raises(StaleRevisionError) as refused:
        acts.perform(hall.ledger, "manager", Act.ASSIGN, case_id, 0, PAYLOADS[Act.ASSIGN])
    assert (refused.value.newer.act, refused.value.newer.person_id) == ("hold", "legal")


def test_saving_the_same_thing_twice_is_one_act(hall: Hall) -> None:
    revision = hall.put(hall.case_ids[0], at("inquiring"))
    first, second = (
        acts.perform(hall.ledger, "park", Act.ANSWER, hall.case_ids[0], revision, ANSWER) for _ in range(2)
    )
    assert first == second
    assert hall.revision(hall.case_ids[0]) == revision + 1


def test_racing_threads_decide_each_case_once(hall: Hall) -> None:
    def decide(person: str) -> int:
        payload = Reason(reason=f"{person}による")
        done = 0
        for case_id in hall.case_ids:
            try:
                acts.perform(hall.ledger, "legal", Act.DISMISS, case_id, 0, payload)
                done += 1
            except StaleRevisionError:
                continue
        return done

    with ThreadPoolExecutor(8) as pool:
        total = sum(pool.map(decide, [f"thread{n}" for n in range(8)]))
    assert total == len(hall.case_ids)
    assert all(hall.revision(case_id) == 1 for case_id in hall.case_ids)


def test_a_bulk_act_refuses_only_the_cases_it_must(hall: Hall) -> None:
    first, second, third, *_ = hall.case_ids
    hall.put(second, at("decided"))
    stale = (third, 0)
    hall.put(third, at("in_scope"))
    seen = [(first, 0), (second, 1), stale, ("0" * 16, 0)]
    outcomes = acts.perform_many(hall.ledger, "legal", Act.DISMISS, seen, Reason(reason="罰則のため"))
    assert [outcome.done is not None for outcome in outcomes] == [True, False, False, False]
    assert "決定" in outcomes[1].error
    assert "先に更新" in outcomes[2].error
    assert "見つかりません" in outcomes[3].error
    assert hall.facts(first).state == "out_of_scope"


def test_all_filtered_gives_the_keys_for_a_bulk_act(hall: Hall) -> None:
    seen = views.queue_keys(hall.ledger, "legal", QueueQuery(labels=("visual",), limit=1))
    assert len(seen) == 2
    acts.perform_many(hall.ledger, "legal", Act.ASSIGN, seen, Assign(department_id="park", wave="目視"))
    assert views.queue(hall.ledger, "park", QueueQuery(wave="目視")).total == 2


def test_a_missed_clause_becomes_a_case_in_scope(hall: Hall) -> None:
    text = views.ordinance(hall.ledger, "legal", 2)
    clause = text.clauses[1]
    payload = Missed(clause_id=clause.clause_id, label="media", start=0, end=2, reason="見落とし")
    done = missed.add_missed(hall.ledger, "legal", payload)
    detail = views.case(hall.ledger, "legal", done.case_id)
    assert (detail.row.origin, detail.row.facts.state, detail.row.label) == ("manual", "in_scope", "media")
    assert detail.row.spans[0]["text"] == clause.text[:2]
    assert detail.history[0].payload["reason"] == "見落とし"
    with pytest.raises(InvalidInputError, match="すでにあります"):
        missed.add_missed(hall.ledger, "legal", payload)


def test_a_clause_added_by_hand_is_proposed_as_an_example_until_it_is_judged_no_case(hall: Hall) -> None:
    payload = Missed(clause_id=5, label="media", start=0, end=3, reason="見落とし")
    done = missed.add_missed(hall.ledger, "legal", payload)
    (proposal,) = missed.proposals(hall.ledger, "legal")
    assert (proposal.label, proposal.chosen, proposal.reason) == ("media", "様式は", "見落とし")
    (read,) = yaml.safe_load(proposal.yaml)
    assert Sample.model_validate(read) == proposal.example
    assert proposal.example == Sample(
        text="様式は別に定める。", lead="前段の文", caption="点検", heading="第1章 総則", title="水道規程"
    )
    with pytest.raises(NotAllowedError):
        missed.proposals(hall.ledger, "park")
    acts.perform(hall.ledger, "legal", Act.DISMISS, done.case_id, done.revision, Reason(reason="誤り"))
    assert missed.proposals(hall.ledger, "legal") == ()


@pytest.mark.parametrize(
    ("person", "change", "error"),
    [
        ("park", {}, NotAllowedError),
        ("manager", {}, NotAllowedError),
        ("admin", {}, NotAllowedError),
        ("legal", {"clause_id": 999}, NotFoundError),
        ("legal", {"label": "none"}, InvalidInputError),
        ("legal", {"end": 9999}, InvalidInputError),
        ("legal", {"start": 2, "end": 2}, InvalidInputError),
    ],
)
def test_a_missed_clause_is_legals_and_must_exist(
    hall: Hall, person: str, change: dict[str, object], error: type[Exception]
) -> None:
    given = {"clause_id": 5, "label": "media", "start": 0, "end": 2, "reason": "見落とし", **change}
    before = hall.events()
    with pytest.raises(error):
        missed.add_missed(hall.ledger, person, Missed.model_validate(given))
    assert hall.events() == before


def test_a_comment_keeps_its_place_and_changes_nothing_else(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    revision = hall.put(case_id, at("inquiring"))
    before = hall.facts(case_id)
    said = Comment(text="合議", start=1, end=3, quote="長は")
    acts.perform(hall.ledger, "water", Act.COMMENT, case_id, revision, said)
    assert hall.facts(case_id) == before
    assert views.case(hall.ledger, "park", case_id).history[-1].payload == said.model_dump()


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(1, 3, "市長"), (1, 3, ""), (0, 999, "市長"), (None, 3, "市長"), (0, None, "市長"), (2, 1, "")],
)
def test_a_comment_on_words_that_do_not_stand_there_is_refused(
    hall: Hall, start: int | None, end: int | None, quote: str
) -> None:
    case_id = hall.case_ids[0]
    revision = hall.put(case_id, at("inquiring"))
    before = hall.events()
    said = Comment(text="合議", start=start, end=end, quote=quote)
    with pytest.raises(InvalidInputError, match="語句"):
        acts.perform(hall.ledger, "park", Act.COMMENT, case_id, revision, said)
    assert hall.events() == before


def test_the_buttons_are_what_the_table_allows(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    hall.put(case_id, at("answered"))
    row = views.case(hall.ledger, "legal", case_id).row
    shown = {p: acts.available(views.actor(hall.ledger, p), row) for p in ("legal", "park", "water", "admin")}
    assert {Act.SEND_BACK, Act.CHECK} < set(shown["legal"])
    assert set(shown["park"]) == {Act.ANSWER, Act.COMMENT, Act.UNDO}
    assert shown["water"] == (Act.COMMENT,)
    assert shown["admin"] == ()


def test_a_draft_is_ones_own_and_the_last_one_counts(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    hall.put(case_id, at("inquiring"))
    drafts.save(hall.ledger, "park", case_id, {"practice": "書きかけ"})
    drafts.save(hall.ledger, "park", case_id, {"practice": "書きかけ2"})
    assert drafts.load(hall.ledger, "park", case_id) == {"practice": "書きかけ2"}
    assert drafts.load(hall.ledger, "park2", case_id) is None
    drafts.drop(hall.ledger, "park", case_id)
    assert drafts.load(hall.ledger, "park", case_id) is None
    with pytest.raises(InvalidInputError):
        drafts.save(hall.ledger, "park", case_id, {"practice": "長" * 50_000})
    with pytest.raises(NotFoundError):
        drafts.save(hall.ledger, "park", "none", {})
