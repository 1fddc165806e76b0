"""Candidates as plain rows (JSON values) and back: what workers, caches and Parquet files hold.

A row names its clause by its place in the document, so that clauses are neither sent back nor stored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from extractor.model import Authority, Candidate, Frequency, Label, Modality, Span
from extractor.unit import stretches
from ordinances.model import Clause

Row = dict[str, Any]


def to_rows(candidates: Sequence[Candidate], clauses: Sequence[Clause]) -> list[Row]:
    """Turn one document's candidates into rows; each candidate's clause must be one of ``clauses``."""
    places = {id(clause): place for place, clause in enumerate(clauses)}
    return [_row(candidate, places[id(candidate.clause)]) for candidate in candidates]


def _row(candidate: Candidate, place: int) -> Row:
    return {
        "clause": place,
        "label": candidate.label.value,
        "score": candidate.score,
        "rules": list(candidate.rules),
        "spans": [asdict(span) for span in candidate.spans],
        "modality": candidate.modality.value if candidate.modality else None,
        "frequency": asdict(candidate.frequency) if candidate.frequency else None,
        "digital_alternative": [asdict(span) for span in candidate.digital_alternative],
        "authority": asdict(candidate.authority),
        "phase": candidate.phase,
        "category": candidate.category,
        "flags": list(candidate.flags),
        "explanation": candidate.explanation,
    }


def merged(
    kept: Sequence[Row], new: Sequence[Row], clauses: Sequence[Clause], only: Collection[int]
) -> list[Row]:
    """Put the new rows of the paragraphs that hold a clause of ``only`` in place of the kept ones.

    Args:
        kept: an earlier result for all of ``clauses``.
        new: a result for the paragraphs with a place in ``only``, which need not be candidates any more.
        clauses: the document's clauses in order.
        only: places of clauses that were analysed again.

    Returns:
        The rows a fresh analysis of the whole gives, in its order.
    """
    unit_of = {place: unit for unit, places in enumerate(stretches(clauses)) for place in places}
    again = {unit_of[place] for place in only}
    stays = [row for row in kept if unit_of[row["clause"]] not in again]
    return sorted([*stays, *new], key=lambda row: unit_of[row["clause"]])


def from_rows(rows: Sequence[Mapping[str, Any]], clauses: Sequence[Clause]) -> tuple[Candidate, ...]:
    """Turn rows back into candidates of the same ``clauses``."""
    return tuple(_candidate(row, clauses) for row in rows)


def _candidate(row: Mapping[str, Any], clauses: Sequence[Clause]) -> Candidate:
    return Candidate(
        clause=clauses[row["clause"]],
        label=Label(row["label"]),
        score=row["score"],
        rules=tuple(row["rules"]),
        spans=tuple(Span(**span) for span in row["spans"]),
        modality=Modality(row["modality"]) if row["modality"] else None,
        frequency=Frequency(**row["frequency"]) if row["frequency"] else None,
        digital_alternative=tuple(Span(**span) for span in row["digital_alternative"]),
        authority=Authority(**row["authority"]),
        phase=row["phase"],
        category=row["category"],
        flags=tuple(row["flags"]),
        explanation=row["explanation"],
    )
