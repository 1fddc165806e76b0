"""What is learned from decisions: it helps where people follow a pattern, refuses where there is none."""

# ruff: noqa: S311 - made-up decisions need no secure chance

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.learning import Example, TooLittleError, evidence, features, fit, learn, measure


def example(rule: str, score: float, *, confirmed: bool, group: int) -> Example:
    shown = features("posting", [rule], [], "duty", "ordinance")
    return Example(shown, score, confirmed, f"ordinance-{group}")


def decisions(seed: int = 1, count: int = 200) -> list[Example]:
    """People confirm what ``posting.good`` finds and mostly dismiss what ``posting.bad`` finds, whatever the
    score.
    """
    chance = random.Random(seed)
    made = []
    for place in range(count):
        good = chance.random() < 0.5
        confirmed = chance.random() < (0.95 if good else 0.1)
        rule = "posting.good" if good else "posting.bad"
        made.append(example(rule, chance.uniform(0.5, 0.9), confirmed=confirmed, group=place % 20))
    return made


def test_a_rule_that_people_dismiss_is_put_behind_one_that_they_confirm() -> None:
    lesson = learn(decisions())
    assert lesson.helps
    assert lesson.after.auc > 0.85
    assert lesson.before.auc < 0.65
    good, bad = (
        lesson.ranking.probability(features("posting", [rule], [], "duty", "ordinance"), 0.7)
        for rule in ("posting.good", "posting.bad")
    )
    assert good > 0.85
    assert bad < 0.25


def test_the_order_of_the_decisions_makes_no_difference() -> None:
    made = decisions()
    mixed = random.Random(2).sample(made, len(made))
    assert learn(made) == learn(mixed)


def test_probabilities_are_calibrated_on_ordinances_not_trained_on() -> None:
    bins = [one for one in learn(decisions(count=600)).after.bins if one.count >= 30]
    assert bins
    assert all(abs(one.said - one.confirmed) < 0.1 for one in bins)


def test_decisions_without_a_pattern_are_reported_as_no_help() -> None:
    chance = random.Random(4)
    made = [
        example(f"posting.r{chance.randrange(8)}", 0.5, confirmed=place % 2 == 0, group=place // 10)
        for place in range(80)
    ]
    assert not learn(made).helps


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ([], "0 件しかありません"),
        (decisions(count=49), "49 件しかありません"),
        (
            [example("posting.a", 0.8, confirmed=True, group=n) for n in range(60)],
            "「対象外」とした判断が 0 件",
        ),
        (
            [example("posting.a", 0.8, confirmed=False, group=n) for n in range(60)],
            "「対象」とした判断が 0 件",
        ),
        ([example("posting.a", 0.8, confirmed=n % 2 == 0, group=1) for n in range(60)], "1つの例規"),
    ],
)
def test_too_little_to_learn_from_is_told_and_not_guessed_at(made: list[Example], said: str) -> None:
    with pytest.raises(TooLittleError, match=said):
        learn(made)


def test_two_ordinances_with_one_decision_each_way_are_learned_from_without_failing() -> None:
    made = [example("posting.a", 0.8, confirmed=True, group=1) for _ in range(40)]
    made += [example("posting.a", 0.6, confirmed=False, group=2) for _ in range(20)]
    assert learn(made).after.bins


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_probability_lies_between_0_and_1_and_grows_with_the_evidence(one: float, other: float) -> None:
    ranking = fit(
        [example("posting.a", 0.9 - 0.6 * (n % 2), confirmed=n % 2 == 0, group=n) for n in range(20)]
    )
    low, high = sorted((one, other))
    assert 0 < ranking.probability((), low) <= ranking.probability((), high) < 1
    assert evidence(low) <= evidence(high)


def test_measures_of_a_perfect_and_of_a_wrong_forecast() -> None:
    right = measure([0.0, 1.0, 1.0], [False, True, True])
    wrong = measure([1.0, 0.0, 0.0], [False, True, True])
    assert (right.brier, right.auc) == (0, 1)
    assert (wrong.brier, wrong.auc) == (1, 0)
    assert [(one.count, one.confirmed) for one in right.bins if one.count] == [(1, 0), (2, 1)]
