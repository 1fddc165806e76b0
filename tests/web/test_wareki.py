"""Dates are shown in 和暦 and in the western calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from review_app.pages import wareki


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 3, 31), "R9.3.31"),
        (date(2019, 5, 1), "R1.5.1"),
        (date(2019, 4, 30), "H31.4.30"),
        (date(1989, 1, 7), "S64.1.7"),
        (date(1926, 12, 24), "T15.12.24"),
        (date(1912, 7, 29), "M45.7.29"),
        (date(1850, 1, 1), "1850-01-01"),
        (None, "―"),
    ],
)
def test_a_narrow_column_shows_the_eras_letter(day: date | None, expected: str) -> None:
    assert wareki.short(day) == expected


def test_a_day_is_shown_in_both_calendars_and_a_missing_one_as_a_dash() -> None:
    assert wareki.both(date(2027, 3, 31)) == "令和9年3月31日（2027-03-31）"
    assert wareki.both(None) == "―"


def test_the_ledgers_utc_times_are_shown_in_japans_time() -> None:
    assert wareki.moment(datetime(2026, 11, 22, 15, 5)) == "令和8年11月23日 00:05"
