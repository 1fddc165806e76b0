"""The Japanese calendar (和暦): dates as 例規 print them, to days and back."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from ordinances.numerals import to_int

#: Era (元号), first day; newest first. 明治 counts from the Gregorian calendar's adoption for our purpose.
ERAS: tuple[tuple[str, date], ...] = (
    ("令和", date(2019, 5, 1)),
    ("平成", date(1989, 1, 8)),
    ("昭和", date(1926, 12, 25)),
    ("大正", date(1912, 7, 30)),
    ("明治", date(1868, 1, 25)),
)
_NUMBER = "[0-9０-９〇○一二三四五六七八九十元]{1,4}"
WAREKI = re.compile(
    rf"(?P<era>令和|平成|昭和|大正|明治|令|平|昭|大|明)\s*(?P<y>{_NUMBER})\s*年"
    rf"(?:\s*(?P<m>{_NUMBER})\s*月\s*(?P<d>{_NUMBER})\s*日)?"
)


def find_wareki(text: str) -> re.Match[str] | None:
    """Return the first 和暦 (with month and day when printed) in ``text``."""
    return WAREKI.search(text)


def parse_wareki(text: str) -> date | None:
    """Return the day a printed 和暦 means (``平成元年１月８日``, ``令和二年四月一日``).

    None when there is no month and day, or the day does not exist. The first year may be written 元年. A
    date before its era began is still computed, as amending laws do write such dates.
    """
    match = WAREKI.search(text)
    if match is None or match["m"] is None:
        return None
    year, month, day = (to_int(match[name]) for name in ("y", "m", "d"))
    if not year or not month or not day:
        return None
    first = next(start for name, start in ERAS if name[0] == match["era"][0])
    try:
        return date(first.year + year - 1, month, day)
    except ValueError:
        return None


def format_wareki(day: date) -> str:
    """Return ``day`` as 和暦 (``令和元年5月1日``); a day before 明治 as ``1867年1月1日``."""
    for name, first in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def format_wareki_month(month: str) -> str:
    """Return a month (``2026-11``) as 和暦 (``令和8年11月``), in the era of its last day."""
    year, number = map(int, month.split("-"))
    return format_wareki(date(year, number, monthrange(year, number)[1])).partition("月")[0] + "月"
