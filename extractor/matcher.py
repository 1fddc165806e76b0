"""Matching label rules against sentences, and asking GiNZA only where a rule needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.reading import Reading, Sentence
from ordinances.model import Clause
from rules.loader import CompiledContext, CompiledRule

# How many characters at the end of a match are taken for its predicate (…を行わなければ).
_TAIL = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A label rule that matched ``sentence.text[start:end]``; ``score`` is what is left of its evidence.

    ``flags`` are the flags of the contexts that weakened it; a context that undoes it makes ``score`` 0.
    """

    rule: CompiledRule
    clause: int
    sentence: Sentence
    start: int
    end: int
    score: float
    flags: tuple[str, ...] = ()

    def span(self) -> tuple[int, int]:
        """Give the match in offsets of the clause's reading."""
        return self.sentence.start + self.start, self.sentence.start + self.end


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a sentence: its clause's reading, and lead, caption, headings and title, folded."""

    reading: Reading
    lead: str
    caption: str
    heading: str
    title: str


def place_of(clause: Clause, reading: Reading) -> Place:
    """Read what stands around the sentences of a clause."""
    lead, heading = "".join(clause.lead), "".join(clause.headings)
    return Place(reading, _folded(lead), _folded(clause.caption), _folded(heading), _folded(clause.title))


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """Fold a text that many clauses share: the items of a paragraph its lead, all of them the title."""
    return Reading.of(text).text if text else ""


def matches(rule: CompiledRule, sentence: Sentence, place: Place) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a sentence that a rule's regexes match, its own exclusions applied."""
    if rule.lead and not rule.lead.search(_lead(sentence, place)):
        return
    if rule.caption and not rule.caption.search(place.caption):
        return
    if rule.sentence and not rule.sentence.search(sentence.text):
        return
    spans = [found.span() for found in rule.regex.finditer(sentence.text) if found.end() > found.start()]
    if not spans:  # nearly always; the exclusions are then not worth looking for
        return
    excluded = [found.span() for pattern in rule.unless for found in pattern.finditer(sentence.text)]
    for span in spans:
        if not any(touches(span, other) for other in excluded):
            yield span


def touches(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two stretches share a character."""
    return one[0] < other[1] and other[0] < one[1]


def context_bears(
    context: CompiledContext, where: str, sentence: Sentence, span: tuple[int, int], place: Place
) -> bool:
    """Tell whether a context rule finds its sentence at one of the places it looks at."""
    if where == "match":
        return _touching(context, sentence.text, span)
    if where == "tail":
        return _touching(context, sentence.text, (max(span[0], span[1] - _TAIL), span[1]))
    if where == "after":
        return context.regex.match(sentence.text, span[1]) is not None
    text = {
        "sentence": sentence.text,
        "clause": place.reading.text,
        "lead": _lead(sentence, place),
        "caption": place.caption,
        "heading": place.heading,
        "title": place.title,
    }[where]
    return bool(text) and _any(context.regex, text) and not any(_any(one, text) for one in context.unless)


def _lead(sentence: Sentence, place: Place) -> str:
    return place.lead + place.reading.head if sentence.listed else place.lead


def _touching(context: CompiledContext, text: str, span: tuple[int, int]) -> bool:
    if not any(touches(found.span(), span) for found in context.regex.finditer(text)):
        return False
    return not any(touches(found.span(), span) for one in context.unless for found in one.finditer(text))


def _any(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


def weigh(
    contexts: Iterable[CompiledContext],
    label_rule: CompiledRule,
    sentence: Sentence,
    span: tuple[int, int],
    place: Place,
) -> tuple[float, tuple[str, ...]]:
    """Give the share of a match's score that its contexts leave, and their flags."""
    share, flags = 1.0, []
    for context in bearing(contexts, label_rule, sentence, span, place):
        share *= context.rule.keep
        flags.append(context.rule.flag)
    return share, tuple(dict.fromkeys(flags))


def bearing(
    contexts: Iterable[CompiledContext],
    label_rule: CompiledRule,
    sentence: Sentence,
    span: tuple[int, int],
    place: Place,
) -> Iterator[CompiledContext]:
    """Yield the contexts that a match stands in and that bear on its rule."""
    for context in contexts:
        rule = context.rule
        if rule.labels and label_rule.label not in rule.labels:
            continue
        if rule.flag in label_rule.rule.immune:
            continue
        if any(context_bears(context, where.value, sentence, span, place) for where in rule.where):
            yield context


def literal_sets(rules: Sequence[CompiledRule]) -> list[tuple[str, ...]]:
    """Give each rule's literals, in order, for the prefilter."""
    return [rule.literals for rule in rules]
