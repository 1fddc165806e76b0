"""Arithmetic on ISO 8601 durations: so many times in a period is how long from one time to the next."""

from __future__ import annotations

import re

_DURATION = re.compile(r"P(?:(\d+)Y|(\d+)M|(\d+)W|(\d+)D|T(\d+)H|T(\d+)M)")
# A period that does not divide evenly is counted in the next smaller unit (a year has 365 days, a month 30).
_SMALLER = {"M": (30, "D"), "W": (7, "D"), "D": (24, "TH"), "TH": (60, "TM"), "TM": (60, "TS")}


def spaced(period: str, count: int, times: int) -> str:
    """Return the time from one act to the next when ``count`` periods hold ``times`` acts.

    ``period`` is a single-unit ISO 8601 duration (``P1Y``). Whole years of months become years; what does not
    divide is rounded down to whole days, hours or minutes: ``spaced("P1M", 1, 2)`` is ``P15D``.
    """
    amount, unit = _parts(period)
    amount *= max(count, 1)
    times = max(times, 1)
    if unit == "Y":
        if amount % times == 0:
            return f"P{amount // times}Y"
        amount, unit = amount * 12, "M"
        if amount % times:
            amount, unit = amount // 12 * 365, "D"
    if amount % times and unit in _SMALLER:
        factor, unit = _SMALLER[unit]
        amount *= factor
    return _written(max(amount // times, 1), unit)


def _parts(period: str) -> tuple[int, str]:
    match = _DURATION.fullmatch(period)
    if match is None:
        raise ValueError(f"not a single-unit ISO 8601 duration: {period}")
    for value, unit in zip(match.groups(), ("Y", "M", "W", "D", "TH", "TM"), strict=True):
        if value is not None:
            return int(value), unit
    raise AssertionError(period)


def _written(amount: int, unit: str) -> str:
    if unit == "M" and amount % 12 == 0:
        return f"P{amount // 12}Y"
    return f"PT{amount}{unit[1]}" if unit.startswith("T") else f"P{amount}{unit}"
