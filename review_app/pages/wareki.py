"""Dates as people in a city hall write them: 和暦 beside the western year (西暦).

Eras by their first days: 元号法に基づく政令 (昭和64年1月7日政令第1号, 平成31年政令第143号) and, for what ordinances
older than 1947 carry, the 詔書 of 1912 and 1926.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 10, 23), "明治"),
)


def wareki(day: date) -> str:
    """Give a day in 和暦 (``令和8年11月23日``, the first year as 元年); before Meiji only the western form."""
    for first, era in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def both(day: date | None, *, none: str = "―") -> str:
    """Give a day in both calendars: ``令和8年11月23日（2026-11-23）``; ``none`` when there is no day."""
    return f"{wareki(day)}（{day.isoformat()}）" if day else none


def short(day: date | None, *, none: str = "―") -> str:
    """Give a day for a narrow column: ``R8.11.23``."""
    if day is None:
        return none
    for letter, (first, _era) in zip("RHSTM", ERAS, strict=True):
        if day >= first:
            return f"{letter}{day.year - first.year + 1}.{day.month}.{day.day}"
    return day.isoformat()


def local(moment: datetime) -> datetime:
    """Turn the ledger's naive UTC time into Japan's time."""
    return moment.replace(tzinfo=UTC).astimezone(JST)


def moment(when: datetime | None, *, none: str = "―") -> str:
    """Give a time of the ledger (naive UTC) in Japan's time: ``令和8年11月23日 14:05``."""
    if when is None:
        return none
    here = local(when)
    return f"{wareki(here.date())} {here:%H:%M}"


def today() -> date:
    """Give today's date in Japan, whatever the server's time zone."""
    return datetime.now(JST).date()
