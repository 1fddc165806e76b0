"""What an ordinance as a whole tells of each of its clauses (例規全体の文脈)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordinances.model import Clause


@dataclass(frozen=True, slots=True)
class OrdinanceContext:
    """Facts of one ordinance that its clauses lean on, computed once.

    ``title`` is the ordinance's own title.
    """

    title: str = ""

    @classmethod
    def of(cls, clauses: Sequence[Clause]) -> OrdinanceContext:
        """Read the context off one ordinance's clauses, given in document order."""
        return cls(title=clauses[0].title if clauses else "")
