"""Waves (取組・一斉照会): a named filter with its own due date, its progress, and asking all at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from extractor.model import Label
from review_app.ledger import Ledger, events, queue, registry
from review_app.ledger import waves as stored
from review_app.ledger.events import NewEvent
from review_app.ledger.model import QueueQuery
from review_app.ledger.wave import WaveRow
from review_app.ledger.waves import WaveCounts
from review_app.workflow import actors, views
from review_app.workflow.acts import MAX_BULK, Outcome, perform_many
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import Act, State
from review_app.workflow.messages import invalid_input
from review_app.workflow.model import Actor, Role
from review_app.workflow.payloads import Assign, Key, Line, Long, Payload


class WaveForm(Payload):
    """What is entered of a wave; its name is its identity and cannot be changed later."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    labels: Annotated[tuple[Key, ...], Field(max_length=20)] = ()
    departments: Annotated[tuple[Key, ...], Field(max_length=500)] = ()
    ordinance_keys: Annotated[tuple[Key, ...], Field(max_length=2000)] = ()
    due_on: date
    note: Long = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom asking a wave would ask: (case id, revision) by department id, and how many have no department."""

    wave: WaveRow
    seen: dict[str, tuple[tuple[str, int], ...]]
    without_department: int

    @property
    def total(self) -> int:
        """How many cases would be asked about."""
        return sum(len(cases) for cases in self.seen.values())


def form(values: Mapping[str, object]) -> WaveForm:
    """Entered values as a WaveForm; InvalidInputError in Japanese when they cannot be one."""
    try:
        return WaveForm.model_validate(dict(values))
    except ValidationError as error:
        raise invalid_input(error) from error


def define(ledger: Ledger, person_id: str, new: WaveForm, revision: int = 0, *, source: str = "app") -> None:
    """Make a wave (``revision`` 0) or change one as seen at ``revision``: legal and manager.

    Raises InvalidInputError for a name that is taken, an unknown type or department, StaleRevisionError when
    somebody changed it meanwhile.
    """
    who = _planner(ledger, person_id)
    known = {row.name for row in stored.waves(ledger)}
    if revision == 0 and new.name in known:
        raise InvalidInputError(f"取組「{new.name}」はすでにあります。別の名前にしてください。")
    if revision > 0 and new.name not in known:
        raise NotFoundError
    _check(ledger, new)
    payload = new.model_dump(mode="json", exclude={"name"})
    event = NewEvent(stored.subject(new.name), revision + 1, "set_wave", payload, "active")
    events.append(ledger, actors.author(who, source), [event])


def _check(ledger: Ledger, new: WaveForm) -> None:
    if not set(new.labels) <= {label.value for label in Label}:
        raise InvalidInputError("種類を一覧から選んでください。", {"labels": "一覧から選んでください"})
    open_ones = {row.department_id for row in registry.departments(ledger)}
    if not set(new.departments) <= open_ones:
        raise InvalidInputError("課を一覧から選んでください。", {"departments": "一覧から選んでください"})
    if not set(new.ordinance_keys) <= set(registry.ordinance_keys(ledger).values()):
        raise InvalidInputError(
            "例規を一覧から選んでください。", {"ordinance_keys": "一覧から選んでください"}
        )


def close(ledger: Ledger, person_id: str, name: str, revision: int, *, source: str = "app") -> None:
    """End a wave: it leaves the lists, its cases go on as they are, its history stays."""
    who = _planner(ledger, person_id)
    row = _wave(ledger, name)
    event = NewEvent(stored.subject(name), revision + 1, "close_wave", stored.as_payload(row), "closed")
    events.append(ledger, actors.author(who, source), [event])


def waves(ledger: Ledger, person_id: str) -> tuple[WaveRow, ...]:
    """The running waves by due date, for legal and manager; none for the others, who see their own cases only."""
    if views.actor(ledger, person_id).role not in _PLANNERS:
        return ()
    return tuple(row for row in stored.waves(ledger) if row.active)


def progress(ledger: Ledger, person_id: str) -> tuple[tuple[WaveRow, WaveCounts], ...]:
    """The running waves with how far their cases came (legal, manager)."""
    who, today = _planner(ledger, person_id), views.today(ledger)
    return tuple(
        (row, stored.counts(ledger, actors.scope(who), row, today)) for row in waves(ledger, person_id)
    )


def plan(ledger: Ledger, person_id: str, name: str) -> Plan:
    """Whom :func:`ask` would ask now: the wave's cases in scope, by the department of their ordinance."""
    who = _planner(ledger, person_id)
    wave = _wave(ledger, name)
    query = QueueQuery(states=(State.IN_SCOPE,), within=wave)
    seen: dict[str, list[tuple[str, int]]] = defaultdict(list)
    without = 0
    open_ones = {row.department_id for row in registry.departments(ledger)}
    for row in queue.every_row(ledger, actors.scope(who), query)[:MAX_BULK]:
        if row.proposed_department_id in open_ones:
            seen[str(row.proposed_department_id)].append((row.case_id, row.revision))
        else:
            without += 1
    return Plan(wave, {key: tuple(cases) for key, cases in seen.items()}, without)


def ask(ledger: Ledger, person_id: str, seen: Plan, *, source: str = "app") -> list[Outcome]:
    """Send the inquiries of a plan as it was shown: each case to its department, until the wave's due date.

    A case that moved meanwhile is refused alone. Raises InvalidInputError when the wave was changed since the
    plan was shown.
    """
    _planner(ledger, person_id)
    if _wave(ledger, seen.wave.name) != seen.wave:
        raise InvalidInputError("取組が変更されています。もう一度内容を確かめてください。")
    outcomes: list[Outcome] = []
    for department_id, cases in seen.seen.items():
        payload = Assign(department_id=department_id, due_on=seen.wave.due_on, wave=seen.wave.name)
        outcomes += perform_many(ledger, person_id, Act.ASSIGN, cases, payload, source=source)
    return outcomes


def said(outcomes: list[Outcome]) -> str:
    """What came of asking, in one sentence with the commonest refusal."""
    refused = Counter(outcome.error for outcome in outcomes if outcome.done is None)
    text = f"{len(outcomes) - refused.total():,}件を照会しました。"
    return (
        f"{text}{refused.total():,}件は照会できませんでした（{refused.most_common(1)[0][0]}）"
        if refused
        else text
    )


_PLANNERS = (Role.LEGAL, Role.MANAGER)


def _planner(ledger: Ledger, person_id: str) -> Actor:
    who = actors.actor(ledger, person_id)
    if who.role not in _PLANNERS or who.must_change:
        raise NotAllowedError("取組を扱う権限がありません。")
    return who


def _wave(ledger: Ledger, name: str) -> WaveRow:
    for row in stored.waves(ledger):
        if row.name == name and row.active:
            return row
    raise NotFoundError("その取組はありません。一覧から選び直してください。")
