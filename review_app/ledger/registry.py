"""People, departments, credentials and settings as the ledger knows them now (人・課・設定)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review_app.ledger import events
from review_app.ledger.connection import Ledger
from review_app.ledger.model import DepartmentRow, PersonRow
from review_app.ledger.remembering import remembered

_PERSON = """
SELECT p.person_id, p.name, p.role, p.department_id, p.active, coalesce(c.must_change, TRUE) AS must_change,
p.revision FROM person_now p LEFT JOIN credential_now c USING (person_id)
"""


@dataclass(frozen=True, slots=True)
class Credential:
    """A person's password hash (argon2 encoded) and since when; ``revision`` ends older sessions."""

    person_id: str
    password_hash: str
    must_change: bool
    changed_at: datetime
    revision: int


def person(ledger: Ledger, person_id: str) -> PersonRow | None:
    """One person, closed ones too; None when unknown."""
    event = events.last(ledger, f"person:{person_id}")
    if event is None:
        return None
    known = credential(ledger, person_id)
    return PersonRow(
        person_id=person_id,
        name=event.payload["name"],
        role=event.payload["role"],
        department_id=event.payload["department_id"],
        active=event.state == "active",
        must_change=known is None or known.must_change,
        revision=event.revision,
    )


def people(ledger: Ledger) -> tuple[PersonRow, ...]:
    """All people, open accounts first, by role and name."""
    sql = " ".join((_PERSON, "ORDER BY p.active DESC, p.role, p.department_id NULLS FIRST, p.person_id"))
    return tuple(PersonRow(**row) for row in ledger.rows(sql))


def has_people(ledger: Ledger) -> bool:
    """Whether anybody was ever registered."""
    return bool(ledger.rows("SELECT 1 FROM event WHERE starts_with(subject, 'person:') LIMIT 1"))


def credential(ledger: Ledger, person_id: str) -> Credential | None:
    """The present credential of a person; None when they have none."""
    event = events.last(ledger, f"credential:{person_id}")
    if event is None:
        return None
    password_hash, must_change = event.payload["password_hash"], event.payload["must_change"]
    return Credential(person_id, password_hash, must_change, event.occurred_at, event.revision)


def department(ledger: Ledger, department_id: str) -> DepartmentRow | None:
    """One department, closed ones too; None when unknown."""
    event = events.last(ledger, f"department:{department_id}")
    if event is None:
        return None
    name, bureau, position = (event.payload[field] for field in ("name", "bureau", "position"))
    return DepartmentRow(department_id, name, bureau, position, event.state == "active", event.revision)


def departments(ledger: Ledger, *, closed: bool = False) -> tuple[DepartmentRow, ...]:
    """All open departments (and with ``closed`` the closed ones), in their own order."""
    sql = "SELECT * FROM department_now WHERE active OR ? ORDER BY position, department_id"
    return remembered(
        ledger,
        ("departments", closed),
        ("department",),
        lambda: tuple(DepartmentRow(**row) for row in ledger.rows(sql, [closed])),
    )


def settings(ledger: Ledger) -> dict[str, tuple[Any, int]]:
    """The settings that were changed from their defaults: key → (value, revision)."""
    found = ledger.rows("SELECT key, value, revision FROM setting_now")
    return {row["key"]: (json.loads(row["value"]), row["revision"]) for row in found}


def ordinance_departments(ledger: Ledger) -> dict[str, tuple[str | None, int]]:
    """The ordinance → department map: ordinance key → (department id, revision)."""
    found = ledger.rows("SELECT ordinance_key, department_id, revision FROM ordinance_now")
    return {row["ordinance_key"]: (row["department_id"], row["revision"]) for row in found}


@dataclass(frozen=True, slots=True)
class OrdinanceName:
    """How an ordinance is called: its key, title, number, and the file it was read from."""

    key: str
    title: str
    number: str
    source: str


def ordinance_names(ledger: Ledger) -> tuple[OrdinanceName, ...]:
    """What the newest edition's ordinances are called, in their order, for a map made elsewhere."""
    found = ledger.rows(
        "SELECT ordinance_key AS key, title, number, source FROM ordinance "
        "WHERE edition_id = (SELECT max(edition_id) FROM edition) ORDER BY ordinance_id"
    )
    return tuple(OrdinanceName(**row) for row in found)


def ordinance_keys(ledger: Ledger) -> dict[str, str]:
    """Title, number and file of the newest edition's ordinances → their key."""
    keys: dict[str, str] = {}
    for row in reversed(ordinance_names(ledger)):
        keys |= {name: row.key for name in (row.title, row.number, row.source) if name}
    return keys


def seen(ledger: Ledger, session: str, now: datetime) -> None:
    """Note that a session was used; not part of the audit, so not in the event table."""
    with ledger.append_lock, ledger.transaction() as cursor:
        cursor.execute("INSERT INTO session_seen VALUES (?, ?)", [session, now])


def last_seen(ledger: Ledger, session: str) -> datetime | None:
    """When a session was last noted."""
    found = ledger.rows("SELECT max(seen_at) AS seen FROM session_seen WHERE session = ?", [session])
    return found[0]["seen"] if found else None
