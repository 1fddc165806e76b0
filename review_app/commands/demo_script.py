"""What happened in the sample city so far: half a year of review, played through the real workflow acts.

How far a case came is told by its id, so every demo looks the same; days are counted back from today. The
script is a list of steps in order of time, each one bulk act of one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml

from review_app.ledger import Ledger
from review_app.ledger.model import CaseRow
from review_app.workflow import acts
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Answer, Assign, Complete, Note, Payload, Reason

DAYS_BACK = 170
LEGAL, MANAGER = ("honma", "sakaki"), "kuroda"
_REASONS = (
    ("penalty", "罰則の規定であり、手段を定めるものではない。"),
    ("reference", "他の規定を引いているだけである。"),
)

# How many of a hundred cases came how far; what is left is still unreviewed.
_SHARES: tuple[tuple[int, str], ...] = (
    (8, "dismissed"),
    (4, "held"),
    (6, "confirmed"),
    (15, "asked"),
    (11, "answered"),
    (4, "returned"),
    (6, "checked"),
    (7, "decided"),
    (5, "started"),
    (6, "completed"),
)
_ASKED = ("asked", "answered", "returned", "checked", "decided", "started", "completed")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who answers for each department: department id → person id."""

    answers_for: dict[str, str]


@dataclass(slots=True)
class Clock:
    """The ledger's clock while the history is played."""

    now: datetime

    def __call__(self) -> datetime:
        """The moment of the step being played; each look is a little later."""
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass(slots=True)
class Step:
    """One bulk act: who did what to which cases, so many days and minutes after the start."""

    day: int
    minute: int
    person_id: str
    act: Act
    payload: Payload
    case_ids: list[str] = field(default_factory=list)


def play(
    ledger: Ledger, clock: Clock, rows: Sequence[CaseRow], staff: Staff, progress: Callable[[int, int], None]
) -> int:
    """Play the history over untouched cases; gives the number of acts. ``clock`` is the ledger's."""
    today = clock.now
    steps = script(rows, staff, today.date())
    start = (today - timedelta(days=DAYS_BACK)).replace(hour=0, minute=0, second=0, microsecond=0)
    revisions: dict[str, int] = {}
    for done, step in enumerate(steps, start=1):
        clock.now = max(
            clock.now if done > 1 else start, start + timedelta(days=step.day, minutes=step.minute)
        )
        seen = [(case_id, revisions.get(case_id, 0)) for case_id in step.case_ids]
        for outcome in acts.perform_many(ledger, step.person_id, step.act, seen, step.payload):
            if outcome.done is None:
                raise RuntimeError(f"demo step {step.act} by {step.person_id}: {outcome.error}")
            revisions[outcome.case_id] = outcome.done.revision
        progress(done, len(steps))
    return sum(revisions.values())


def script(rows: Sequence[CaseRow], staff: Staff, today: date) -> list[Step]:
    """The steps for these cases, in order of time; a case nobody answers for stays unreviewed."""
    answers = _answers()
    steps: dict[str, Step] = {}
    for row in rows:
        owner = row.proposed_department_id
        fate = _fate(row.case_id)
        if owner is None or owner not in staff.answers_for or not fate:
            continue
        for step in _steps(row, fate, owner, staff.answers_for[owner], answers[row.label], today):
            key = f"{step.day} {step.minute} {step.person_id} {step.act} {step.payload!r}"
            steps.setdefault(key, step).case_ids.append(row.case_id)
    return sorted(steps.values(), key=lambda step: (step.day, step.minute))


def _number(case_id: str) -> int:
    return int(case_id[:8], 16)


def _fate(case_id: str) -> str:
    place = _number(case_id) % 100
    for share, fate in _SHARES:
        if place < share:
            return fate
        place -= share
    return ""


def _steps(
    row: CaseRow, fate: str, owner: str, answerer: str, answers: Sequence[Answer], today: date
) -> Iterator[Step]:
    number = _number(row.case_id) // 100
    wave = number % 3
    day = 5 + wave * 25
    legal = LEGAL[number % len(LEGAL)]
    if fate == "dismissed":
        choice, reason = _REASONS[number % len(_REASONS)]
        yield Step(day, 60, legal, Act.DISMISS, Reason(reason=reason, choice=choice))
    elif fate == "held":
        yield Step(
            day, 70, legal, Act.HOLD, Reason(reason="根拠となる国の法令の改正を確認してから判断する。")
        )
    else:
        yield Step(day, 80, legal, Act.CONFIRM, Note())
    if fate in _ASKED:
        yield from _inquiry(fate, owner, answerer, answers[number % len(answers)], (day, wave, legal), today)


def _inquiry(
    fate: str, owner: str, answerer: str, answer: Answer, origin: tuple[int, int, str], today: date
) -> Iterator[Step]:
    day, wave, legal = origin
    start = today - timedelta(days=DAYS_BACK)
    if fate == "asked":  # the open inquiries of the last weeks: one lot overdue, one due soon, one later
        sent, due = DAYS_BACK - 35 + wave * 8, today + timedelta(days=(-6, 5, 24)[wave])
    else:
        sent, due = day + 10, start + timedelta(days=day + 45)
    name = f"第{wave + 1}次照会"
    yield Step(sent, 90, legal, Act.ASSIGN, Assign(department_id=owner, due_on=due, wave=name))
    if fate == "asked":
        return
    yield Step(sent + 14, 120, answerer, Act.ANSWER, answer)
    if fate == "returned":
        reason = "現行の運用をもう少し具体的に書いてください（回数と、かかる時間）。"
        yield Step(sent + 21, 150, legal, Act.SEND_BACK, Reason(reason=reason))
    if fate not in _ASKED[3:]:
        return
    yield Step(sent + 21, 160, legal, Act.CHECK, Note())
    if fate == "checked":
        return
    yield Step(sent + 30, 200, MANAGER, Act.DECIDE, Note(note="本部会議で決定"))
    if fate in ("started", "completed"):
        yield Step(sent + 45, 220, answerer, Act.START, Note())
    if fate == "completed":
        done = start + timedelta(days=sent + 70)
        complete = Complete(completed_on=done, amending_number=f"令和{done.year - 2018}年条例第{20 + wave}号")
        yield Step(sent + 70, 240, answerer, Act.COMPLETE, complete)


def _answers() -> dict[str, list[Answer]]:
    text = files("review_app.commands").joinpath("demo_answers.yaml").read_text(encoding="utf-8")
    found: dict[str, list[Answer]] = defaultdict(list)
    given: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    for label, answers in given.items():
        for answer in answers:
            found[label].append(Answer.model_validate({"in_scope": True, **answer}))
    return found
