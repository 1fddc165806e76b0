"""Frequency (頻度) of the act a candidate is about, as an ISO 8601 duration.

A period counts only when it governs the act itself: the first act named after it, or, when none is
(「点検は、毎年1回とする」), the nearest before it. A period that governs a report, a fee or a
meeting is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.attributes.duration import spaced
from extractor.attributes.packs import Regex, Table, load
from extractor.attributes.view import View, aside_views, view
from extractor.model import Frequency, Label
from extractor.reading import Sentence
from ordinances.model import Clause
from ordinances.numerals import to_int


class Unit(Table):
    """What one of a unit of time is, as an ISO 8601 duration."""

    text: Regex
    period: str


class Expression(Table):
    """A way to write a frequency; ``period`` is given only where it is the same whatever was matched.

    ``reach`` is how many characters on the act must be named, None for the whole sentence.
    """

    id: str
    name: str
    pattern: Regex
    unit: str = ""
    period: str | None = None
    reach: int | None = None


class FrequencyTable(Table):
    """``frequency.yaml``."""

    units: tuple[Unit, ...]
    expressions: tuple[Expression, ...]
    acts: Mapping[str, Regex]
    act_groups: Mapping[Label, tuple[str, ...]]
    others: Regex
    not_the_act: Regex
    listed: Regex
    minimum: Regex


@dataclass(frozen=True, slots=True)
class Found:
    """A frequency expression at a place of a reading."""

    start: int
    end: int
    duration: str
    at_least: bool
    reach: int | None = None


@cache
def _table() -> FrequencyTable:
    return load(FrequencyTable, "frequency")


def frequency_of(clause: Clause, label: Label) -> Frequency | None:
    """Tell how often the act behind ``label`` is to be done: from the clause, else from its leads.

    Returns None where no period governs the act, and a ``Frequency`` with duration ``""`` for a bare 定期に.
    """
    unspecified: Frequency | None = None
    for text in (clause.text, *reversed(clause.lead)):
        for frequency in _in_text(text, label, clause.caption):
            if frequency.duration:
                return frequency
            unspecified = unspecified or frequency
    return unspecified


def _in_text(text: str, label: Label, caption: str) -> Iterator[Frequency]:
    yield from _in_view(view(text), label, caption)
    for aside in aside_views(text):
        yield from _in_view(aside, label, caption + view(text[: aside.offset - 1]).text)


def _in_view(one: View, label: Label, before: str) -> Iterator[Frequency]:
    for number, sentence in enumerate(one.sentences):
        earlier = before + "".join(passed.text for passed in one.sentences[:number])
        for found in expressions_in(sentence.text):
            if governs(found, sentence, label, earlier):
                span = one.span(sentence.start + found.start, sentence.start + found.end, "frequency")
                yield Frequency(found.duration, found.at_least, span.text.rstrip("、，"))


def expressions_in(text: str) -> list[Found]:
    """Find a sentence's frequency expressions, in order of place; the table's order decides overlaps."""
    taken: list[Found] = []
    for expression in _table().expressions:
        for match in expression.pattern.finditer(text):
            if not any(match.start() < one.end and one.start < match.end() for one in taken):
                taken.append(_found(expression, match, text))
    return sorted(taken, key=lambda one: one.start)


def _found(expression: Expression, match: re.Match[str], text: str) -> Found:
    duration, at_least = _duration(expression, match), _at_least(match, text)
    return Found(match.start(), match.end(), duration, at_least, expression.reach)


def _duration(expression: Expression, match: re.Match[str]) -> str:
    if expression.period is not None:
        return expression.period
    parts = match.groupdict()
    unit = parts.get("unit") or expression.unit
    period = next(one.period for one in _table().units if one.text.search(unit))
    count = to_int(parts.get("n") or "") or 1
    times = to_int(parts.get("k") or "") or 1
    if listed := parts.get("list"):
        times = len(_table().listed.findall(listed)) + 1
    return spaced(period, count, times)


def _at_least(match: re.Match[str], text: str) -> bool:
    """Tell whether a minimum of times is set: 以上 after, 少なくとも within or just before."""
    if match.groupdict().get("least"):
        return True
    return _table().minimum.search(text, max(match.start() - 8, 0), match.end()) is not None


def governs(found: Found, sentence: Sentence, label: Label, before: str) -> bool:
    """Tell whether a frequency expression is about the act behind ``label``.

    ``before`` is the caption and the sentences before this one: where the sentence names no act at all, the
    one spoken of before is meant.
    """
    acts = [_table().acts[group] for group in _table().act_groups[label]]
    stop = found.end + found.reach if found.reach else None
    following = _acts_in(sentence.text[max(found.end - 4, found.start) : stop], acts)
    if following:
        return following[0]
    preceding = _acts_in(sentence.text[: found.start], acts)
    if preceding:
        return preceding[-1]
    earlier = [] if found.reach else _acts_in(before, acts)
    return bool(earlier) and earlier[-1]


def _acts_in(text: str, acts: Sequence[re.Pattern[str]]) -> list[bool]:
    """List the acts a text names, in order: True for one of ``acts``, False for any other."""
    ours = {match.start(): match.end() for act in acts for match in act.finditer(text)}
    named = {start: (end, True) for start, end in ours.items()}
    for match in _table().others.finditer(text):
        named.setdefault(match.start(), (match.end(), False))
    return [mine for _, (end, mine) in sorted(named.items()) if not _table().not_the_act.match(text, end)]
