"""Clauses out to the extractor, candidates back in (抽出の記録): incremental by rule-pack hash, in chunks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from extractor.model import Candidate
from ordinances.model import Clause, Part
from review_app.ledger import bulk, events
from review_app.ledger.connection import Cursor, Ledger, fetch

ORDINANCES_PER_READ = 50
MANUAL_RUN = 0  # the run_id of candidates that a person added


@dataclass(frozen=True, slots=True)
class Run:
    """One extraction run: what it is made with. ``models`` names model packages and their versions."""

    run_id: int
    edition_id: int
    rules_hash: str
    models: dict[str, str]
    engine: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Pending:
    """An ordinance still to be extracted: its clauses in order and the ids they are stored under.

    ``clause_keys`` are what cases hang on, kept from edition to edition; ``parent_keys`` those of the clauses
    they were split from.
    """

    ordinance_id: int
    ordinance_key: str
    source: str
    clauses: list[Clause]
    clause_ids: list[int]
    clause_keys: list[str]
    parent_keys: list[str | None]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The candidates found in one pending ordinance."""

    pending: Pending
    candidates: Sequence[Candidate]


_PENDING = """
SELECT o.ordinance_id, o.clause_count FROM ordinance o
WHERE o.edition_id = ? AND NOT EXISTS (
    SELECT 1 FROM extraction e WHERE e.ordinance_id = o.ordinance_id AND e.rules_hash = ?
)
ORDER BY o.ordinance_id
"""
_CLAUSES = """
SELECT c.* REPLACE (i.identity AS clause_key), i.parent, o.ordinance_key, o.source, o.title, o.number
FROM clause c JOIN ordinance o USING (ordinance_id) JOIN clause_identity i USING (clause_id)
WHERE c.ordinance_id BETWEEN ? AND ? AND c.ordinance_id IN (SELECT unnest(?))
ORDER BY c.ordinance_id, c.position
"""


def start_run(
    ledger: Ledger, edition_id: int, rules_hash: str, models: dict[str, str], engine: str, jobs: int
) -> Run:
    """Record that a run begins; its results follow chunk by chunk."""
    with ledger.append_lock, ledger.transaction() as cursor:
        run_id = bulk.next_id(cursor, "extraction_run", "run_id")
        cursor.execute(
            "INSERT INTO extraction_run VALUES (?, ?, ?, ?, ?, ?, ?)",
            [run_id, edition_id, ledger.now(), rules_hash, events.canonical(models), engine, jobs],
        )
    return Run(run_id, edition_id, rules_hash, models, engine, jobs)


def pending_size(ledger: Ledger, edition_id: int, rules_hash: str) -> tuple[int, int]:
    """How many ordinances and clauses of the edition these rules have not been run on."""
    rows = ledger.rows(_PENDING, [edition_id, rules_hash])
    return len(rows), sum(row["clause_count"] for row in rows)


def pending(ledger: Ledger, edition_id: int, rules_hash: str) -> Iterator[Pending]:
    """The ordinances still to be extracted, read a few at a time, in order."""
    ids = [row["ordinance_id"] for row in ledger.rows(_PENDING, [edition_id, rules_hash])]
    for start in range(0, len(ids), ORDINANCES_PER_READ):
        part = ids[start : start + ORDINANCES_PER_READ]
        with ledger.cursor() as cursor:
            yield from _group(part, fetch(cursor, _CLAUSES, [part[0], part[-1], part]))


def _group(ids: Sequence[int], rows: list[dict[str, Any]]) -> Iterator[Pending]:
    by_ordinance: dict[int, list[dict[str, Any]]] = {ordinance_id: [] for ordinance_id in ids}
    for row in rows:
        by_ordinance[row["ordinance_id"]].append(row)
    for ordinance_id in ids:
        found = by_ordinance[ordinance_id]
        yield Pending(
            ordinance_id=ordinance_id,
            ordinance_key=found[0]["ordinance_key"] if found else "",
            source=found[0]["source"] if found else "",
            clauses=[clause_of(row) for row in found],
            clause_ids=[row["clause_id"] for row in found],
            clause_keys=[row["clause_key"] for row in found],
            parent_keys=[row["parent"] for row in found],
        )


def clause_of(row: dict[str, Any]) -> Clause:
    """A clause as it was read, from its row joined with its ordinance's source, title and number."""
    fields: dict[str, Any] = {name: row[name] for name in _CLAUSE_FIELDS}
    fields.update({name: tuple(row[name]) for name in ("items", "headings", "lead")})
    return Clause(part=Part(row["part"]), **fields)


_CLAUSE_FIELDS = ("source", "title", "number", "locator", "article", "paragraph", "caption", "text")


def write(ledger: Ledger, author: events.Author, run: Run, chunk: Sequence[Extracted]) -> None:
    """Store the candidates of some ordinances, the cases that are new, and the event, in one transaction."""

    def alongside(cursor: Cursor) -> None:
        candidate_id = bulk.next_id(cursor, "candidate", "candidate_id")
        candidates: list[tuple[object, ...]] = []
        cases: dict[str, tuple[object, ...]] = {}
        for item in chunk:
            for row, case in _rows(ledger, run, item, candidate_id + len(candidates)):
                candidates.append(row)
                cases[str(case[0])] = case
        known = _known_cases(cursor, list(cases))
        bulk.insert(cursor, "candidate", bulk.CANDIDATE, candidates)
        bulk.insert(cursor, "review_case", bulk.REVIEW_CASE, [c for k, c in cases.items() if k not in known])
        done = [(e.pending.ordinance_id, run.run_id, run.rules_hash, len(e.candidates)) for e in chunk]
        bulk.insert(cursor, "extraction", bulk.EXTRACTION, done)

    payload: dict[str, object] = {
        "run": run.run_id,
        "ordinances": len(chunk),
        "candidates": sum(len(item.candidates) for item in chunk),
        "rules_hash": run.rules_hash,
    }
    new = events.NewEvent(f"edition:{run.edition_id}", 0, "extract", payload)
    events.append_next(ledger, author, new, alongside)


def _known_cases(cursor: Cursor, case_ids: list[str]) -> set[str]:
    found = fetch(cursor, "SELECT case_id FROM review_case WHERE case_id IN (SELECT unnest(?))", [case_ids])
    return {row["case_id"] for row in found}


def _rows(
    ledger: Ledger, run: Run, item: Extracted, first_id: int
) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    places = {clause: index for index, clause in reversed(list(enumerate(item.pending.clauses)))}
    keys = _keys(item, places)
    for offset, candidate in enumerate(item.candidates):
        position, key = places[candidate.clause], keys[offset]
        case_id = case_key(key, candidate.label.value)
        case = (
            case_id,
            item.pending.ordinance_key,
            key,
            candidate.clause.locator,
            candidate.label.value,
            "extractor",
            ledger.now(),
        )
        place = (item.pending.ordinance_id, item.pending.clause_ids[position], position)
        yield (first_id + offset, case_id, run.run_id, *place, *_found(candidate)), case


def _keys(item: Extracted, places: dict[Clause, int]) -> list[str]:
    """The clause key of each candidate. When a clause was split, its case goes with the analog means: to the
    first piece that shows the type, where the piece that kept the key does not.
    """
    own = [item.pending.clause_keys[places[candidate.clause]] for candidate in item.candidates]
    parents = [item.pending.parent_keys[places[candidate.clause]] for candidate in item.candidates]
    labels = [candidate.label for candidate in item.candidates]
    taken = set(zip(own, labels, strict=True))
    keys = []
    for key, parent, label in zip(own, parents, labels, strict=True):
        follows = parent is not None and (parent, label) not in taken
        keys.append(parent if follows and parent is not None else key)
        taken.add((keys[-1], label))
    return keys


def case_key(clause_key: str, label: str) -> str:
    """The id of a case: the same for the same clause (see ``ledger.editions``) and type in every edition."""
    return bulk.digest(clause_key, label)


def _found(candidate: Candidate) -> tuple[object, ...]:
    return (
        candidate.clause.locator,
        candidate.label.value,
        candidate.score,
        list(candidate.rules),
        _json([asdict(span) for span in candidate.spans]),
        candidate.modality.value if candidate.modality else "",
        _json(asdict(candidate.frequency)) if candidate.frequency else None,
        _json([asdict(span) for span in candidate.digital_alternative]),
        _json(asdict(candidate.authority)),
        candidate.phase,
        candidate.category,
        list(candidate.flags),
        candidate.explanation,
        _pattern(candidate.clause.text),
    )


def _pattern(text: str) -> str:
    from extractor.similar import fingerprint  # noqa: PLC0415 - loads spaCy, which reading a ledger does without

    return fingerprint(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def end_run(ledger: Ledger, run: Run, seconds: float, totals: tuple[int, int, int]) -> None:
    """Record a finished run: its duration and (ordinances, candidates, failures)."""
    with ledger.append_lock, ledger.transaction() as cursor:
        cursor.execute("INSERT INTO extraction_end VALUES (?, ?, ?, ?, ?)", [run.run_id, seconds, *totals])


def manual_case_id(ledger: Ledger, clause_id: int, label: str) -> str:
    """The id a case on this clause has; raises LookupError when there is no such clause."""
    found = ledger.rows("SELECT identity FROM clause_identity WHERE clause_id = ?", [clause_id])
    if not found:
        raise LookupError(clause_id)
    return case_key(found[0]["identity"], label)


_MANUAL_CLAUSE = """
SELECT c.* REPLACE (i.identity AS clause_key), o.ordinance_key
FROM clause c JOIN ordinance o USING (ordinance_id) JOIN clause_identity i USING (clause_id)
WHERE c.clause_id = ?
"""


def add_manual(cursor: Cursor, clause_id: int, label: str, span: tuple[int, int], now: datetime) -> None:
    """Store a case that a person found (漏れの追加), inside the caller's transaction; ``span`` in the
    clause's text.
    """
    clause = fetch(cursor, _MANUAL_CLAUSE, [clause_id])[0]
    case_id = case_key(clause["clause_key"], label)
    start, end = span
    candidate = {
        "candidate_id": bulk.next_id(cursor, "candidate", "candidate_id"),
        "case_id": case_id,
        "run_id": MANUAL_RUN,
        "ordinance_id": clause["ordinance_id"],
        "clause_id": clause_id,
        "position": clause["position"],
        "locator": clause["locator"],
        "label": label,
        "score": 1.0,
        "rules": [],
        "spans": _json([{"start": start, "end": end, "text": clause["text"][start:end], "rule": "manual"}]),
        "modality": "",
        "frequency": None,
        "digital_alternative": "[]",
        "authority": _json({"own": True, "law": "", "article": ""}),
        "phase": None,
        "category": "",
        "flags": [],
        "explanation": "",
        "pattern": _pattern(clause["text"]),
    }
    case = (case_id, clause["ordinance_key"], clause["clause_key"], clause["locator"], label, "manual", now)
    bulk.insert(
        cursor, "candidate", bulk.CANDIDATE, [tuple(candidate[name] for name in bulk.CANDIDATE.names)]
    )
    bulk.insert(cursor, "review_case", bulk.REVIEW_CASE, [case])
