"""Drafts (下書き): what a person has typed for a case and not yet saved, kept over a lost session."""

from __future__ import annotations

from review_app.ledger import Ledger, cases
from review_app.ledger import drafts as kept
from review_app.ledger.events import canonical
from review_app.ledger.model import Json
from review_app.workflow import actors, acts
from review_app.workflow.errors import InvalidInputError, NotFoundError

MAX_LENGTH = 50_000  # characters of JSON


def save(ledger: Ledger, person_id: str, case_id: str, values: Json) -> None:
    """Keep the person's draft for a case.

    Raises NotFoundError for a case that does not exist or is not theirs to see, InvalidInputError when too
    long.
    """
    who = actors.actor(ledger, person_id)
    standing = cases.standing(ledger, [case_id]).get(case_id)
    if standing is None or not acts.visible(who, standing.facts):
        raise NotFoundError
    if len(canonical(values)) > MAX_LENGTH:
        raise InvalidInputError("下書きが長すぎるため保存できません。")
    kept.save(ledger, person_id, case_id, values)


def drop(ledger: Ledger, person_id: str, case_id: str) -> None:
    """Forget the person's draft for a case; without one, nothing happens, whatever the case."""
    if load(ledger, person_id, case_id) is not None:
        kept.save(ledger, person_id, case_id, None)


def load(ledger: Ledger, person_id: str, case_id: str) -> Json | None:
    """The person's own draft for a case, None when there is none."""
    actors.actor(ledger, person_id)
    return kept.load(ledger, person_id, case_id)
