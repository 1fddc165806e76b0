"""Reorganising departments (課の統廃合): all that is open, and the people, go from one 課 to another.

The department is closed in the same transaction. Finished cases keep it: they tell what was so then.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from review_app.ledger import Ledger, StaleRevisionError, cases, events, queue, registry, waves
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts, CaseRow, DepartmentRow, PersonRow, QueueQuery, Scope
from review_app.ledger.wave import WaveRow
from review_app.workflow import actors
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.machine import Act, State
from review_app.workflow.model import Role
from review_app.workflow.payloads import Key, Payload, Required

FINISHED = frozenset({State.COMPLETED, State.OUT_OF_SCOPE})
"""States whose cases stay with the department they had."""


class Reorganise(Payload):
    """Which department goes up into which, and why (議案・規則の改正など)."""

    department_id: Key
    into: Key
    reason: Required


@dataclass(frozen=True, slots=True)
class Moving:
    """What would move: open cases by state, cases only consulted on, people, and ordinances of the map.

    ``finished`` counts the cases that stay with the closed department. ``mark`` tells one preview from another.
    """

    by_state: dict[str, int]
    consulted: int
    people: int
    ordinances: int
    finished: int
    mark: str

    @property
    def cases(self) -> int:
        """Open cases of the department."""
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class _Belongings:
    department: DepartmentRow
    rows: tuple[CaseRow, ...]
    finished: int
    people: tuple[PersonRow, ...]
    ordinances: dict[str, int]
    waves: tuple[WaveRow, ...]

    @property
    def mark(self) -> str:
        """Tells this state of things from any other."""
        seen = [f"{row.case_id} {row.revision}" for row in self.rows]
        seen += [f"{row.person_id} {row.revision}" for row in self.people]
        seen += [f"{key} {revision}" for key, revision in self.ordinances.items()]
        seen += [f"{row.name} {row.revision}" for row in self.waves]
        seen.append(f"{self.department.department_id} {self.department.revision}")
        return hashlib.sha256("\n".join(sorted(seen)).encode()).hexdigest()[:16]


def preview(ledger: Ledger, actor_id: str, department_id: str) -> Moving:
    """What a reorganisation would move out of a department, as numbers (administrators; no case is shown)."""
    actors.require(ledger, actor_id, Role.ADMIN)
    return _moving(_belongings(ledger, department_id))


def reorganise(
    ledger: Ledger, actor_id: str, wanted: Reorganise, mark: str, *, source: str = "app"
) -> Moving:
    """Move everything open to the other department and close the first, all in one transaction.

    Each case gets one event that keeps its state. ``mark`` is the preview's: InvalidInputError when anything
    changed since, when a department is unknown or closed, or both are the same.
    """
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    found = _belongings(ledger, wanted.department_id)
    into = _open_department(ledger, wanted.into)
    if into.department_id == wanted.department_id:
        raise InvalidInputError("移す先には、別の課を選んでください。", {"into": "別の課を選んでください"})
    moving = _moving(found)
    if moving.mark != mark:
        raise InvalidInputError(_CHANGED)
    try:
        events.append(ledger, author, list(_events(found, wanted)))
    except StaleRevisionError as error:
        raise InvalidInputError(_CHANGED) from error
    return moving


_CHANGED = "件数を確かめたあとに、案件や利用者が変わりました。もう一度件数を確かめてください。"


def _belongings(ledger: Ledger, department_id: str) -> _Belongings:
    department = _open_department(ledger, department_id)
    # The department's own scope: what it is accountable for and what it is consulted on.
    rows = queue.every_row(
        ledger, Scope(department_id=department_id), QueueQuery(proposed=False, joined=True)
    )
    still = tuple(row for row in rows if row.facts.state not in FINISHED)
    people = tuple(
        row for row in registry.people(ledger) if row.department_id == department_id and row.active
    )
    owners = registry.ordinance_departments(ledger)
    mapped = {key: revision for key, (owner, revision) in owners.items() if owner == department_id}
    named = tuple(row for row in waves.waves(ledger) if row.active and department_id in row.departments)
    return _Belongings(department, still, len(rows) - len(still), people, mapped, named)


def _open_department(ledger: Ledger, department_id: str) -> DepartmentRow:
    row = registry.department(ledger, department_id)
    if row is None or not row.active:
        raise InvalidInputError("指定された課がないか、すでに廃止されています。")
    return row


def _moving(found: _Belongings) -> Moving:
    own = [row for row in found.rows if row.facts.department_id == found.department.department_id]
    return Moving(
        dict(Counter(row.facts.state for row in own)),
        len(found.rows) - len(own),
        len(found.people),
        len(found.ordinances),
        found.finished,
        found.mark,
    )


def _events(found: _Belongings, wanted: Reorganise) -> Iterator[NewEvent]:
    old, new = wanted.department_id, wanted.into
    payload = {"before": old, "into": new, "reason": wanted.reason}
    for row in found.rows:
        facts = moved(row.facts, old, new)
        yield NewEvent(
            cases.subject(row.case_id), row.revision + 1, Act.REORGANISE.value, payload, facts=facts
        )
    for person in found.people:
        snapshot = {"name": person.name, "role": person.role, "department_id": new}
        yield NewEvent(f"person:{person.person_id}", person.revision + 1, "change_person", snapshot, "active")
    for key, revision in found.ordinances.items():
        owner = {"department_id": new, "before": old}
        yield NewEvent(f"ordinance:{key}", revision + 1, "map_ordinance", owner)
    for wave in found.waves:
        renamed = tuple(dict.fromkeys(new if key == old else key for key in wave.departments))
        changed = waves.as_payload(replace(wave, departments=renamed))
        yield NewEvent(waves.subject(wave.name), wave.revision + 1, "set_wave", changed, "active")
    department = found.department
    closing = {"name": department.name, "bureau": department.bureau, "position": department.position}
    closing |= {"into": new, "reason": wanted.reason}
    yield NewEvent(f"department:{old}", department.revision + 1, "close_department", closing, "closed")


def moved(facts: CaseFacts, old: str, new: str) -> CaseFacts:
    """The facts with ``new`` wherever ``old`` stood; the accountable department is not also consulted."""
    department_id = new if facts.department_id == old else facts.department_id
    heard = dict.fromkeys(new if key == old else key for key in facts.consulted)
    consulted = tuple(key for key in heard if key != department_id)
    return replace(facts, department_id=department_id, consulted=consulted)
