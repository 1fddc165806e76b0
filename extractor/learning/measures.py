"""How good a probability is: Brier score, area under the ROC curve, and a reliability table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sklearn.metrics import brier_score_loss, roc_auc_score

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """The candidates whose probability lies in ``[low, high)`` (the last one closed): how many, the mean of
    what was said and the share that was confirmed, both 0-1; 0 in an empty bin.
    """

    low: float
    high: float
    count: int
    said: float
    confirmed: float


@dataclass(frozen=True, slots=True)
class Measures:
    """``brier``: mean squared error, 0 is best. ``auc``: how often a confirmed candidate stands before a
    dismissed one, 0.5 is chance. ``bins``: the reliability table (calibration).
    """

    brier: float
    auc: float
    bins: tuple[Bin, ...]


def measure(said: Sequence[float], confirmed: Sequence[bool]) -> Measures:
    """Measure probabilities against decisions, of which both kinds must occur."""
    return Measures(
        float(brier_score_loss(confirmed, said)),
        float(roc_auc_score(confirmed, said)),
        _bins(said, confirmed),
    )


def _bins(said: Sequence[float], confirmed: Sequence[bool]) -> tuple[Bin, ...]:
    pairs = list(zip(said, confirmed, strict=True))
    bins = []
    for low, high in pairwise(EDGES):
        inside = [pair for pair in pairs if low <= pair[0] < high or pair[0] == high == EDGES[-1]]
        count = len(inside)
        share = max(count, 1)
        bins.append(
            Bin(low, high, count, sum(p for p, _ in inside) / share, sum(c for _, c in inside) / share)
        )
    return tuple(bins)
