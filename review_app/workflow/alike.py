"""Clauses written alike (同じ書きぶりの条項): how they were decided, and deciding the rest the same way."""

from __future__ import annotations

from review_app.ledger import Ledger, cases, similar
from review_app.ledger.model import CaseRow, HistoryEntry
from review_app.ledger.similar import MOST, Similar
from review_app.workflow import actors, acts
from review_app.workflow.acts import Outcome
from review_app.workflow.errors import NotAllowedError, NotFoundError
from review_app.workflow.machine import TABLE, Act, State
from review_app.workflow.payloads import Payload

#: The judgements that may be repeated on clauses written alike.
JUDGEMENTS = (Act.CONFIRM, Act.DISMISS, Act.HOLD)


def similar_cases(ledger: Ledger, person_id: str, case_id: str, limit: int = 10, offset: int = 0) -> Similar:
    """The cases written like one case that the person may see; NotFoundError when the case is not theirs to see."""
    who = actors.actor(ledger, person_id)
    standing = cases.standing(ledger, [case_id]).get(case_id)
    if standing is None or not acts.visible(who, standing.facts):
        raise NotFoundError
    return similar.similar(ledger, actors.scope(who), case_id, limit, offset)


def judgement(row: CaseRow, history: tuple[HistoryEntry, ...]) -> tuple[Act, Payload] | None:
    """The judgement that a case stands by (対象, 対象外, 保留), None before one and after it went further."""
    if not history or history[-1].act not in JUDGEMENTS:
        return None
    act = Act(history[-1].act)
    if TABLE[act].to != row.facts.state:
        return None
    told = {key: value for key, value in history[-1].payload.items() if key != "lead"}
    return act, acts.parse(act, told)


def waiting(found: Similar) -> tuple[tuple[str, int], ...]:
    """(case id, revision) of those written alike that nobody has judged yet."""
    return tuple(
        (row.case_id, row.revision)
        for row in found.rows
        if row.state == State.UNREVIEWED and row.joined_to is None and not row.same_clause
    )


def decide_alike(ledger: Ledger, person_id: str, case_id: str) -> list[Outcome]:
    """Judge the clauses written like a case as that case was judged, those only that nobody has judged yet.

    Raises NotFoundError, or NotAllowedError when the case stands by no judgement.
    """
    found = similar_cases(ledger, person_id, case_id, MOST)
    detail = cases.detail(ledger, actors.scope(actors.actor(ledger, person_id)), case_id)
    judged = judgement(detail.row, detail.history) if detail else None
    if judged is None:
        raise NotAllowedError("この案件の判断が済んでいません。先にこの案件を判断してください。")
    return acts.perform_many(ledger, person_id, judged[0], waiting(found), judged[1])
