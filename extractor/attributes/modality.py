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
from extractor.reading import Sentence
from ordinances.model import Clause

# How many characters may stand between a hit and its predicate for the two to be quoted as one.
_NEAR = 6


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
    inline: Regex


class ModalityTable(Table):
    """``modality.yaml``."""

    markers: tuple[Marker, ...]
    choices: tuple[Choice, ...]
    listing: Regex
    proviso: Regex


@dataclass(frozen=True, slots=True)
class Mood:
    """A modality with the words that show it; ``words`` is ``""`` where the sentence merely states."""

    modality: Modality | None
    words: str


@cache
def _table() -> ModalityTable:
    return load(ModalityTable, "modality")


def modality_of(clause: Clause, spans: Sequence[Span]) -> Mood:
    """Tell the modality of the predicate that carries ``spans`` in ``clause``."""
    if mood := _chosen(clause, spans):
        return mood
    for one in views_of(clause.text, spans):
        if mood := _mood_at(one, spans):
            return mood
    for lead in reversed(clause.lead):
        if mood := _mood_of_lead(view(lead).sentences):
            return mood
    return Mood(Modality.DUTY, "")


def _chosen(clause: Clause, spans: Sequence[Span]) -> Mood | None:
    """A way among several, be it an item of its own or written on after its lead."""
    own = view(clause.text)
    place = min((own.locate(span.start, span.end)[0] for span in spans), default=0)
    for choice in _table().choices:
        item = clause.lead and choice.lead.search(view(clause.lead[-1]).text) and choice.text.search(own.text)
        if item or (choice.lead.search(own.text, 0, place) and choice.inline.search(own.text[place:])):
            return Mood(choice.modality, "")
    return None


def _mood_at(one: View, spans: Sequence[Span]) -> Mood | None:
    """The mood of the first hit; a proviso that merely lifts the rule leaves the rule's own mood."""
    place = min((one.locate(span.start, span.end)[0] for span in spans), default=0)
    sentence = one.sentence_at(place)
    mood = closing(sentence.text, place - sentence.start)
    if mood and mood.modality is None and sentence.start > 0 and _table().proviso.search(sentence.text):
        return closing(one.sentences[0].text, 0)
    if mood is None and sentence.listed:
        return _mood_of_lead([above for above in one.sentences if not above.listed])
    return mood


def predicate_of(clause: Clause, spans: Sequence[Span], mood: Mood) -> str:
    """Quote the hit carried on to the words that show its modality; ``""`` where they stand apart."""
    for one in views_of(clause.text, spans) if mood.words else ():
        for span in spans:
            start, end = one.locate(span.start, span.end)
            found = one.text.find(
                mood.words, max(end - len(mood.words), start), end + _NEAR + len(mood.words)
            )
            if start < end and found >= 0:
                return one.span(start, found + len(mood.words), "predicate").text
    return ""


def _mood_of_lead(lead: Sequence[Sentence]) -> Mood | None:
    """A lead that goes on after its list announces it (次に, 左に) in the sentence that counts."""
    listing = [one for one in lead if _table().listing.search(one.text)]
    for sentence in (*listing[-1:], *reversed(lead)):
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
    return Mood(marker.modality, words)
