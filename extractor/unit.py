"""Units: a paragraph (項) with its items (号), the stretch that is judged as one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from extractor.reading import Reading
from ordinances.model import Clause, Part


@dataclass(frozen=True, slots=True)
class Unit:
    """The clauses of one paragraph in order: the paragraph's own text first, then its items."""

    clauses: tuple[Clause, ...]
    readings: tuple[Reading, ...]


def units(clauses: Sequence[Clause], only: Collection[int] | None = None) -> Iterator[Unit]:
    """Group one ordinance's clauses, given in document order, into units.

    Args:
        clauses: the ordinance's clauses.
        only: places of clauses; units that hold none of them are left out. None: every unit.
    """
    for places in stretches(clauses):
        if only is None or any(place in only for place in places):
            yield _unit(clauses[places.start : places.stop])


def stretches(clauses: Sequence[Clause]) -> Iterator[range]:
    """Give the places of each unit's clauses, unit by unit."""
    start = 0
    for place, clause in enumerate(clauses):
        if place > start and not _same_unit(clauses[start], clause):
            yield range(start, place)
            start = place
    if clauses:
        yield range(start, len(clauses))


def _same_unit(first: Clause, clause: Clause) -> bool:
    if not clause.items or clause.part in (Part.TABLE, Part.FORM):
        return False
    return (clause.part, clause.article, clause.paragraph) == (first.part, first.article, first.paragraph)


def _unit(group: Sequence[Clause]) -> Unit:
    return Unit(tuple(group), tuple(Reading.of(clause.text) for clause in group))
