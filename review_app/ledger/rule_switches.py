"""Rules a city does without (使わない規則): one event for each time one is switched off or on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from review_app.ledger import events
from review_app.ledger.connection import Ledger
from review_app.ledger.events import Author, NewEvent

_NOW = """
SELECT substr(subject, 6) AS rule_id, state = 'off' AS off, payload, occurred_at, person_name, revision
FROM event WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'rule:') GROUP BY subject)
"""


@dataclass(frozen=True, slots=True)
class RuleSwitch:
    """Where a rule's switch stands now, why, since when (naive UTC) and by whom; ``revision`` 0: never used."""

    off: bool
    reason: str
    switched_at: datetime | None
    switched_by: str
    revision: int


UNTOUCHED = RuleSwitch(off=False, reason="", switched_at=None, switched_by="", revision=0)


def switches(ledger: Ledger) -> dict[str, RuleSwitch]:
    """The switches somebody has used, by rule id."""
    return {
        row["rule_id"]: RuleSwitch(
            row["off"],
            json.loads(row["payload"])["reason"],
            row["occurred_at"],
            row["person_name"],
            row["revision"],
        )
        for row in ledger.rows(_NOW)
    }


def switch(
    ledger: Ledger, author: Author, rule_id: str, seen_revision: int, *, off: bool, reason: str
) -> None:
    """Switch a rule, as seen at ``seen_revision``; StaleRevisionError when somebody did meanwhile."""
    act = "switch_rule_off" if off else "switch_rule_on"
    new = NewEvent(f"rule:{rule_id}", seen_revision + 1, act, {"reason": reason}, "off" if off else "on")
    events.append(ledger, author, [new])
