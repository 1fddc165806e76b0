"""Clauses that were split (項を分ける) or taken into another (まとめる), told by whose text they hold."""

from __future__ import annotations

from collections.abc import Sequence

from ordinances.editions.similarity import grams, share_of

# A part must be nearly all there, and must not stand in the counterpart already.
_HELD, _NOT_YET, _SHORTEST = 0.8, 0.7, 10

Pair = tuple[int, int]


def split(
    before: Sequence[str], after: Sequence[str], fresh: Sequence[int], amended: Sequence[Pair]
) -> dict[int, int]:
    """For each new clause without origin: the amended old clause it took a part of, if any (new → old)."""
    found: dict[int, int] = {}
    for at in fresh:
        source = _holder(after[at], [(before[o], after[n], o) for o, n in amended])
        if source is not None:
            found[at] = source
    return found


def merged(
    before: Sequence[str], after: Sequence[str], lost: Sequence[int], amended: Sequence[Pair]
) -> dict[int, int]:
    """For each old clause that is gone: the amended new clause that took it in, if any (old → new)."""
    found: dict[int, int] = {}
    for at in lost:
        into = _holder(before[at], [(after[n], before[o], n) for o, n in amended])
        if into is not None:
            found[at] = into
    return found


def _holder(text: str, wholes: Sequence[tuple[str, str, int]]) -> int | None:
    """The whole that holds ``text`` best while its own counterpart does not; None when none does."""
    if len(text) < _SHORTEST:
        return None
    part = grams(text)
    best, holder = _HELD, None
    for whole, counterpart, at in wholes:
        held = share_of(part, grams(whole))
        if held >= best and share_of(part, grams(counterpart)) < _NOT_YET:
            best, holder = held, at
    return holder
