"""From hits to one score per label: independent evidence adds up, and the clause that tells most is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from extractor.matcher import Hit
from extractor.model import Label

# A label this sure is not worth a parse.
SETTLED = 0.8
# The score from which a candidate is shown; what `tenken evaluate` and `tenken scan` use.
THRESHOLD = 0.5
# How much a second rule of the same label counts beside the first.
FURTHER = 0.4


@dataclass(frozen=True, slots=True)
class Verdict:
    """One label of one unit: the clause that tells it best, its score and the hits behind it."""

    label: Label
    clause: int
    score: float
    hits: tuple[Hit, ...]
    flags: tuple[str, ...]


def totals(hits: Iterable[Hit]) -> dict[str, float]:
    """Give the best clause's score for each label that has a hit."""
    return {label: _best(group)[1] for label, group in _by_label(hits).items()}


def verdicts(hits: Sequence[Hit]) -> list[Verdict]:
    """Give one verdict per label, in the order of ``Label``."""
    groups = _by_label(hits)
    return [_verdict(label, groups[label.value]) for label in Label if label.value in groups]


def _verdict(label: Label, group: Sequence[Hit]) -> Verdict:
    clause, score = _best(group)
    chosen = tuple(
        sorted((hit for hit in group if hit.clause == clause), key=lambda hit: (hit.span(), hit.rule.rule.id))
    )
    flags = tuple(dict.fromkeys(flag for hit in chosen for flag in hit.flags))
    return Verdict(label, clause, round(score, 4), chosen, flags)


def _by_label(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.rule.label, []).append(hit)
    return groups


def _best(group: Sequence[Hit]) -> tuple[int, float]:
    """Return the clause with the highest score, the first of equals, and that score."""
    scores = {clause: _joined(group, clause) for clause in sorted({hit.clause for hit in group})}
    clause = max(scores, key=lambda one: (scores[one], -one))
    return clause, scores[clause]


def _joined(group: Sequence[Hit], clause: int) -> float:
    """Join a clause's hits: the best one, and a part of what each further rule would add if independent.

    Rules of one label often look at the same words, so that they are far from independent.
    """
    best: dict[str, float] = {}
    for hit in group:
        if hit.clause == clause:
            best[hit.rule.id] = max(best.get(hit.rule.id, 0.0), hit.score)
    first, *further = sorted(best.values(), reverse=True)
    return 1 - (1 - first) * prod(1 - FURTHER * score for score in further)
