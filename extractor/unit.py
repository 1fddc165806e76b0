"""Units: a paragraph (項) with its items (号), the stretch that is judged as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.reading import Reading
from ordinances.model import Clause, Part


@dataclass(frozen=True, slots=True)
class Unit:
    """The clauses of one paragraph in order: the paragraph's own text first, then its items."""

    clauses: tuple[Clause, ...]
    readings: tuple[Reading, ...]


def units(clauses: Sequence[Clause]) -> Iterator[Unit]:
    """Group one ordinance's clauses, given in document order, into units."""
    group: list[Clause] = []
    for clause in clauses:
        if group and not _same_unit(group[0], clause):
            yield _unit(group)
            group = []
        group.append(clause)
    if group:
        yield _unit(group)


def _same_unit(first: Clause, clause: Clause) -> bool:
    if not clause.items or clause.part in (Part.TABLE, Part.FORM):
        return False
    return (clause.part, clause.article, clause.paragraph) == (first.part, first.article, first.paragraph)


def _unit(group: Sequence[Clause]) -> Unit:
    return Unit(tuple(group), tuple(Reading.of(clause.text) for clause in group))
