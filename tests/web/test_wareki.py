"""Dates are shown in 和暦 and in the western calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from review_app.pages import wareki


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), "令和8年11月23日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1850, 1, 1), "1850年1月1日"),
    ],
)
def test_each_era_begins_on_its_first_day(day: date, expected: str) -> None:
    assert wareki.wareki(day) == expected


def test_a_day_is_shown_in_both_calendars_and_a_missing_one_as_a_dash() -> None:
    assert wareki.both(date(2027, 3, 31)) == "令和9年3月31日（2027-03-31）"
    assert wareki.both(None) == "―"
    assert wareki.short(date(2027, 3, 31)) == "R9.3.31"


def test_the_ledgers_utc_times_are_shown_in_japans_time() -> None:
    assert wareki.moment(datetime(2026, 11, 22, 15, 5)) == "令和8年11月23日 00:05"
