"""What was learned from decisions, as stored in the ledger, and as the SQL that orders a queue by it.

The parameters are one setting (``setting:ranking``), readable as they stand. Computed in SQL, they hold for
every candidate at once, also for those a later extraction brings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from review_app.ledger import events
from review_app.ledger.connection import Ledger
from review_app.ledger.events import Author, NewEvent
from review_app.ledger.model import Json

SUBJECT = "setting:ranking"
# The log odds of ``extractor.learning.Ranking``, over case_place p and ordinance o. What a person added has no rule.
_LIKELIHOOD = """
CASE WHEN p.run_id = 0 THEN p.score ELSE 1 / (1 + exp(-(
    CAST(? AS DOUBLE) + CAST(? AS DOUBLE) * ln(
        greatest(least(p.score, 1 - CAST(? AS DOUBLE)), CAST(? AS DOUBLE))
        / (1 - greatest(least(p.score, 1 - CAST(? AS DOUBLE)), CAST(? AS DOUBLE)))
    )
    + list_sum(list_transform(
        list_concat(
            ['label:' || p.label, 'modality:' || coalesce(p.modality, ''), 'kind:' || o.kind],
            list_transform(list_distinct(p.rules), lambda rule: 'rule:' || rule),
            list_transform(list_distinct(p.flags), lambda flag: 'flag:' || flag)
        ),
        lambda name: coalesce(list_extract(
            CAST(? AS DOUBLE[]), nullif(list_position(CAST(? AS VARCHAR[]), name), 0)
        ), 0)
    ))
))) END
"""


@dataclass(frozen=True, slots=True)
class Expression:
    """A stretch of SQL with its parameters in order."""

    sql: str
    params: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoredRanking:
    """The parameters in force and since when (naive UTC)."""

    value: Json
    learned_at: datetime


def stored(ledger: Ledger) -> StoredRanking | None:
    """What is in force, None while nothing was learned or after it was given up."""
    event = events.last(ledger, SUBJECT)
    if event is None or event.payload["value"] is None:
        return None
    return StoredRanking(event.payload["value"], event.occurred_at)


def store(ledger: Ledger, author: Author, value: Json | None) -> None:
    """Put new parameters in force: ``intercept slope edge weights`` (numbers) and what they are worth; or none."""
    act = "forget" if value is None else "learn"
    events.append_next(ledger, author, NewEvent(SUBJECT, 0, act, {"value": value}))


def likelihood(ledger: Ledger) -> Expression:
    """The score that is shown and ordered by, 0-1: as learned, or the extractor's own while nothing was."""
    ranking = stored(ledger)
    if ranking is None:
        return Expression("p.score")
    value = ranking.value
    edge, weights = value["edge"], value["weights"]
    numbers = [value["intercept"], value["slope"], edge, edge, edge, edge]
    return Expression(_LIKELIHOOD, [*numbers, list(weights.values()), list(weights)])
