"""One round of learning: whether there is enough to learn from, what comes out, and whether it helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.model_selection import StratifiedGroupKFold

from extractor.learning.measures import Measures, measure
from extractor.learning.ranking import Example, Ranking, fit

# Fewer decisions, or fewer of one kind, teach nothing that holds for the next ordinance.
FEWEST = 50
FEWEST_OF_A_KIND = 5
FOLDS = 5


class TooLittleError(Exception):
    """There is too little to learn from; ``str(error)`` is one Japanese sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned and what it is worth: ``before`` are the extractor's scores, ``after`` what the
    re-ranker says of ordinances it was not trained on.
    """

    ranking: Ranking
    before: Measures
    after: Measures

    @property
    def helps(self) -> bool:
        """Whether scores are nearer to the decisions afterwards and order candidates no worse: only then use it."""
        return self.after.brier < self.before.brier and self.after.auc >= self.before.auc


def learn(examples: Sequence[Example]) -> Lesson:
    """Learn from decisions, cross-validated by ordinance.

    The examples are put in an order of their own, so that the result does not depend on the one given.

    Raises:
        TooLittleError: too few decisions, hardly any of one kind, or all in one ordinance.
    """
    _refuse_too_little(examples)
    ordered = sorted(examples, key=lambda one: (one.group, one.features, one.score, one.confirmed))
    confirmed = [example.confirmed for example in ordered]
    return Lesson(
        ranking=fit(ordered),
        before=measure([example.score for example in ordered], confirmed),
        after=measure(_held_out(ordered), confirmed),
    )


def _refuse_too_little(examples: Sequence[Example]) -> None:
    if len(examples) < FEWEST:
        raise TooLittleError(
            f"仕分けの判断が {len(examples)} 件しかありません（{FEWEST} 件以上で学習できます）。"
        )
    confirmed = sum(example.confirmed for example in examples)
    for name, count in (("対象", confirmed), ("対象外", len(examples) - confirmed)):
        if count < FEWEST_OF_A_KIND:
            raise TooLittleError(
                f"「{name}」とした判断が {count} 件しかありません"
                f"（対象・対象外のそれぞれ {FEWEST_OF_A_KIND} 件以上で学習できます）。"
            )
    if len({example.group for example in examples}) < 2:
        raise TooLittleError("判断が1つの例規に限られています。ほかの例規も仕分けてから実行してください。")


def _held_out(examples: Sequence[Example]) -> list[float]:
    """Each example's probability by a ranking that has seen nothing of its ordinance.

    Where the rest has decisions of one kind only, nothing can be learned and the extractor's score stands.
    """
    confirmed = [example.confirmed for example in examples]
    groups = [example.group for example in examples]
    kinds = min(sum(confirmed), len(confirmed) - sum(confirmed))
    folds = StratifiedGroupKFold(n_splits=min(FOLDS, len(set(groups)), kinds))
    said = [example.score for example in examples]
    for known, unseen in folds.split(examples, confirmed, groups):
        taught = [examples[place] for place in known]
        if len({example.confirmed for example in taught}) == 2:
            ranking = fit(taught)
            for place in unseen:
                said[place] = ranking.probability(examples[place].features, examples[place].score)
    return said
