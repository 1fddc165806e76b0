"""What the ledger says of the progress: sums for the progress page and for a person's own work (進捗)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgressCell:
    """One cell of the progress cube: cases and sums for one combination of its first six fields."""

    department_id: str | None
    label: str
    state: str
    policy: str
    phase_now: int | None
    phase_target: int | None
    cases: int
    yearly_cases: int
    hours_staff: float
    hours_citizen: float
    overdue: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What happened in one calendar month (``2026-10``): acts answered, decided, completed; hours decided."""

    month: str
    answered: int
    decided: int
    completed: int
    hours_staff: float
    hours_citizen: float


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of what the reader may see: a cube small enough to sum in the page, and the months."""

    cells: tuple[ProgressCell, ...]
    months: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """Counts for one's own work page: by state, and of the open inquiries due soon (7 days), overdue,
    returned.
    """

    by_state: dict[str, int]
    due_soon: int
    overdue: int
    returned_to_me: int
