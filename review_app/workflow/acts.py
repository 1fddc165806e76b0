"""Doing something to a case (案件への操作): check the table, then one append to the ledger.

Every act re-reads the actor and the case. A case outside the actor's scope answers like one that does not
exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from review_app.ledger import Ledger, LedgerError, StaleRevisionError, cases, events
from review_app.ledger.cases import Standing
from review_app.ledger.events import Author, NewEvent
from review_app.ledger.model import CaseFacts, CaseRow
from review_app.workflow import actors, effects, joining
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError, WorkflowError
from review_app.workflow.machine import ACT_NAMES, STATE_NAMES, TABLE, Act, State, permits, sees_everything
from review_app.workflow.messages import invalid_input
from review_app.workflow.model import Actor, Role
from review_app.workflow.payloads import (
    Answer,
    Assign,
    Comment,
    Complete,
    Consult,
    HandOn,
    Join,
    Note,
    Payload,
    Reason,
)

MAX_BULK = 5000

_PAYLOADS: dict[Act, type[Payload]] = {
    Act.CONFIRM: Note,
    Act.DISMISS: Reason,
    Act.HOLD: Reason,
    Act.ASSIGN: Assign,
    Act.WITHDRAW: Note,
    Act.CONTEST: Reason,
    Act.HAND_ON: HandOn,
    Act.ANSWER: Answer,
    Act.SEND_BACK: Reason,
    Act.CHECK: Note,
    Act.DECIDE: Note,
    Act.START: Note,
    Act.COMPLETE: Complete,
    Act.RECHECK: Note,
    Act.KEEP: Note,
    Act.CONSULT: Consult,
    Act.COMMENT: Comment,
    Act.JOIN: Join,
    Act.UNJOIN: Join,
    Act.UNDO: Note,
}


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was written: the case, its new revision and state."""

    case_id: str
    revision: int
    state: State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of a bulk act: ``done``, or ``error`` as one Japanese sentence."""

    case_id: str
    done: Done | None
    error: str = ""


def payload_type(act: Act) -> type[Payload]:
    """The payload an act carries."""
    return _PAYLOADS[act]


def parse(act: Act, values: Mapping[str, object]) -> Payload:
    """Values of a form or a workbook row as the act's payload; InvalidInputError names each field in
    Japanese.
    """
    try:
        return payload_type(act).model_validate(dict(values))
    except ValidationError as error:
        raise invalid_input(error) from error


def available(actor: Actor, row: CaseRow) -> tuple[Act, ...]:
    """The acts this actor may do to this case now, in the table's order (for showing buttons)."""
    return tuple(act for act in _PAYLOADS if _permitted(act, actor, row.facts))


def perform(
    ledger: Ledger,
    person_id: str,
    act: Act,
    case_id: str,
    revision: int,
    payload: Payload,
    *,
    source: str = "app",
) -> Done:
    """Do one act to the case as seen at ``revision`` and return its new revision and state.

    Raises NotFoundError, NotAllowedError, InvalidInputError, or StaleRevisionError with the newer event.
    Saving the same thing twice (a double click) is not an error: the second call returns what the first one
    wrote.
    """
    who = actors.actor(ledger, person_id)
    standing = cases.standing(ledger, [case_id]).get(case_id)
    try:
        news = prepare(ledger, who, act, standing, revision, payload)
        stored = events.append(ledger, actors.author(who, source), news)[0]
    except StaleRevisionError as error:
        if not _same_again(error.newer, who, act, revision, payload):
            raise
        stored = error.newer
    return Done(case_id, stored.revision, State(stored.state))


def _same_again(newer: events.Event, who: Actor, act: Act, revision: int, payload: Payload) -> bool:
    return (
        newer.revision == revision + 1
        and newer.person_id == who.person_id
        and newer.act == act.value
        and newer.payload == payload.model_dump(mode="json")
    )


def perform_many(
    ledger: Ledger,
    person_id: str,
    act: Act,
    seen: Sequence[tuple[str, int]],
    payload: Payload,
    *,
    source: str = "app",
) -> list[Outcome]:
    """Do one act to many cases, each as seen at its revision; those refused cost only themselves.

    All that can be done are one transaction. Raises InvalidInputError beyond ``MAX_BULK`` cases, or for a
    payload that names what does not exist.
    """
    if len(seen) > MAX_BULK:
        raise InvalidInputError(f"一度に処理できるのは{MAX_BULK:,}件までです。絞り込んでください。")
    who = actors.actor(ledger, person_id)
    effects.check(ledger, payload)
    standing = cases.standing(ledger, [case_id for case_id, _ in seen])
    prepared: dict[str, list[NewEvent]] = {}
    errors: dict[str, str] = {}
    for case_id, revision in seen:
        try:
            now = standing.get(case_id)
            prepared[case_id] = prepare(ledger, who, act, now, revision, payload, checked=True)
        except (WorkflowError, LedgerError) as error:
            errors[case_id] = str(error)
    done = _append_all(ledger, actors.author(who, source), prepared, errors)
    return [Outcome(case_id, done.get(case_id), errors.get(case_id, "")) for case_id, _ in seen]


def _append_all(
    ledger: Ledger, author: Author, prepared: dict[str, list[NewEvent]], errors: dict[str, str]
) -> dict[str, Done]:
    """Append in one transaction; if somebody was faster on one of the cases, one by one."""
    try:
        stored = events.append(ledger, author, [new for news in prepared.values() for new in news])
        by_subject = {event.subject: event for event in stored}
        return {key: _done(key, by_subject[news[0].subject]) for key, news in prepared.items()}
    except StaleRevisionError:
        done: dict[str, Done] = {}
        for case_id, news in prepared.items():
            try:
                done[case_id] = _done(case_id, events.append(ledger, author, news)[0])
            except StaleRevisionError as error:
                errors[case_id] = str(error)
        return done


def _done(case_id: str, event: events.Event) -> Done:
    return Done(case_id, event.revision, State(event.state))


def prepare(
    ledger: Ledger,
    who: Actor,
    act: Act,
    standing: Standing | None,
    revision: int,
    payload: Payload,
    *,
    checked: bool = False,
) -> list[NewEvent]:
    """Check everything and give the events to append: the case's own first, then those of the clauses joined to it.

    Raises what ``perform`` raises and writes nothing. ``checked``: what the payload names was looked up already
    (once for a bulk act).
    """
    if standing is None:
        raise NotFoundError
    # One's own last act may have moved the case out of one's sight (contest, hand on); taking it back is
    # judged by the case as it was before.
    before = _before_last(ledger, who, standing) if act is Act.UNDO else None
    judged = before or standing.facts
    if not visible(who, judged):
        raise NotFoundError
    if who.must_change:
        raise NotAllowedError("最初にパスワードを変更してください。")
    if type(payload) is not _PAYLOADS.get(act):
        raise InvalidInputError("この操作の入力として受け付けられません。")
    if standing.revision != revision:
        _refuse_stale(ledger, standing, revision)
    if act is Act.UNDO and before is None:
        raise NotAllowedError("取り消せるのは、自分が直前に行った操作だけです。")
    if not _permitted(act, who, judged):
        raise NotAllowedError(_refusal(act, who, judged))
    if not checked:
        effects.check(ledger, payload)
    effects.check_place(ledger, standing.case_id, payload)
    joining.check(ledger, act, standing, payload)
    if act is Act.KEEP:
        before = _before_recheck(ledger, standing)
    facts = before or joining.after(act, effects.after(act, who, standing.facts, payload), payload)
    subject = cases.subject(standing.case_id)
    new = NewEvent(subject, revision + 1, act.value, payload.model_dump(mode="json"), facts=facts)
    return [new, *joining.companions(ledger, act, standing, new)]


def _refuse_stale(ledger: Ledger, standing: Standing, revision: int) -> None:
    newer = events.last(ledger, cases.subject(standing.case_id))
    if newer is None or revision > newer.revision:
        raise NotFoundError
    raise StaleRevisionError(newer)


def visible(who: Actor, facts: CaseFacts) -> bool:
    """Whether a case that stands so is the person's to see."""
    if sees_everything(who.role):
        return True
    return who.role is Role.DEPARTMENT and (_own(who, facts) or _consulted(who, facts))


def _own(who: Actor, facts: CaseFacts) -> bool:
    return who.department_id is not None and who.department_id == facts.department_id


def _consulted(who: Actor, facts: CaseFacts) -> bool:
    return who.department_id is not None and who.department_id in facts.consulted


def _permitted(act: Act, who: Actor, facts: CaseFacts) -> bool:
    own, consulted = _own(who, facts), _consulted(who, facts)
    joined = facts.joined_to is not None
    return permits(act, State(facts.state), who.role, own=own, consulted=consulted, joined=joined)


def _refusal(act: Act, who: Actor, facts: CaseFacts) -> str:
    if who.role not in TABLE[act].roles:
        return f"「{ACT_NAMES[act]}」を行う権限がありません。"
    if State(facts.state) not in TABLE[act].sources:
        return f"「{STATE_NAMES[State(facts.state)]}」の案件に「{ACT_NAMES[act]}」はできません。"
    if facts.joined_to and not TABLE[act].on_joined:
        return (
            "この条項は、ほかの案件にまとめられています。まとめた案件で操作するか、まとめから外してください。"
        )
    return f"「{ACT_NAMES[act]}」は、担当の課だけが行えます。"


def _before_recheck(ledger: Ledger, standing: Standing) -> CaseFacts:
    """The facts as they stood before the case came to 再確認; the 合議, the 課 and what is joined
    as they are now (a reorganisation may have moved the case meanwhile, a clause may have left it).
    """
    past = [entry.facts for entry in cases.history(ledger, standing.case_id)]
    earlier = (facts for facts in reversed(past) if facts.state != State.RECHECK)
    now = standing.facts
    return replace(
        next(earlier, CaseFacts()),
        consulted=now.consulted,
        department_id=now.department_id,
        joined=now.joined,
        joined_to=now.joined_to,
    )


_NOT_UNDOABLE = frozenset({Act.UNDO, Act.COMMENT, Act.ADD_MISSED, Act.REORGANISE})


def _before_last(ledger: Ledger, who: Actor, standing: Standing) -> CaseFacts | None:
    """The facts before the last act when that was the actor's own and is still theirs to do; else None."""
    past = cases.history(ledger, standing.case_id)
    if not past or past[-1].person_id != who.person_id or Act(past[-1].act) in _NOT_UNDOABLE:
        return None
    if past[-1].payload.get("lead"):  # what was done to the case it is, or was, joined to
        return None
    before = past[-2].facts if len(past) > 1 else CaseFacts()
    return before if _permitted(Act(past[-1].act), who, before) else None


def undo_many(ledger: Ledger, person_id: str, seen: Sequence[tuple[str, int]]) -> list[Outcome]:
    """Take back one's last act on many cases, each as seen at its revision: a bulk act is undone as one."""
    return perform_many(ledger, person_id, Act.UNDO, seen, Note())


def undo(
    ledger: Ledger, person_id: str, case_id: str, revision: int, *, note: str = "", source: str = "app"
) -> Done:
    """Take back one's own last act on a case by a compensating event; history keeps both."""
    return perform(ledger, person_id, Act.UNDO, case_id, revision, Note(note=note), source=source)
