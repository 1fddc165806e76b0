"""Departments (所管課) and which ordinance is whose (例規の所管)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from review_app.ledger import Ledger, events, queue, registry
from review_app.ledger.events import Author, NewEvent
from review_app.ledger.model import DepartmentRow, QueueQuery, Scope
from review_app.workflow import actors
from review_app.workflow.errors import InvalidInputError, NotFoundError
from review_app.workflow.model import Role
from review_app.workflow.payloads import Key, Line, Payload


class DepartmentForm(Payload):
    """What is registered of a department: its code, name, 部局, and its place in lists."""

    department_id: Key
    name: Annotated[Line, StringConstraints(min_length=1)]
    bureau: Line = ""
    position: Annotated[int, Field(ge=0, le=100_000)] = 0


def form(department_id: str, name: str, bureau: str = "", position: int = 0) -> DepartmentForm:
    """A DepartmentForm from what was typed; InvalidInputError in Japanese when it cannot be one."""
    try:
        return DepartmentForm(department_id=department_id, name=name, bureau=bureau, position=position)
    except ValidationError as error:
        raise InvalidInputError("課を登録できません: コードと名前を入力してください。") from error


def add(ledger: Ledger, actor_id: str, forms: Sequence[DepartmentForm], *, source: str = "app") -> None:
    """Register departments, all or none; InvalidInputError names a code that is taken."""
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    known = {row.department_id for row in registry.departments(ledger, closed=True)}
    for new in forms:
        if new.department_id in known:
            raise InvalidInputError(f"課 {new.department_id}（{new.name}）はすでに登録されています。")
        known.add(new.department_id)
    events.append(ledger, author, [_event(new, 1, "add_department", "active") for new in forms])


def change(
    ledger: Ledger, actor_id: str, changed: DepartmentForm, revision: int, *, source: str = "app"
) -> None:
    """Change a department's name, 部局 or place; StaleRevisionError when it was changed meanwhile."""
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    _known(ledger, changed.department_id)
    events.append(ledger, author, [_event(changed, revision + 1, "change_department", "active")])


def close(ledger: Ledger, actor_id: str, department_id: str, revision: int, *, source: str = "app") -> None:
    """Close a department that has no open case; InvalidInputError while it has."""
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    row = _known(ledger, department_id)
    query = QueueQuery(departments=(department_id,), states=_UNFINISHED, proposed=False, limit=0)
    left = queue.queue(ledger, Scope(everything=True), query).total
    if left:
        raise InvalidInputError(f"{row.name}には対応中の案件が{left}件あります。先に別の課へ移してください。")
    closed = form(row.department_id, row.name, row.bureau, row.position)
    events.append(ledger, author, [_event(closed, revision + 1, "close_department", "closed")])


_UNFINISHED = ("inquiring", "answered", "returned", "checked", "decided", "in_progress", "recheck")


def _known(ledger: Ledger, department_id: str) -> DepartmentRow:
    row = registry.department(ledger, department_id)
    if row is None:
        raise NotFoundError(f"課 {department_id} は登録されていません。")
    return row


def _event(department: DepartmentForm, revision: int, act: str, state: str) -> NewEvent:
    payload = department.model_dump(mode="json", exclude={"department_id"})
    return NewEvent(f"department:{department.department_id}", revision, act, payload, state)


def require_mapper(ledger: Ledger, actor_id: str, *, source: str = "app") -> Author:
    """Who may say which ordinance is whose, as an author; NotAllowedError for departments."""
    return actors.require(ledger, actor_id, Role.LEGAL, Role.MANAGER, Role.ADMIN, source=source)


def map_ordinances(ledger: Ledger, actor_id: str, owners: Mapping[str, str], *, source: str = "app") -> int:
    """Say which department owns each ordinance (ordinance key → department id); gives how many changed.

    The map only proposes a department at triage; nobody sees a case before it is assigned.
    """
    author = require_mapper(ledger, actor_id, source=source)
    standing = registry.ordinance_departments(ledger)
    open_ones = {row.department_id for row in registry.departments(ledger)}
    news = []
    for key, department_id in owners.items():
        if department_id not in open_ones:
            raise InvalidInputError(f"課 {department_id} は登録されていません。")
        before, revision = standing.get(key, (None, 0))
        if before != department_id:
            payload = {"department_id": department_id, "before": before}
            news.append(NewEvent(f"ordinance:{key}", revision + 1, "map_ordinance", payload))
    events.append(ledger, author, news)
    return len(news)
