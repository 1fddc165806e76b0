"""A wave (取組・一斉照会) as a named filter over cases: what it covers and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One wave. Filters are joined by AND, the values inside one by OR; empty means any.

    ``departments`` matches the accountable department or, before assignment, the proposed one. A case asked
    under a wave belongs to that one alone; one not yet asked belongs to every wave whose filter it meets.
    ``revision`` is needed to change the wave.
    """

    name: str
    labels: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    ordinance_keys: tuple[str, ...] = ()
    due_on: date | None = None
    note: str = ""
    active: bool = True
    revision: int = 0
