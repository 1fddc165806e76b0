"""Sums over the progress cube (進捗): the numbers behind the charts and the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from review_app.ledger.following import Inquiry
from review_app.ledger.progress_rows import ProgressCell
from review_app.workflow.machine import State

Key = TypeVar("Key", bound=Hashable)

# The twelve states fold into five stages that a manager can follow.
STAGES: dict[str, tuple[State, ...]] = {
    "照会前": (State.UNREVIEWED, State.ON_HOLD, State.RECHECK, State.IN_SCOPE),
    "照会・回答": (State.INQUIRING, State.RETURNED, State.ANSWERED),
    "確認・決定": (State.CHECKED, State.DECIDED),
    "対応中": (State.IN_PROGRESS,),
    "完了": (State.COMPLETED,),
}
STAGE_OF = {state: stage for stage, states in STAGES.items() for state in states}


@dataclass(frozen=True, slots=True)
class Sum:
    """Cases, annual cases (年間件数), hours saved a year and overdue inquiries of one group."""

    cases: int = 0
    yearly_cases: int = 0
    hours_staff: float = 0.0
    hours_citizen: float = 0.0
    overdue: int = 0

    def plus(self, cell: ProgressCell) -> Sum:
        """Give the sum with one more cell."""
        return Sum(
            self.cases + cell.cases,
            self.yearly_cases + cell.yearly_cases,
            self.hours_staff + cell.hours_staff,
            self.hours_citizen + cell.hours_citizen,
            self.overdue + cell.overdue,
        )


def total(cells: Iterable[ProgressCell]) -> Sum:
    """Sum all cells."""
    result = Sum()
    for cell in cells:
        result = result.plus(cell)
    return result


def joined(groups: Iterable[Sum]) -> Sum:
    """Sum sums."""
    result = Sum()
    for group in groups:
        result = Sum(
            result.cases + group.cases,
            result.yearly_cases + group.yearly_cases,
            result.hours_staff + group.hours_staff,
            result.hours_citizen + group.hours_citizen,
            result.overdue + group.overdue,
        )
    return result


def by(cells: Iterable[ProgressCell], key: Callable[[ProgressCell], Key]) -> dict[Key, Sum]:
    """Sum the cells by a key."""
    result: dict[Key, Sum] = defaultdict(Sum)
    for cell in cells:
        result[key(cell)] = result[key(cell)].plus(cell)
    return dict(result)


def under_review(cells: Iterable[ProgressCell]) -> list[ProgressCell]:
    """Leave out what was dismissed (対象外): it is no part of the work's total."""
    return [cell for cell in cells if cell.state != State.OUT_OF_SCOPE]


def stage(cell: ProgressCell) -> str:
    """Name the stage of a cell's state."""
    return STAGE_OF.get(State(cell.state), "照会前")


def share(part: int, whole: int) -> str:
    """Give a part of a whole as a percentage; ``―`` of nothing."""
    return f"{part / whole:.0%}".replace("%", "％") if whole else "―"


def cross(
    cells: Sequence[ProgressCell], row: Callable[[ProgressCell], str], column: Callable[[ProgressCell], str]
) -> dict[str, dict[str, int]]:
    """Count cases in a table of two keys."""
    result: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in cells:
        result[row(cell)][column(cell)] += cell.cases
    return {name: dict(counts) for name, counts in result.items()}


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the burn-down: inquiries still open (None in the future), and those whose due date is to come."""

    day: date
    still_open: int | None
    allowed: int


MOST_POINTS = 26


def burn_down(inquiries: Sequence[Inquiry], today: date) -> list[Point]:
    """Give the inquiries day by day from the first one asked to the last due date, today always among the days.

    At most about ``MOST_POINTS`` days, evenly spaced in whole weeks where there are more.
    """
    if not inquiries:
        return []
    first = min(row.asked_on for row in inquiries)
    last = max(today, *(row.due_on for row in inquiries))
    length = (last - first).days
    step = 1 if length <= MOST_POINTS else 7 * -(-length // (7 * MOST_POINTS))
    days = {first + timedelta(days=passed) for passed in range(0, length + 1, step)} | {today, last}
    return [point_of(inquiries, day, today) for day in sorted(days)]


def point_of(inquiries: Sequence[Inquiry], day: date, today: date) -> Point:
    """Count one day at its end."""
    asked = [row for row in inquiries if row.asked_on <= day]
    still_open = sum(row.cases for row in asked if row.answered_on is None or row.answered_on > day)
    allowed = sum(row.cases for row in asked if row.due_on > day)
    return Point(day, still_open if day <= today else None, allowed)
