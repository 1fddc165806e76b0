"""The append-only, hash-chained event table: decision and audit in one row.

``hash`` is the SHA-256 of the previous event's hash and the row's own canonical JSON, so that changing,
removing or inserting any row later shows in :func:`verify_chain`. Chaining lives here and not in a trigger,
because DuckDB's COPY FROM DATABASE and EXPORT drop triggers.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import duckdb

from review_app.ledger.connection import Cursor, Ledger, fetch
from review_app.ledger.errors import LedgerBusyError, ServerLostError, StaleRevisionError
from review_app.ledger.model import CaseFacts, Json
from review_app.ledger.remembering import remembered

GENESIS = "0" * 64
_TRIES = 8
_BUSY = "ほかの処理が台帳を更新し続けています。しばらく待って、もう一度操作してください。"

_FACT_COLUMNS: tuple[tuple[str, str], ...] = (
    ("case_department", "department_id"),
    ("assignee_id", "assignee_id"),
    ("consulted", "consulted"),
    ("due_on", "due_on"),
    ("wave", "wave"),
    ("policy", "policy"),
    ("needs_review", "needs_review"),
    ("phase_target", "phase_target"),
    ("planned_on", "planned_on"),
    ("completed_on", "completed_on"),
    ("yearly_cases", "yearly_cases"),
    ("hours_staff", "hours_staff"),
    ("hours_citizen", "hours_citizen"),
    ("tags", "tags"),
)
# Since migration 0003; part of a row's hash only where there is something in them, as in the rows before it.
_JOINING = ("joined_to", "joined")
_ENVELOPE = (
    "seq",
    "occurred_at",
    "person_id",
    "person_name",
    "role",
    "department_id",
    "subject",
    "revision",
    "act",
    "state",
    "payload",
    "source",
)
COLUMNS: tuple[str, ...] = (
    *_ENVELOPE,
    *(column for column, _ in _FACT_COLUMNS),
    "answer",
    *_JOINING,
    "prev_hash",
    "hash",
)
# How many columns a row had at first, without its hashes.
_FIRST_WIDTH = COLUMNS.index(_JOINING[0])
_INSERT = " ".join(("INSERT INTO event (", ", ".join(COLUMNS), ") VALUES"))
_PLACES = "(" + ", ".join("?" * len(COLUMNS)) + ")"
_NO_FACTS = CaseFacts(state="")


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes an event, and through what (``app``, ``cli``, ``excel``)."""

    person_id: str
    name: str
    role: str
    department_id: str | None = None
    source: str = "app"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append. ``revision`` is the new one: the revision the person saw, plus one."""

    subject: str
    revision: int
    act: str
    payload: Json = field(default_factory=dict)
    state: str = ""
    facts: CaseFacts | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as stored."""

    seq: int
    occurred_at: datetime
    person_id: str
    person_name: str
    role: str
    department_id: str | None
    subject: str
    revision: int
    act: str
    state: str
    payload: Json
    source: str
    facts: CaseFacts
    hash: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying the chain found: the number of events and the first broken ``seq``, None when whole."""

    events: int
    broken_seq: int | None


def append(
    ledger: Ledger,
    author: Author,
    news: Sequence[NewEvent],
    alongside: Callable[[Cursor], None] | None = None,
) -> list[Event]:
    """Append ``news`` in one transaction, together with the bulk writes of ``alongside``.

    Raises StaleRevisionError when a subject already has that revision (or lacks the one before it),
    LedgerBusyError when other processes keep taking the next ``seq``, and ServerLostError when a ledger
    server went away before it answered.
    """
    collision: duckdb.Error | None = None
    for attempt in range(_TRIES):
        stored: list[Event] = []
        try:
            with ledger.append_lock, ledger.transaction() as cursor:
                stored = _insert(cursor, author, news, ledger.now())
                if alongside is not None:
                    alongside(cursor)
            return stored
        except ServerLostError:
            if _is_there(ledger, stored):
                return stored
            raise
        except (duckdb.ConstraintException, duckdb.TransactionException) as error:
            # Told twice on its way to a server, an append collides with itself.
            if ledger.remote and _is_there(ledger, stored):
                return stored
            collision = error
            _raise_if_stale(ledger, news)
            time.sleep(random.uniform(0.001, 0.02) * (attempt + 1))  # noqa: S311 (back-off, not a secret)
    raise LedgerBusyError(_BUSY) from collision


def _is_there(ledger: Ledger, stored: Sequence[Event]) -> bool:
    """Whether what was sent is in the ledger: all of it was, since it was one transaction."""
    if not stored:
        return False
    end = stored[-1]
    return ledger.rows("SELECT hash FROM event WHERE seq = ?", [end.seq]) == [{"hash": end.hash}]


def append_next(
    ledger: Ledger, author: Author, new: NewEvent, alongside: Callable[[Cursor], None] | None = None
) -> Event:
    """Append ``new`` after whatever stands now (its ``revision`` is ignored): for counters, never for
    decisions.
    """
    for _ in range(_TRIES):
        standing = last(ledger, new.subject)
        try:
            following = replace(new, revision=standing.revision + 1 if standing else 1)
            return append(ledger, author, [following], alongside)[0]
        except StaleRevisionError:
            continue
    raise LedgerBusyError(_BUSY)


def _insert(cursor: Cursor, author: Author, news: Sequence[NewEvent], now: datetime) -> list[Event]:
    _check_revisions(cursor, news)
    tail = cursor.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = tail or (0, GENESIS)
    values: list[object] = []
    for offset, new in enumerate(news, start=1):
        row = _row(seq + offset, now, author, new)
        digest = _digest(previous, row)
        values += [*row, previous, digest]
        previous = digest
    if news:
        cursor.execute(" ".join((_INSERT, ", ".join([_PLACES] * len(news)))), values)
    width = len(COLUMNS)
    rows = [values[i : i + width] for i in range(0, len(values), width)]
    return [_event(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def _check_revisions(cursor: Cursor, news: Sequence[NewEvent]) -> None:
    standing = _last_revisions(cursor, [new.subject for new in news])
    for new in news:
        if standing.get(new.subject, 0) != new.revision - 1:
            newer = _last(cursor, new.subject)
            if newer is None:
                raise ValueError(f"{new.subject} has no revision {new.revision - 1} to follow")
            raise StaleRevisionError(newer)
        standing[new.subject] = new.revision


def _last_revisions(cursor: Cursor, subjects: Sequence[str]) -> dict[str, int]:
    found = fetch(
        cursor,
        "SELECT subject, max(revision) AS revision FROM event "
        "WHERE subject IN (SELECT unnest(?)) GROUP BY subject",
        [list(set(subjects))],
    )
    return {row["subject"]: row["revision"] for row in found}


def _raise_if_stale(ledger: Ledger, news: Sequence[NewEvent]) -> None:
    with ledger.cursor() as cursor:
        for new in news:
            newer = _last(cursor, new.subject)
            if newer is not None and newer.revision >= new.revision:
                raise StaleRevisionError(newer)


def _row(seq: int, now: datetime, author: Author, new: NewEvent) -> list[object]:
    facts = new.facts or _NO_FACTS
    return [
        seq,
        now,
        author.person_id,
        author.name,
        author.role,
        author.department_id,
        new.subject,
        new.revision,
        new.act,
        new.facts.state if new.facts else new.state,
        canonical(new.payload),
        author.source,
        *(_plain(getattr(facts, attribute)) for _, attribute in _FACT_COLUMNS),
        None if facts.answer is None else canonical(facts.answer),
        facts.joined_to,
        list(facts.joined) or None,
    ]


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the one spelling that is stored and hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_json_value)


def _json_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored in an event")


def _digest(previous: str, row: Sequence[object]) -> str:
    told = list(row)
    while len(told) > _FIRST_WIDTH and told[-1] is None:
        told.pop()
    return hashlib.sha256(f"{previous}\n{canonical(told)}".encode()).hexdigest()


def _event(row: dict[str, Any]) -> Event:
    return Event(
        **{name: row[name] for name in _ENVELOPE if name != "payload"},
        payload=json.loads(row["payload"]),
        facts=facts_of(row),
        hash=row["hash"],
    )


def facts_of(row: dict[str, Any]) -> CaseFacts:
    """The case columns of an event row (or of a row joined with ``case_now``) as CaseFacts."""
    values = {attribute: row[column] for column, attribute in _FACT_COLUMNS}
    values["consulted"] = tuple(values["consulted"] or ())
    values["tags"] = tuple(values["tags"] or ())
    values |= {"joined_to": row["joined_to"], "joined": tuple(row["joined"] or ())}
    answer = row["answer"]
    return CaseFacts(state=row["state"], answer=json.loads(answer) if answer else None, **values)


_SELECT = " ".join(("SELECT", ", ".join(COLUMNS), "FROM event"))


def _last(cursor: Cursor, subject: str) -> Event | None:
    # The narrow scan first and then one look-up by key: ORDER BY ... LIMIT 1 would carry every column along.
    top = fetch(cursor, "SELECT max(seq) AS seq FROM event WHERE subject = ?", [subject])
    found = fetch(cursor, " ".join((_SELECT, "WHERE seq = ?")), [top[0]["seq"]])
    return _event(found[0]) if found else None


def last(ledger: Ledger, subject: str) -> Event | None:
    """The last event of a subject, None when nothing happened to it yet."""

    def read() -> Event | None:
        with ledger.cursor() as cursor:
            return _last(cursor, subject)

    return remembered(ledger, ("last", subject), (subject,), read)


def history(ledger: Ledger, subject: str) -> list[Event]:
    """All events of a subject, oldest first."""
    rows = ledger.rows(" ".join((_SELECT, "WHERE subject = ?")), [subject])
    return [_event(row) for row in sorted(rows, key=lambda row: int(row["revision"]))]


def verify_chain(ledger: Ledger) -> ChainReport:
    """Recompute every hash from the stored rows, in order of ``seq``; streams, so memory stays flat."""
    with ledger.cursor() as cursor:
        return verify_cursor(cursor)


def verify_cursor(cursor: Cursor) -> ChainReport:
    """Like :func:`verify_chain`, on any connection that holds an event table (a backup copy)."""
    previous, expected = GENESIS, 0
    for row in _stream(cursor):
        expected += 1
        values, prev_hash, digest = row[:-2], row[-2], row[-1]
        if row[0] != expected or prev_hash != previous or digest != _digest(previous, values):
            return ChainReport(expected, row[0])
        previous = digest
    return ChainReport(expected, None)


def _stream(cursor: Cursor) -> Iterator[tuple[Any, ...]]:
    # A file of a past release, which is verified as it is, lacks the columns that came later.
    there = {row["name"] for row in fetch(cursor, "SELECT name FROM pragma_table_info('event')")}
    columns = ", ".join(column for column in COLUMNS if column in there)
    result = cursor.execute(" ".join(("SELECT", columns, "FROM event ORDER BY seq")))
    while rows := result.fetchmany(5000):
        yield from rows
