"""The re-ranker: a logistic regression over readable features and the extractor's own score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

# A feature seen less often than this says nothing yet.
SUPPORT = 5
# Scores are kept this far from 0 and 1, where the logit would be infinite.
EDGE = 0.001
# Digits kept of a weight: parameters are stored as text that people read, and must give the same order again.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """One decided candidate: what it showed, the extractor's score (0-1), the decision.

    ``group`` is the ordinance: its clauses are judged alike, so cross-validation never parts them.
    """

    features: tuple[str, ...]
    score: float
    confirmed: bool
    group: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was learned: log odds of a confirmation are ``intercept + slope * logit(score) + Σ weights``."""

    intercept: float
    slope: float
    weights: Mapping[str, float]

    def probability(self, features: Sequence[str], score: float) -> float:
        """How likely (0-1) people are to confirm a candidate of these features and this extractor's score."""
        odds = self.intercept + self.slope * evidence(score)
        return 1 / (1 + exp(-(odds + sum(self.weights.get(name, 0.0) for name in features))))


def evidence(score: float) -> float:
    """The log odds of a score, which is cut to ``EDGE`` … ``1 - EDGE``."""
    inside = min(max(score, EDGE), 1 - EDGE)
    return log(inside / (1 - inside))


def fit(examples: Sequence[Example]) -> Ranking:
    """Fit the regression; the same examples in the same order give the same parameters.

    Raises ValueError when all decisions are the same.
    """
    seen = Counter(name for example in examples for name in example.features)
    names = sorted(name for name, times in seen.items() if SUPPORT <= times < len(examples))
    model = LogisticRegression(C=1.0, solver="lbfgs", max_iter=2000, tol=1e-8)
    model.fit(_matrix(examples, names), [example.confirmed for example in examples])
    slope, *weights = (round(float(value), DIGITS) for value in model.coef_[0])
    return Ranking(round(float(model.intercept_[0]), DIGITS), slope, dict(zip(names, weights, strict=True)))


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> NDArray[np.float64]:
    """One row for each example: its evidence, then 1 for each of ``names`` it has."""
    columns = {name: place for place, name in enumerate(names, start=1)}
    matrix = np.zeros((len(examples), len(names) + 1))
    for row, example in enumerate(examples):
        matrix[row, 0] = evidence(example.score)
        for name in example.features:
            if name in columns:
                matrix[row, columns[name]] = 1.0
    return matrix
