"""Joining cases (案件のまとめ): several clauses written alike, or on one clause, reviewed as one case.

The one that the others are joined to (代表) is acted on; what it becomes, they become in the same transaction, each
with an event of its own, so that each clause's history tells it and each clause counts in the figures. What an
answer counts (年間件数, 削減時間) is counted once, with the case it was given on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from review_app.ledger import Ledger, cases, similar
from review_app.ledger.cases import Standing
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts, Json
from review_app.workflow.errors import InvalidInputError, NotAllowedError
from review_app.workflow.machine import JOINABLE, STATE_NAMES, Act, State
from review_app.workflow.payloads import Effort, Join, Payload

# Acts that say something of one clause only.
_ALONE = frozenset({Act.COMMENT})


def follow(lead_id: str, lead: CaseFacts) -> CaseFacts:
    """What a clause joined to a case is when the case is ``lead``: the same, without what is counted once."""
    answer = lead.answer and {
        **lead.answer,
        "yearly_cases": None,
        "staff": Effort().model_dump(mode="json"),
        "citizens": Effort().model_dump(mode="json"),
    }
    return replace(
        lead,
        yearly_cases=None,
        hours_staff=0.0,
        hours_citizen=0.0,
        answer=answer,
        joined_to=lead_id,
        joined=(),
    )


def check(ledger: Ledger, act: Act, standing: Standing, payload: Payload) -> None:
    """Raise InvalidInputError when what is to be joined, or taken out again, is not fit for it."""
    if not isinstance(payload, Join):
        return
    if act is Act.UNJOIN:
        if not set(payload.case_ids) <= set(standing.facts.joined):
            raise InvalidInputError(
                "選んだ条項は、この案件にまとめられていません。画面を読み込み直してください。"
            )
        return
    alike = similar.among(ledger, standing.case_id, payload.case_ids)
    if set(payload.case_ids) - alike:
        raise InvalidInputError("まとめられるのは、同じ条項か、同じ書きぶりの条項の案件だけです。")
    for one in cases.standing(ledger, payload.case_ids).values():
        _check_joinable(one)


def _check_joinable(one: Standing) -> None:
    if one.facts.joined or one.facts.joined_to:
        raise InvalidInputError("選んだ条項の中に、すでにほかの案件とまとめられたものがあります。")
    if State(one.facts.state) not in JOINABLE:
        name = STATE_NAMES[State(one.facts.state)]
        raise InvalidInputError(f"「{name}」の案件は、ほかの案件にまとめられません。")


def after(act: Act, facts: CaseFacts, payload: Payload) -> CaseFacts:
    """The facts of the case itself after joining others to it, or taking them out."""
    if not isinstance(payload, Join):
        return facts
    kept = [case_id for case_id in facts.joined if case_id not in payload.case_ids]
    joined = dict.fromkeys((*kept, *payload.case_ids)) if act is Act.JOIN else kept
    return replace(facts, joined=tuple(joined))


def companions(ledger: Ledger, act: Act, standing: Standing, new: NewEvent) -> list[NewEvent]:
    """The events of the joined clauses that go with an act on their case, to be written in its transaction.

    Raises NotAllowedError when taking an act back would overturn what was done to a clause since.
    """
    facts = new.facts
    if facts is None or act in _ALONE:
        return []
    before, now = set(standing.facts.joined), set(facts.joined)
    if not before | now:
        return []
    payload = {**new.payload, "lead": standing.case_id}
    found = cases.standing(ledger, sorted(before | now))
    news = []
    for case_id, one in found.items():
        if case_id in now:
            if act is Act.UNDO and case_id not in before:
                _check_untouched(ledger, case_id)
            became = follow(standing.case_id, facts)
        elif act is Act.UNDO:
            became = _before_joining(ledger, case_id)
        else:
            became = replace(one.facts, joined_to=None)
        news.append(NewEvent(cases.subject(case_id), one.revision + 1, act.value, payload, facts=became))
    return news


def _check_untouched(ledger: Ledger, case_id: str) -> None:
    if cases.history(ledger, case_id)[-1].act != Act.UNJOIN:
        raise NotAllowedError(
            "外した条項にその後の操作があるため、取り消せません。もう一度まとめてください。"
        )


def _before_joining(ledger: Ledger, case_id: str) -> CaseFacts:
    past = cases.history(ledger, case_id)
    at = max(place for place, entry in enumerate(past) if entry.act == Act.JOIN)
    return past[at - 1].facts if at else CaseFacts()


def parted(ledger: Ledger, news: Sequence[NewEvent], payload: Json) -> list[NewEvent]:
    """Events on cases that leave what they are joined in (their text was amended), and those of who stays behind.

    A clause leaves its case; when the case's own clause changes, all its clauses go on by themselves. What stays
    keeps its state, with an event that carries ``payload``.
    """
    leaving = {cases.case_id(new.subject): new for new in news if new.facts is not None}
    facts = {case_id: new.facts for case_id, new in leaving.items() if new.facts is not None}
    leads = {one.joined_to for one in facts.values() if one.joined_to} - set(leaving)
    members = {key for one in facts.values() for key in one.joined} - set(leaving)
    left = cases.standing(ledger, sorted(leads | members)) if leads | members else {}
    alone = [
        replace(new, facts=replace(new.facts, joined_to=None, joined=())) if new.facts else new
        for new in news
    ]
    return [*alone, *(_left_behind(one, leaving, payload) for one in left.values())]


def _left_behind(one: Standing, leaving: Mapping[str, NewEvent], payload: Json) -> NewEvent:
    still = tuple(key for key in one.facts.joined if key not in leaving)
    told = {**payload, "case_ids": [key for key in one.facts.joined if key in leaving]}
    if one.facts.joined_to:
        told["lead"] = one.facts.joined_to
    facts = replace(one.facts, joined=still, joined_to=None)
    return NewEvent(cases.subject(one.case_id), one.revision + 1, Act.UNJOIN.value, told, facts=facts)
