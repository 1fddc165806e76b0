"""Refusing regexes that could take forever (ReDoS): rules are edited by people, texts are hostile.

Python's engine backtracks, so the guard is on the form: no repeat within an open-ended repeat, and no
open-ended repeat of more than one character class. What is left costs at most a small power of the length of
a sentence, and sentences are cut to a bounded length before matching.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # the standard parser has no public name
from typing import Any

LONGEST_REPEAT = 400
MOST_WIDE_REPEATS = 6
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def objection(regex: str) -> str:
    """Say in Japanese why a regex is refused, or ``""`` when it is fine.

    Raises:
        re.error: the regex cannot be parsed at all.
    """
    parsed = _parser.parse(regex)
    re.compile(regex)
    wide = [width for width in _repeats(parsed) if width > 20]
    if any(width >= LONGEST_REPEAT for width in wide):
        return "終わりのない繰り返し(* や +)は使えません。{0,60} のように上限を付けてください"
    if len(wide) > MOST_WIDE_REPEATS:
        return f"長い繰り返しが多すぎます({len(wide)} か所)。{MOST_WIDE_REPEATS} か所までにしてください"
    if _nested(parsed, within=False):
        return "長い繰り返しの中に繰り返しがあります。分けて書いてください"
    return ""


def _repeats(node: Any) -> Iterator[int]:
    for operator, value in node:
        if operator in _REPEATS:
            yield min(int(value[1]), LONGEST_REPEAT)
        for inner in _children(operator, value):
            yield from _repeats(inner)


def _nested(node: Any, *, within: bool) -> bool:
    for operator, value in node:
        repeat = operator in _REPEATS and int(value[1]) > 1
        if repeat and within:
            return True
        wide = within or (repeat and int(value[1]) > 20)
        if any(_nested(inner, within=wide) for inner in _children(operator, value)):
            return True
    return False


def _children(operator: Any, value: Any) -> Iterator[Any]:
    if operator in _REPEATS:
        yield value[2]
    elif operator is _constants.BRANCH:
        yield from value[1]
    elif operator is _constants.SUBPATTERN:
        yield value[3]
    elif operator in (_constants.ASSERT, _constants.ASSERT_NOT):
        yield value[1]
    elif operator is _constants.ATOMIC_GROUP:
        yield value
