"""The people, departments and cases that the workflow's tests act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ledger_maker import PARK, WATER, Clock, extract, load, open_ledger

from review_app.ledger import Ledger, cases, events, queue
from review_app.ledger.events import Author, NewEvent
from review_app.ledger.model import CaseFacts, QueueQuery, Scope
from review_app.workflow import departments
from review_app.workflow.actors import SYSTEM, SYSTEM_AUTHOR
from review_app.workflow.machine import Act
from review_app.workflow.payloads import (
    Answer,
    Assign,
    Comment,
    Complete,
    Consult,
    Effort,
    HandOn,
    Join,
    Note,
    Payload,
    Reason,
)

EVERYTHING = Scope(everything=True)
PEOPLE = {
    "legal": ("legal", None),
    "legal2": ("legal", None),
    "manager": ("manager", None),
    "admin": ("admin", None),
    "park": ("department", "park"),
    "park2": ("department", "park"),
    "water": ("department", "water"),
    "law": ("department", "law"),
}
ANSWER = Answer(
    in_scope=True,
    practice="目で見ている。",
    needs_review=True,
    policy="operation",
    phase_target=3,
    planned_on=date(2027, 4, 1),
    yearly_cases=64,
    staff=Effort(minutes=5, times=64, days=250),
    citizens=Effort(minutes=30, times=1303),
    tags=("paperless",),
)
PAYLOADS: dict[Act, Payload] = {
    Act.CONFIRM: Note(),
    Act.DISMISS: Reason(reason="罰則のため"),
    Act.HOLD: Reason(reason="国の動きを待つ"),
    Act.ASSIGN: Assign(department_id="park", due_on=date(2026, 12, 1)),
    Act.WITHDRAW: Note(),
    Act.CONTEST: Reason(reason="所管ではない"),
    Act.HAND_ON: HandOn(department_id="law", reason="所管のため"),
    Act.ANSWER: ANSWER,
    Act.SEND_BACK: Reason(reason="回数を書いてください"),
    Act.CHECK: Note(),
    Act.DECIDE: Note(),
    Act.START: Note(),
    Act.COMPLETE: Complete(completed_on=date(2027, 4, 1), amending_number="令和9年条例第1号"),
    Act.RECHECK: Note(),
    Act.KEEP: Note(),
    Act.CONSULT: Consult(department_ids=("water",)),
    Act.COMMENT: Comment(text="確認しました"),
    Act.JOIN: Join(case_ids=("none",)),
    Act.UNJOIN: Join(case_ids=("none",)),
    Act.UNDO: Note(),
}


@dataclass(frozen=True, slots=True)
class Hall:
    """An open ledger with its clock and the ids of its cases."""

    ledger: Ledger
    clock: Clock
    case_ids: tuple[str, ...]

    def facts(self, case_id: str) -> CaseFacts:
        return cases.standing(self.ledger, [case_id])[case_id].facts

    def revision(self, case_id: str) -> int:
        return cases.standing(self.ledger, [case_id])[case_id].revision

    def put(self, case_id: str, facts: CaseFacts, by: str = "someone") -> int:
        """Bring a case straight to ``facts``, as another person; gives the new revision."""
        revision = self.revision(case_id) + 1
        author = Author(by, by, "legal")
        new = NewEvent(cases.subject(case_id), revision, "confirm", {}, facts=facts)
        return events.append(self.ledger, author, [new])[0].revision

    def events(self) -> int:
        return int(self.ledger.rows("SELECT count(*) AS n FROM event")[0]["n"])


def at(state: str, **facts: object) -> CaseFacts:
    """A case of the park department in ``state``, the water department consulted."""
    return replace(CaseFacts(state=state, department_id="park", consulted=("water",)), **facts)  # type: ignore[arg-type]


def add_people(ledger: Ledger) -> None:
    """Register the people without passwords: hashing is slow and signing in has tests of its own."""
    news = []
    for login, (role, department) in PEOPLE.items():
        snapshot = {"name": login, "role": role, "department_id": department}
        news.append(NewEvent(f"person:{login}", 1, "add_person", snapshot, "active"))
        secret = {"password_hash": "", "must_change": False}
        news.append(NewEvent(f"credential:{login}", 1, "set_password", secret))
    events.append(ledger, SYSTEM_AUTHOR, news)


def build_hall(folder: Path) -> None:
    """Make the ledger file: two ordinances with their candidates, three departments, the people."""
    with open_ledger(folder) as ledger:
        load(ledger, PARK, WATER)
        extract(ledger)
        names = {"park": "公園課", "water": "水道課", "law": "法務課"}
        departments.add(ledger, SYSTEM, [departments.form(key, name) for key, name in names.items()])
        add_people(ledger)


@contextmanager
def open_hall(folder: Path) -> Iterator[Hall]:
    """Open a built city hall."""
    clock = Clock()
    with open_ledger(folder, clock) as ledger:
        ids = tuple(row.case_id for row in queue.queue(ledger, EVERYTHING, QueueQuery()).rows)
        yield Hall(ledger, clock, ids)
