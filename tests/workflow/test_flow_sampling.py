"""Two judges, one sample: drawn, judged blind, compared; the cases themselves stay as they are."""

from __future__ import annotations

import pytest
from city_hall import Hall
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from review_app.workflow import sampling
from review_app.workflow.agreement import agreement, strength
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.sampling import Draw, Judgement

CHOICES = ("in_scope", "out_of_scope", "on_hold")
JUDGES = ("legal", "legal2")
THREE = Draw(name="標本", size=3, judges=JUDGES)


def judge_all(hall: Hall, sample_id: str, person: str, choices: str) -> None:
    """Give the judgements of a person in the sample's order: i(n), o(ut), h(old)."""
    codes = {code[0] if code != "on_hold" else "h": code for code in CHOICES}
    for item, choice in zip(sampling.items(hall.ledger, person, sample_id), choices, strict=True):
        given = Judgement.model_validate({"choice": codes[choice]})
        sampling.judge(hall.ledger, person, sample_id, item.case_id, given)


@given(st.lists(st.tuples(st.sampled_from(CHOICES), st.sampled_from(CHOICES)), min_size=1, max_size=60))
def test_kappa_is_what_scikit_learn_says(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    firsts, seconds = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if len({*firsts, *seconds}) == 1:
        assert found.kappa is None
    else:
        assert found.kappa == pytest.approx(cohen_kappa_score(firsts, seconds))
    assert found.observed == pytest.approx(
        sum(a == b for a, b in zip(firsts, seconds, strict=True)) / len(pairs)
    )


@pytest.mark.parametrize(
    ("kappa", "words"),
    [(1.0, "ほぼ完全な一致"), (0.7, "かなりの一致"), (0.41, "中程度の一致"), (-0.2, "一致していない")],
)
def test_kappa_is_said_in_words(kappa: float, words: str) -> None:
    assert strength(kappa) == words
    assert agreement([]).kappa is None


def test_a_sample_is_judged_twice_and_compared_and_no_case_moves(hall: Hall) -> None:
    sample_id = sampling.draw(hall.ledger, "legal", THREE)
    judge_all(hall, sample_id, "legal", "ioh")
    judge_all(hall, sample_id, "legal2", "iii")
    result = sampling.result(hall.ledger, "legal", sample_id)
    assert (result.agreement.cases, result.agreement.alike) == (3, 1)
    assert {tuple(said.choice for said in one.said) for one in result.differences} == {
        ("out_of_scope", "in_scope"),
        ("on_hold", "in_scope"),
    }
    assert sum(result.pairs.values()) == 3
    assert all(hall.revision(case_id) == 0 for case_id in hall.case_ids)


def test_nobody_sees_the_other_judgement_before_both_are_done(hall: Hall) -> None:
    sample_id = sampling.draw(hall.ledger, "legal", THREE)
    judge_all(hall, sample_id, "legal", "ioi")
    assert [item.said for item in sampling.items(hall.ledger, "legal2", sample_id)] == [None] * 3
    for person in JUDGES:
        with pytest.raises(NotAllowedError, match="そろうまで"):
            sampling.result(hall.ledger, person, sample_id)
    waiting = {who: sampling.waiting(hall.ledger, who) for who in (*JUDGES, "manager", "park")}
    assert waiting == {"legal": 0, "legal2": 3, "manager": 0, "park": 0}
    standing = sampling.samples(hall.ledger, "legal2")[0]
    assert (standing.judged, standing.finished) == ({"legal": 3, "legal2": 0}, False)


def test_a_judgement_can_be_changed_until_both_are_done(hall: Hall) -> None:
    sample_id = sampling.draw(hall.ledger, "legal", THREE)
    judge_all(hall, sample_id, "legal", "iii")
    judge_all(hall, sample_id, "legal", "ooo")
    assert {item.said and item.said.choice for item in sampling.items(hall.ledger, "legal", sample_id)} == {
        "out_of_scope"
    }
    judge_all(hall, sample_id, "legal2", "ooo")
    case_id = sampling.items(hall.ledger, "legal", sample_id)[0].case_id
    with pytest.raises(NotAllowedError, match="変更できません"):
        sampling.judge(hall.ledger, "legal", sample_id, case_id, Judgement(choice="in_scope"))
    assert sampling.result(hall.ledger, "legal", sample_id).agreement.kappa is None


def test_only_legal_draws_and_compares_and_only_the_two_judge(hall: Hall) -> None:
    sample_id = sampling.draw(hall.ledger, "legal", THREE)
    case_id = hall.case_ids[0]
    for person in ("manager", "admin", "park", "water"):
        for attempt in (
            lambda who=person: sampling.draw(hall.ledger, who, THREE),
            lambda who=person: sampling.samples(hall.ledger, who),
            lambda who=person: sampling.judges(hall.ledger, who),
            lambda who=person: sampling.items(hall.ledger, who, sample_id),
            lambda who=person: sampling.result(hall.ledger, who, sample_id),
            lambda who=person: sampling.judge(
                hall.ledger, who, sample_id, case_id, Judgement(choice="on_hold")
            ),
        ):
            count = hall.events()
            with pytest.raises(NotAllowedError, match="権限"):
                attempt()
            assert hall.events() == count


def test_a_sample_of_other_judges_or_of_none_is_not_ones_to_judge(hall: Hall) -> None:
    sample_id = sampling.draw(hall.ledger, "legal", THREE)
    given = Judgement(choice="in_scope")
    inside = {item.case_id for item in sampling.items(hall.ledger, "legal", sample_id)}
    outside = next(case_id for case_id in hall.case_ids if case_id not in inside)
    with pytest.raises(NotFoundError):
        sampling.judge(hall.ledger, "legal", sample_id, outside, given)
    with pytest.raises(NotFoundError):
        sampling.judge(hall.ledger, "legal", "nothing", outside, given)


@pytest.mark.parametrize("judges", [("legal",), ("legal", "legal"), ("legal", "park"), ("legal", "nobody")])
def test_the_judges_are_two_people_of_legal(hall: Hall, judges: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError, match="2人"):
        sampling.draw(hall.ledger, "legal", Draw(name="標本", size=2, judges=judges))


def test_more_than_there_are_cannot_be_drawn(hall: Hall) -> None:
    with pytest.raises(InvalidInputError, match=f"{len(hall.case_ids)}件しか"):
        sampling.draw(hall.ledger, "legal", Draw(name="標本", size=100, judges=JUDGES))
    with pytest.raises(InvalidInputError, match="件数は"):
        sampling.draw_form({"name": "標本", "size": 1, "judges": JUDGES})
