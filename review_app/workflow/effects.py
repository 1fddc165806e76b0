"""What each act makes of a case's facts (操作の結果), and whether what it names exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from review_app.ledger import Ledger, cases, registry
from review_app.ledger.model import CaseFacts
from review_app.workflow import picklists
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.machine import TABLE, Act
from review_app.workflow.model import Actor
from review_app.workflow.payloads import Answer, Assign, Comment, Complete, Consult, HandOn, Payload


def check(ledger: Ledger, payload: Payload) -> None:
    """Raise InvalidInputError when the payload names a department or a pick-list code that does not exist."""
    if isinstance(payload, (Assign, HandOn)):
        _check_departments(ledger, [payload.department_id])
    elif isinstance(payload, Consult):
        _check_departments(ledger, payload.department_ids)
    elif isinstance(payload, Answer):
        _check_codes(ledger, payload)


def check_place(ledger: Ledger, case_id: str, payload: Payload) -> None:
    """Raise InvalidInputError when a comment is on words that do not stand there in the case's clause."""
    if not isinstance(payload, Comment) or not payload.anchored:
        return
    start, end = payload.start, payload.end
    text = cases.text(ledger, case_id)
    if start is None or end is None or not payload.quote or not _stands(text, start, end, payload):
        wrong = {"start": "条文の語句を選び直してください"}
        raise InvalidInputError("コメントする語句が条文と合いません。語句を選び直してください。", wrong)


def _stands(text: str, start: int, end: int, said: Comment) -> bool:
    left = start - len(said.left)
    return (
        left >= 0
        and text[left:start] == said.left
        and text[start:end] == said.quote
        and text[end : end + len(said.right)] == said.right
    )


def after(act: Act, who: Actor, facts: CaseFacts, payload: Payload) -> CaseFacts:
    """The facts of the case after ``act`` with a checked payload."""
    to = TABLE[act].to
    moved = facts if to is None else replace(facts, state=to.value)
    effect = _EFFECTS.get(act)
    return effect(who, moved, payload) if effect else moved


def _released(_who: Actor, facts: CaseFacts, _payload: Payload) -> CaseFacts:
    return replace(facts, department_id=None, assignee_id=None, due_on=None)


def _assign(_who: Actor, facts: CaseFacts, payload: Payload) -> CaseFacts:
    assert isinstance(payload, Assign)  # noqa: S101 (perform has checked the type; this tells mypy)
    assignee = facts.assignee_id if facts.department_id == payload.department_id else None
    return replace(
        facts,
        department_id=payload.department_id,
        assignee_id=assignee,
        due_on=payload.due_on,
        wave=payload.wave or facts.wave,
    )


def _hand_on(_who: Actor, facts: CaseFacts, payload: Payload) -> CaseFacts:
    assert isinstance(payload, HandOn)  # noqa: S101 (as above)
    if payload.department_id == facts.department_id:
        raise InvalidInputError(
            "引継ぎ先に自分の課が指定されています。", {"department_id": "別の課を選んでください"}
        )
    return replace(facts, department_id=payload.department_id, assignee_id=None)


def _consult(_who: Actor, facts: CaseFacts, payload: Payload) -> CaseFacts:
    assert isinstance(payload, Consult)  # noqa: S101 (as above)
    return replace(facts, consulted=tuple(dict.fromkeys(payload.department_ids)))


def _answer(who: Actor, facts: CaseFacts, payload: Payload) -> CaseFacts:
    assert isinstance(payload, Answer)  # noqa: S101 (as above)
    return replace(
        facts,
        assignee_id=who.person_id,
        policy=payload.policy,
        needs_review=payload.needs_review,
        phase_target=payload.phase_target,
        planned_on=payload.planned_on,
        yearly_cases=payload.yearly_cases,
        hours_staff=payload.staff.hours,
        hours_citizen=payload.citizens.hours,
        tags=payload.tags,
        answer=payload.model_dump(mode="json"),
    )


def _complete(_who: Actor, facts: CaseFacts, payload: Payload) -> CaseFacts:
    assert isinstance(payload, Complete)  # noqa: S101 (as above)
    return replace(facts, completed_on=payload.completed_on)


def _reopened(_who: Actor, facts: CaseFacts, _payload: Payload) -> CaseFacts:
    return replace(facts, completed_on=None, due_on=None)


_Effect = Callable[[Actor, CaseFacts, Payload], CaseFacts]
_EFFECTS: dict[Act, _Effect] = {
    Act.WITHDRAW: _released,
    Act.CONTEST: _released,
    Act.ASSIGN: _assign,
    Act.HAND_ON: _hand_on,
    Act.CONSULT: _consult,
    Act.ANSWER: _answer,
    Act.COMPLETE: _complete,
    Act.RECHECK: _reopened,
}


def _check_departments(ledger: Ledger, department_ids: Sequence[str]) -> None:
    for department_id in department_ids:
        row = registry.department(ledger, department_id)
        if row is None or not row.active:
            wrong = {"department_id": "一覧から課を選んでください"}
            raise InvalidInputError("指定された課がありません。", wrong)


def _check_codes(ledger: Ledger, answer: Answer) -> None:
    lists = picklists.in_force(ledger)
    wrong: dict[str, str] = {}
    if answer.policy not in lists.offered("policies"):
        wrong["policy"] = "方針を一覧から選んでください"
    if any(tag not in lists.offered("tags") for tag in answer.tags):
        wrong["tags"] = "5レスを一覧から選んでください"
    if answer.needs_review and answer.policy in lists.policies_without_review:
        wrong["policy"] = "見直しが必要な場合は、見直しを行う方針を選んでください"
    if not answer.needs_review and not answer.review_reason:
        wrong["review_reason"] = "見直し不要とする理由を入力してください"
    if wrong:
        raise InvalidInputError("回答の内容を確認してください: " + "、".join(wrong.values()), wrong)
