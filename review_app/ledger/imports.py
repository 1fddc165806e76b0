"""Writing ordinances into an edition (版への取込み): streaming, in chunks, idempotent.

An ordinance is known by its key (number and title, or title and file name where no number could be read), so
that it can be found again in the next edition; a clause by the ordinance's key and its locator.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from ordinances.model import Clause, Ordinance
from review_app.ledger import bulk, events, lookup_schema
from review_app.ledger.connection import Cursor, Ledger
from review_app.ledger.errors import LedgerError

CLAUSES_PER_CHUNK = 20_000
FIRST_EDITION = "第1版"
Status = Literal["imported", "unchanged", "duplicate", "conflict"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One ordinance to import: as read, its clauses, SHA-256 and size (bytes) of its file."""

    ordinance: Ordinance
    clauses: Sequence[Clause]
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one incoming ordinance; ``message`` is Japanese, empty when there is nothing to say."""

    source: str
    status: Status
    message: str
    clauses: int


@dataclass(slots=True)
class _Known:
    """What the edition already holds, for telling unchanged, duplicate and conflicting files apart."""

    by_source: dict[str, str] = field(default_factory=dict)  # source -> sha256
    by_content: dict[str, str] = field(default_factory=dict)  # sha256 -> source
    by_key: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> (text_hash, source)


@dataclass(slots=True)
class _Chunk:
    items: list[tuple[Incoming, str, str]] = field(default_factory=list)  # incoming, key, text_hash
    clauses: int = 0


def current_edition(ledger: Ledger) -> tuple[int, str] | None:
    """The newest edition's id and name, None in an empty ledger."""
    rows = ledger.rows("SELECT edition_id, name FROM edition ORDER BY edition_id DESC LIMIT 1")
    return (rows[0]["edition_id"], rows[0]["name"]) if rows else None


def ensure_edition(ledger: Ledger, author: events.Author, name: str | None) -> tuple[int, str]:
    """Find or create the edition ``name``; without a name the newest one, or the first of an empty ledger."""
    current = current_edition(ledger)
    if name is None and current is not None:
        return current
    wanted = edition_name(name or FIRST_EDITION)
    rows = ledger.rows("SELECT edition_id FROM edition WHERE name = ?", [wanted])
    if rows:
        return rows[0]["edition_id"], wanted
    edition_id = current[0] + 1 if current else 1

    def write(cursor: Cursor) -> None:
        cursor.execute("INSERT INTO edition VALUES (?, ?, ?)", [edition_id, wanted, ledger.now()])

    new = events.NewEvent(f"edition:{edition_id}", 1, "create_edition", {"name": wanted})
    events.append(ledger, author, [new], write)
    return edition_id, wanted


def edition_name(name: str) -> str:
    """An edition's name as it is stored; LedgerError in Japanese when it cannot be one."""
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned or len(cleaned) > 100 or any(unicodedata.category(c).startswith("C") for c in cleaned):
        raise LedgerError("版の名前は、制御文字を含まない1～100文字で指定してください。")
    return cleaned


def rehearse(items: Iterable[Incoming]) -> Iterator[tuple[Incoming, Imported]]:
    """What would become of each of ``items`` in an edition of its own; nothing is written."""
    known = _Known()
    for item in items:
        yield item, _classify(known, item)[0]


def write_ordinances(
    ledger: Ledger,
    author: events.Author,
    edition_id: int,
    items: Iterable[Incoming],
    *,
    clauses_per_chunk: int | None = None,
) -> Iterator[Imported]:
    """Import ``items`` into the edition and yield one outcome each, in order, *after* it is safely written.

    Memory is bounded by one chunk, and nobody else can write while a chunk is written. Stopping early keeps
    every chunk already yielded; running again skips it.
    """
    enough = clauses_per_chunk or CLAUSES_PER_CHUNK
    known = _load_known(ledger, edition_id)
    waiting: list[Imported] = []
    chunk = _Chunk()
    for item in items:
        outcome, key, text_hash = _classify(known, item)
        waiting.append(outcome)
        if outcome.status == "imported":
            chunk.items.append((item, key, text_hash))
            chunk.clauses += len(item.clauses)
        if chunk.clauses >= enough:
            _flush(ledger, author, edition_id, chunk)
            chunk = _Chunk()
        if not chunk.items:
            yield from waiting
            waiting = []
    _flush(ledger, author, edition_id, chunk)
    yield from waiting


def _load_known(ledger: Ledger, edition_id: int) -> _Known:
    known = _Known()
    rows = ledger.rows(
        "SELECT ordinance_key, source, sha256, text_hash FROM ordinance WHERE edition_id = ?", [edition_id]
    )
    for row in rows:
        known.by_source[row["source"]] = row["sha256"]
        known.by_content[row["sha256"]] = row["source"]
        known.by_key[row["ordinance_key"]] = (row["text_hash"], row["source"])
    return known


def _classify(known: _Known, item: Incoming) -> tuple[Imported, str, str]:
    """What becomes of an incoming ordinance, with the key and text hash it is stored under when imported."""
    key, text_hash = ordinance_key(item.ordinance), hash_of(item.clauses)
    seen = _seen(known, item, key, text_hash)
    if seen is not None:
        return seen, key, text_hash
    source, message = item.ordinance.source, ""
    if key in known.by_key:
        message = f"題名と番号が {known.by_key[key][1]} と同じです。別の例規として取り込みました"
        key = bulk.digest(key, source)
    known.by_source[source] = item.sha256
    known.by_content[item.sha256] = source
    known.by_key[key] = (text_hash, source)
    return Imported(source, "imported", message, len(item.clauses)), key, text_hash


def _seen(known: _Known, item: Incoming, key: str, text_hash: str) -> Imported | None:
    """The outcome of what the edition holds already, None when it does not."""
    source = item.ordinance.source
    if known.by_source.get(source) == item.sha256:
        return Imported(source, "unchanged", "取込み済みです", 0)
    if source in known.by_source:
        return Imported(
            source,
            "conflict",
            "同じ版に内容の異なる同名のファイルがあります。"
            "改正後の例規は --edition で新しい版として取り込んでください",
            0,
        )
    if item.sha256 in known.by_content:
        return Imported(source, "duplicate", f"{known.by_content[item.sha256]} と同じ内容です", 0)
    same_text, first = known.by_key.get(key, ("", ""))
    if same_text == text_hash:
        return Imported(source, "duplicate", f"{first} と同じ例規です", 0)
    return None


def ordinance_key(ordinance: Ordinance) -> str:
    """The key by which an ordinance is found again in another edition: number and title, else title and
    file.
    """
    title = _folded(ordinance.title)
    if ordinance.number:
        return bulk.digest("number", _folded(ordinance.number), title)
    return bulk.digest("source", title, _folded(PurePosixPath(ordinance.source).name))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def hash_of(clauses: Sequence[Clause]) -> str:
    """What tells two texts of an ordinance apart: a hash of all its clauses and their places."""
    return bulk.digest(*(f"{clause.locator}\t{clause.text}" for clause in clauses))


def _flush(ledger: Ledger, author: events.Author, edition_id: int, chunk: _Chunk) -> None:
    if not chunk.items:
        return

    def write(cursor: Cursor) -> None:
        first = bulk.next_id(cursor, "ordinance", "ordinance_id")
        clause_id = bulk.next_id(cursor, "clause", "clause_id")
        ordinances: list[tuple[object, ...]] = []
        clauses: list[tuple[object, ...]] = []
        for ordinance_id, (item, key, text_hash) in enumerate(chunk.items, start=first):
            ordinances.append(_ordinance_row(edition_id, ordinance_id, key, text_hash, item))
            clauses.extend(
                _clause_rows(edition_id, ordinance_id, key, clause_id + len(clauses), item.clauses)
            )
        bulk.insert(cursor, "ordinance", bulk.ORDINANCE, ordinances)
        bulk.insert(cursor, "clause", bulk.CLAUSE, clauses)
        lookup_schema.write(cursor, list(_lookups(edition_id, clause_id, chunk)))

    payload = {
        "ordinances": len(chunk.items),
        "clauses": chunk.clauses,
        "files": [[item.ordinance.source, item.sha256] for item, _, _ in chunk.items],
    }
    new = events.NewEvent(f"edition:{edition_id}", 0, "import", payload)
    events.append_next(ledger, author, new, write)


def _ordinance_row(
    edition_id: int, ordinance_id: int, key: str, text_hash: str, item: Incoming
) -> tuple[object, ...]:
    ordinance = item.ordinance
    return (
        ordinance_id,
        edition_id,
        key,
        ordinance.source,
        item.sha256,
        text_hash,
        item.size,
        ordinance.encoding,
        ordinance.kind.value,
        ordinance.number,
        ordinance.title,
        ordinance.promulgation.printed,
        ordinance.promulgation.day,
        list(PurePosixPath(ordinance.source.replace("\\", "/")).parts[:-1]),
        list(ordinance.notes),
        len(item.clauses),
    )


def _lookups(edition_id: int, first_id: int, chunk: _Chunk) -> Iterator[tuple[int, int, str, str]]:
    clauses = (clause for item, _, _ in chunk.items for clause in item.clauses)
    for clause_id, clause in enumerate(clauses, start=first_id):
        yield clause_id, edition_id, clause.caption, clause.text


def _clause_rows(
    edition_id: int, ordinance_id: int, key: str, first_id: int, clauses: Sequence[Clause]
) -> Iterator[tuple[object, ...]]:
    seen: dict[str, int] = {}
    for position, clause in enumerate(clauses):
        seen[clause.locator] = seen.get(clause.locator, 0) + 1
        occurrence = "" if seen[clause.locator] == 1 else str(seen[clause.locator])
        yield (
            first_id + position,
            edition_id,
            ordinance_id,
            bulk.digest(key, clause.locator, occurrence),
            bulk.digest(clause.text),
            position,
            clause.part.value,
            clause.locator,
            clause.article,
            clause.paragraph,
            list(clause.items),
            clause.caption,
            list(clause.headings),
            list(clause.lead),
            clause.text,
        )
