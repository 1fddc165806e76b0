"""Dates as people in a city hall read them: 和暦 beside the western year (西暦), in Japan's time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from ordinances.wareki import ERAS, format_wareki

JST = timezone(timedelta(hours=9), "JST")
_LETTERS = "RHSTM"


def both(day: date | None, *, none: str = "―") -> str:
    """Give a day in both calendars: ``令和8年11月23日（2026-11-23）``; ``none`` when there is no day."""
    return f"{format_wareki(day)}（{day.isoformat()}）" if day else none


def short(day: date | None, *, none: str = "―") -> str:
    """Give a day for a narrow column: ``R8.11.23``."""
    if day is None:
        return none
    for letter, (_era, first) in zip(_LETTERS, ERAS, strict=True):
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
    return f"{format_wareki(here.date())} {here:%H:%M}"


def today() -> date:
    """Give today's date in Japan, whatever the server's time zone."""
    return datetime.now(JST).date()
