"""Clauses (条項) read off an ordinance's tree."""

from __future__ import annotations

from ordinances.model import Clause, Ordinance


def clauses(ordinance: Ordinance) -> list[Clause]:
    """Return every provision that carries text, in document order."""
    raise NotImplementedError
