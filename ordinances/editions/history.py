"""Which ordinances amended an ordinance (改正履歴), as its 附則 tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ordinances.editions.folding import fold

_SUPPL = re.compile(r"附則（([^）]*)）")
# 附則（令和8年9月30日条例第12号）: the day of promulgation stands between the year and the number.
_NUMBER = re.compile(
    r"(?P<year>.{2}(?:元|[0-9〇一二三四五六七八九十]+)年)(?:.{1,4}月.{1,4}日)?(?P<rest>.+?第.+?号)"
)


def amending_numbers(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """The numbers (令和8年条例第12号) of the amending ordinances whose 附則 the new text has added.

    ``old`` and ``new`` are the locators of an ordinance's 附則 clauses; each number once, in order.
    """
    known = set(_captions(old))
    return list(dict.fromkeys(_number(caption) for caption in _captions(new) if caption not in known))


def _captions(locators: Iterable[str]) -> list[str]:
    return [fold(match[1]) for locator in locators if (match := _SUPPL.match(locator))]


def _number(caption: str) -> str:
    found = _NUMBER.search(caption)
    return found["year"] + found["rest"] if found else caption
