"""Looking words up in the ordinances (全文検索); their texts are public, so everybody signed in may."""

from __future__ import annotations

from dataclasses import dataclass

from ordinances.lookup import words_of
from review_app.ledger import Ledger
from review_app.ledger import lookup as clauses
from review_app.ledger.lookup import Hit, HitPage
from review_app.workflow import actors

__all__ = ["Classification", "Found", "Hit", "HitPage", "classifications", "look_up"]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, and the words as they were looked for (folded)."""

    words: tuple[str, ...]
    page: HitPage


@dataclass(frozen=True, slots=True)
class Classification:
    """A part of the collection (編・章): its path and how many ordinances stand in it and below."""

    path: tuple[str, ...]
    ordinances: int


def look_up(
    ledger: Ledger, person_id: str, query: str, *, path: tuple[str, ...] = (), limit: int, offset: int
) -> Found:
    """The clauses of the newest edition that hold all the words of ``query`` (parted by spaces)."""
    actors.actor(ledger, person_id)
    words = words_of(query)
    return Found(words, clauses.look_up(ledger, words, path, limit=limit, offset=offset))


def classifications(ledger: Ledger, person_id: str) -> tuple[Classification, ...]:
    """The classification of the newest edition (体系), each part before the parts below it."""
    actors.actor(ledger, person_id)
    counts: dict[tuple[str, ...], int] = {}
    for path, ordinances in clauses.paths(ledger):
        for depth in range(1, len(path) + 1):
            counts[path[:depth]] = counts.get(path[:depth], 0) + ordinances
    return tuple(Classification(path, counts[path]) for path in sorted(counts))
