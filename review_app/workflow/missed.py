"""Adding a clause the extractor missed (漏れの追加): a case that begins with a person, and an example for the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

import yaml

from extractor.model import Label
from review_app.ledger import Ledger, cases, events, extraction, reader
from review_app.ledger import missed as found_by_people
from review_app.ledger.connection import Cursor
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts, ClauseRow, Scope
from review_app.workflow import actors
from review_app.workflow.acts import Done
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import TABLE, Act, State
from review_app.workflow.model import Role
from review_app.workflow.payloads import Missed
from rules.schema import Sample

MOST_PROPOSALS = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence that a rule should find, proposed by adding it by hand (規則の例文の候補).

    ``example`` is the sentence as a rule's example; ``chosen`` the words that were selected; ``yaml`` is the entry
    for ``examples.match`` of a rule of ``label``, ready to be put into a pack.
    """

    case_id: str
    label: str
    title: str
    locator: str
    example: Sample
    chosen: str
    reason: str
    added_by: str
    yaml: str


def add_missed(ledger: Ledger, person_id: str, payload: Missed, *, source: str = "app") -> Done:
    """Add the selected clause as a case in scope, with the selection as its span; case and event in one
    transaction.

    Raises NotAllowedError for other roles, NotFoundError for an unknown clause, InvalidInputError for a
    span outside the text, an unknown label, or a case that exists already.
    """
    who = actors.actor(ledger, person_id)
    line = TABLE[Act.ADD_MISSED]
    if who.role not in line.roles or who.must_change:
        raise NotAllowedError("漏れた条項を追加する権限がありません。")
    clause = _clause(ledger, payload)
    case_id = extraction.manual_case_id(ledger, clause.clause_id, payload.label)
    if case_id in cases.standing(ledger, [case_id]):
        raise InvalidInputError("この条項には、同じ規制区分の案件がすでにあります。")

    def write(cursor: Cursor) -> None:
        span = (payload.start, payload.end)
        extraction.add_manual(cursor, clause.clause_id, payload.label, span, ledger.now())

    facts = replace(CaseFacts(), state=State.IN_SCOPE.value)
    new = NewEvent(
        cases.subject(case_id), 1, Act.ADD_MISSED.value, payload.model_dump(mode="json"), facts=facts
    )
    stored = events.append(ledger, actors.author(who, source), [new], write)[0]
    return Done(case_id, stored.revision, State.IN_SCOPE)


def proposals(ledger: Ledger, person_id: str) -> tuple[Proposal, ...]:
    """The clauses added by hand as examples the rules should match, newest first; for legal, as each tells of a case.

    Those judged 対象外 since are left out: what is no case must not teach the rules.
    """
    actors.require(ledger, person_id, Role.LEGAL)
    rows = found_by_people.added(ledger, MOST_PROPOSALS)
    return tuple(_proposal(row) for row in rows if row.state != State.OUT_OF_SCOPE)


def _proposal(row: found_by_people.AddedRow) -> Proposal:
    example = Sample(text=row.text, lead=row.lead, caption=row.caption, heading=row.heading, title=row.title)
    told = yaml.safe_dump([example.model_dump(exclude_defaults=True)], allow_unicode=True, sort_keys=False)
    return Proposal(
        row.case_id,
        row.label,
        row.title,
        row.locator,
        example,
        row.text[row.start : row.end],
        row.reason,
        row.added_by,
        told,
    )


def _clause(ledger: Ledger, payload: Missed) -> ClauseRow:
    if payload.label not in {label.value for label in Label}:
        raise InvalidInputError("規制区分を一覧から選んでください。", {"label": "一覧から選んでください"})
    try:
        clause = reader.clause(ledger, Scope(), payload.clause_id)
    except LookupError as error:
        raise NotFoundError from error
    if not payload.start < payload.end <= len(clause.text):
        raise InvalidInputError("選択範囲が条文の外にあります。", {"start": "条文の中で選択してください"})
    return clause
