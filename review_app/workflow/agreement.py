"""How well two judges agree (一致度): Cohen's κ over the cases both have judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cases judged by both, how many alike, the share expected by chance, and κ (None where undefined)."""

    cases: int
    alike: int
    expected: float
    kappa: float | None

    @property
    def observed(self) -> float:
        """The share of cases judged alike, 0 to 1."""
        return self.alike / self.cases if self.cases else 0.0


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Cohen's κ = (po - pe) / (1 - pe) of pairs (first judge's choice, second's).

    pe is the agreement expected from how often each judge used each choice (Cohen 1960, Educational and
    Psychological Measurement 20). κ is undefined when there are no pairs, or both always made the same choice.
    """
    total = len(pairs)
    if not total:
        return Agreement(0, 0, 0.0, None)
    alike = sum(first == second for first, second in pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    by_chance = sum(firsts[choice] * seconds[choice] for choice in firsts)
    square = total * total
    kappa = None if by_chance == square else (alike * total - by_chance) / (square - by_chance)
    return Agreement(total, alike, by_chance / square, kappa)


_STRENGTHS = (
    (0.8, "ほぼ完全な一致"),
    (0.6, "かなりの一致"),
    (0.4, "中程度の一致"),
    (0.2, "低い一致"),
    (0.0, "わずかな一致"),
)


def strength(kappa: float) -> str:
    """κ in words, by the bands of Landis and Koch (1977, Biometrics 33)."""
    return next((words for least, words in _STRENGTHS if kappa > least), "一致していない")
