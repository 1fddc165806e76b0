"""Numerals, 和暦, kinds and the order of provision numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordinances import OrdinanceKind
from ordinances.grammar.numbers import egov, follows
from ordinances.kinds import kind_of
from ordinances.locator import comparable, number_words
from ordinances.numerals import to_int, to_kanji
from ordinances.wareki import format_wareki, format_wareki_month, parse_wareki


@given(st.integers(0, 10**16 - 1))
def test_every_number_survives_kanji_and_back(value: int) -> None:
    """Named kanji numerals are read as they are written."""
    assert to_int(to_kanji(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("二〇", 20),
        ("一〇五", 105),
        ("百二十三", 123),
        ("三千五百万", 35_000_000),
        ("2万5千", 25_000),
        ("１２", 12),
        ("元", 1),
        ("", None),
        ("第三", None),
    ],
)
def test_numerals_in_every_notation(text: str, value: int | None) -> None:
    """Positional and named, kanji and Arabic; anything else is no number."""
    assert to_int(text) == value


@given(st.dates(date(1873, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_wareki_and_back(day: date) -> None:
    """A day printed as 和暦 means that day."""
    assert parse_wareki(format_wareki(day)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成元年１月８日", date(1989, 1, 8)),
        ("（令和二年四月一日条例第一号）", date(2020, 4, 1)),
        ("昭和四〇年一二月二五日", date(1965, 12, 25)),
        ("平成15年条例第3号", None),
        ("平成15年2月30日", None),
    ],
)
def test_wareki_as_printed(text: str, day: date | None) -> None:
    """The day is found inside a number line; an incomplete or impossible date is no day."""
    assert parse_wareki(text) == day


def test_the_first_days_of_an_era_are_its_first_year() -> None:
    """Years are printed 元年, and the day before belongs to the era before."""
    assert format_wareki(date(2019, 5, 1)) == "令和元年5月1日"
    assert format_wareki(date(2019, 4, 30)) == "平成31年4月30日"


@pytest.mark.parametrize(
    ("last", "new", "expected"),
    [
        ((4,), (5,), True),
        ((4,), (4, 2), True),
        ((4, 2), (4, 3), True),
        ((4, 2), (4, 2, 2), True),
        ((4, 2, 2), (5,), True),
        ((4,), (6,), False),
        ((4,), (4, 3), False),
        ((4, 2), (4,), False),
        ((4,), (4,), False),
    ],
)
def test_which_number_follows(last: tuple[int, ...], new: tuple[int, ...], *, expected: bool) -> None:
    """The next number, the first branch, or the way back up from a branch."""
    assert follows(last, new) is expected


def test_numbers_and_ranges_in_both_writings() -> None:
    """e-Gov's Num and the words officials use."""
    assert egov((12, 2)) == "12_2"
    assert egov((3,), (5,)) == "3:5"
    assert number_words("12_2_3", "条") == "第12条の2の3"
    assert number_words("3:5", "条") == "第3条から第5条まで"


@pytest.mark.parametrize(
    ("title", "number", "kind"),
    [
        ("花咲市公園条例", "平成15年条例第46号", OrdinanceKind.ORDINANCE),
        ("花咲市公園条例施行規則", "平成15年規則第4号", OrdinanceKind.RULE),
        ("花咲市文書規程", "昭和50年訓令第3号", OrdinanceKind.REGULATION),
        ("花咲市補助金交付要綱", "令和2年告示第9号", OrdinanceKind.GUIDELINE),
        ("花咲市投票区の指定", "令和2年告示第9号", OrdinanceKind.NOTICE),
        ("衛生法施行令", "昭和二十四年政令第十六号", OrdinanceKind.CABINET_ORDER),
        ("衛生規則", "昭和二十三年厚生省令第二十三号", OrdinanceKind.MINISTERIAL_ORDER),
        ("花咲市公園条例", "", OrdinanceKind.ORDINANCE),
        ("覚書", "", OrdinanceKind.OTHER),
    ],
)
def test_the_kind_is_told_from_number_and_title(title: str, number: str, kind: OrdinanceKind) -> None:
    """The number decides, but a 要綱 is a 要綱 whatever issued it."""
    assert kind_of(title, number) is kind


@pytest.mark.parametrize(
    ("ledger", "written", "same"),
    [
        ("第12条の2第3項第4号ア", "第十二条の二第三項第四号ア", True),
        ("第12条の2第3項", "１２条ノ２　３項", True),
        ("第1第2号", "第一　2号", True),
        ("別表第1", "別表第一", True),
        ("平成元年条例第12号", "平成1年条例第十二号", True),
        ("第1第2号", "第12号", False),
        ("第12条第3項", "第1条第23項", False),
        ("第12条の2", "第12条第2項", False),
    ],
)
def test_places_are_compared_whatever_their_widths_and_numerals(
    ledger: str, written: str, same: bool
) -> None:
    """What stands for one place is alike, what stands for two is not."""
    assert (comparable(ledger) == comparable(written)) is same


@pytest.mark.parametrize(
    ("month", "expected"),
    [("2026-11", "令和8年11月"), ("2019-05", "令和元年5月"), ("2019-04", "平成31年4月")],
)
def test_a_month_is_written_in_the_era_of_its_last_day(month: str, expected: str) -> None:
    assert format_wareki_month(month) == expected
