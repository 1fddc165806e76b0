"""Modality (義務・権限・努力義務) of the predicate that carries a hit.

The predicate of a Japanese statute closes its sentence, and clauses joined in the continuative form share it:
from the hit onward, the first marker that closes a clause or the sentence decides. A sentence that closes
without a marker states what is done (「毎年1回行う。」), which in a statute is a duty; an item (号) without
one takes its lead's (柱書).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.attributes.packs import Regex, Table, load
from extractor.attributes.view import View, view, views_of
from extractor.model import Modality, Span
from ordinances.model import Clause


class Marker(Table):
    """Ways of saying one modality; ``modality`` None marks an exemption."""

    id: str
    name: str
    modality: Modality | None
    patterns: tuple[Regex, ...]


class Choice(Table):
    """An item that is one of several ways to choose from, told by its lead and its own text."""

    name: str
    modality: Modality
    lead: Regex
    text: Regex


class ModalityTable(Table):
    """``modality.yaml``."""

    markers: tuple[Marker, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """A modality with the words that show it; ``words`` is ``""`` where the sentence merely states."""

    modality: Modality | None
    words: str
    name: str


@cache
def _table() -> ModalityTable:
    return load(ModalityTable, "modality")


def modality_of(clause: Clause, spans: Sequence[Span]) -> Mood:
    """Tell the modality of the predicate that carries ``spans`` in ``clause``."""
    for choice in _table().choices:
        if (
            clause.lead
            and choice.lead.search(view(clause.lead[-1]).text)
            and choice.text.search(view(clause.text).text)
        ):
            return Mood(choice.modality, "", choice.name)
    for one in views_of(clause.text, spans):
        if mood := _mood_from(one, _first_place(one, spans)):
            return mood
    for lead in reversed(clause.lead):
        if mood := _mood_of_lead(view(lead)):
            return mood
    return Mood(Modality.DUTY, "", "義務")


def _first_place(one: View, spans: Sequence[Span]) -> int:
    """Return where in the reading the first span of this view stands (0 without spans)."""
    places = [one.locate(span.start, span.end)[0] for span in spans]
    return min(places, default=0)


def _mood_from(one: View, place: int) -> Mood | None:
    sentence = one.sentence_at(place)
    return closing(sentence.text, place - sentence.start)


def _mood_of_lead(lead: View) -> Mood | None:
    """A lead that goes on after its list announces it (次に, 左に) in the sentence that counts."""
    listing = [one for one in lead.sentences if "次" in one.text or "左" in one.text or "各号" in one.text]
    for sentence in (*listing[-1:], *reversed(lead.sentences)):
        if mood := closing(sentence.text, 0):
            return mood
    return None


def closing(text: str, start: int) -> Mood | None:
    """Find the first marker that ends after ``start``; the table's order decides among those at one place."""
    found = [
        (match.start(), order, match[0], marker)
        for order, marker in enumerate(_table().markers)
        for pattern in marker.patterns
        for match in pattern.finditer(text)
        if match.end() > start
    ]
    if not found:
        return None
    _, _, words, marker = min(found, key=lambda one: one[:2])
    return Mood(marker.modality, words, marker.name)
