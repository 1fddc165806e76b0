"""Legal sees how rules fare, tries sentences, and does without a rule for a reason that is told afterwards."""

from __future__ import annotations

import pytest
from city_hall import Hall

from extractor.learning import TooLittleError
from review_app.ledger.audit_rows import AuditQuery
from review_app.ledger.errors import StaleRevisionError
from review_app.workflow import acts, learning, missed, rules, trials, views
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError, WorkflowError
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Missed, Note

RULE = "posting.put-up"
SENTENCE = "市長は、その旨を公園の入口に掲示しなければならない。"


def row_of(hall: Hall, rule_id: str = RULE) -> rules.RuleRow:
    return next(row for row in rules.overview(hall.ledger, "legal") if row.rule_id == rule_id)


def test_every_rule_is_shown_with_its_source_and_examples(hall: Hall) -> None:
    rows = rules.overview(hall.ledger, "legal")
    assert len({row.rule_id for row in rows}) == len(rows) > 50
    assert all(row.name and row.source and row.matching and row.not_matching for row in rows)
    assert all((row.score is None) == (row.label == "") == (row.keep is not None) for row in rows)


@pytest.mark.parametrize("person", ["park", "manager", "nobody"])
def test_only_legal_and_administrators_reach_the_rules(hall: Hall, person: str) -> None:
    before = hall.events()
    for act in (
        lambda: rules.overview(hall.ledger, person),
        lambda: trials.try_sentence(hall.ledger, person, SENTENCE),
        lambda: rules.switch(hall.ledger, person, RULE, 0, off=True, reason="誤検出が多い"),
        lambda: trials.tried_proposals(hall.ledger, person, limit=10, offset=0),
        lambda: learning.from_decisions(hall.ledger, person),
        lambda: learning.forget(hall.ledger, person),
    ):
        with pytest.raises((NotAllowedError, NotFoundError)):
            act()
    assert hall.events() == before


@pytest.mark.parametrize("person", ["legal", "admin"])
def test_a_rule_switched_off_is_left_out_until_it_is_switched_on(hall: Hall, person: str) -> None:
    rules.switch(hall.ledger, person, RULE, 0, off=True, reason=" 誤検出が多い ")
    assert rules.switched_off(hall.ledger) == (RULE,)
    standing = row_of(hall).switch
    assert (standing.off, standing.reason, standing.switched_by) == (True, "誤検出が多い", person)
    rules.switch(hall.ledger, person, RULE, 1, off=False, reason="")
    assert rules.switched_off(hall.ledger) == ()
    told = [row.act for row in views.audit(hall.ledger, "admin", AuditQuery(subject="rule:")).rows]
    assert told == ["switch_rule_on", "switch_rule_off"]


@pytest.mark.parametrize(
    ("rule_id", "seen", "off", "reason", "refused"),
    [
        (RULE, 0, True, "", InvalidInputError),
        (RULE, 0, True, " 　", InvalidInputError),
        (RULE, 0, True, "あ" * 501, InvalidInputError),
        (RULE, 0, False, "", InvalidInputError),
        ("posting.no-such-rule", 0, True, "誤検出", NotFoundError),
        ("' OR 1=1 --", 0, True, "誤検出", NotFoundError),
    ],
)
def test_a_switch_without_reason_or_rule_is_refused(
    hall: Hall, rule_id: str, seen: int, off: bool, reason: str, refused: type[WorkflowError]
) -> None:
    with pytest.raises(refused):
        rules.switch(hall.ledger, "legal", rule_id, seen, off=off, reason=reason)
    assert rules.switched_off(hall.ledger) == ()


def test_a_switch_used_by_somebody_else_meanwhile_is_told(hall: Hall) -> None:
    rules.switch(hall.ledger, "legal", RULE, 0, off=True, reason="誤検出が多い")
    rules.switch(hall.ledger, "legal2", RULE, 1, off=False, reason="")
    with pytest.raises(StaleRevisionError):
        rules.switch(hall.ledger, "legal", RULE, 0, off=True, reason="誤検出が多い")


def test_a_sentence_is_tried_against_the_rules_in_force(hall: Hall) -> None:
    found = trials.try_sentence(hall.ledger, "legal", SENTENCE).candidates
    assert found[0].label == "posting"
    assert RULE in found[0].rules
    assert found[0].explanation
    assert all(SENTENCE[span.start : span.end] == span.text for span in found[0].spans)
    rules.switch(hall.ledger, "legal", RULE, 0, off=True, reason="誤検出が多い")
    assert all(
        RULE not in one.rules for one in trials.try_sentence(hall.ledger, "legal", SENTENCE).candidates
    )


@pytest.mark.parametrize("text", ["", "　\n ", "あ" * 2001])
def test_an_empty_or_endless_sentence_is_refused(hall: Hall, text: str) -> None:
    with pytest.raises(InvalidInputError):
        trials.try_sentence(hall.ledger, "legal", text)


@pytest.mark.parametrize(
    ("text", "around", "outcome", "context"),
    [
        (SENTENCE, {}, "counted", ""),
        (SENTENCE, {"caption": "罰則"}, "counted", "context.penalty-caption"),
        (
            "その旨を公園の入口に掲示し、これに違反した者は、五万円以下の過料に処する。",
            {},
            "undone",
            "context.penalty",
        ),
    ],
)
def test_a_trial_tells_which_rules_matched_and_what_undid_them(
    hall: Hall, text: str, around: dict[str, str], outcome: str, context: str
) -> None:
    trial = trials.try_sentence(hall.ledger, "legal", text, **around)
    match = next(one for one in trial.matches if one.rule == RULE)
    assert (match.label, match.outcome) == ("posting", outcome)
    assert "掲示" in match.span.text
    assert text[match.span.start : match.span.end] == match.span.text
    assert (context in match.contexts) is bool(context)
    assert (match.left < match.score) is bool(match.contexts)
    assert any(RULE in one.rules for one in trial.candidates) is (outcome == "counted")


def test_a_trial_tells_what_the_parse_does_not_bear_out(hall: Hall) -> None:
    outcomes = {
        one.outcome
        for row in rules.overview(hall.ledger, "legal")
        for text in row.not_matching[:1]
        for one in trials.try_sentence(hall.ledger, "legal", text).matches
    }
    assert {"counted", "refused"} <= outcomes


def test_what_people_added_is_tried_against_the_rules_in_force(hall: Hall) -> None:
    assert trials.tried_proposals(hall.ledger, "legal", limit=10, offset=0) == ((), 0)
    clause = hall.ledger.rows("SELECT clause_id, text FROM clause WHERE text LIKE '%掲示し%'")[0]
    start = clause["text"].index("掲示")
    given = {"clause_id": clause["clause_id"], "start": start, "end": start + 2, "reason": "漏れ"}
    missed.add_missed(hall.ledger, "legal", Missed(**given, label="media"))
    (one,), total = trials.tried_proposals(hall.ledger, "legal", limit=10, offset=0)
    assert (total, one.proposal.chosen, one.found, one.score) == (1, "掲示", False, 0.0)
    assert trials.tried_proposals(hall.ledger, "legal", limit=10, offset=1) == ((), 1)


def test_with_few_decisions_learning_changes_nothing(hall: Hall) -> None:
    acts.perform(hall.ledger, "legal", Act.CONFIRM, hall.case_ids[0], 0, Note())
    before = hall.events()
    with pytest.raises(TooLittleError, match="1 件しかありません"):
        learning.from_decisions(hall.ledger, "legal")
    assert not learning.forget(hall.ledger, "legal")
    assert hall.events() == before
