"""Electronic alternatives (電磁的方法等の併記): an electronic means beside the physical one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from extractor.attributes.context import OrdinanceContext
from extractor.attributes.packs import Regex, Table, load
from extractor.attributes.view import View, aside_views, view
from extractor.model import Label, Span
from extractor.reading import Sentence
from ordinances.model import Clause


class ElectronicTable(Table):
    """``electronic.yaml``."""

    means: Mapping[Label, Regex]
    devices: Mapping[Label, Regex]
    as_means: Regex
    unless: tuple[Regex, ...]
    joins: Regex
    topic: Regex
    comma: Regex
    instead: Regex
    listing: Regex


@cache
def _table() -> ElectronicTable:
    return load(ElectronicTable, "electronic")


def electronic_spans(clause: Clause, label: Label, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Find the electronic means in the clause's own text that stand beside the act of ``spans``."""
    whole = view(clause.text)
    places = [whole.locate(span.start, span.end) for span in spans] or [(0, len(whole.text))]
    found = [
        whole.span(start, end, f"electronic.{label}")
        for sentence in whole.sentences
        for start, end in _means_in(sentence, label)
        if _serves(whole, sentence, (start, end), places)
    ]
    return tuple(found or _in_asides(clause.text, label, spans))


def stands_around(clause: Clause, label: Label, context: OrdinanceContext) -> bool:
    """Tell whether the items below, or the lead above, offer an electronic means for the same act."""
    below = context.below.get(clause.locator, ())
    if below and _table().listing.search(view(clause.text).text):
        return any(_any_means(text, label) for text in below)
    if clause.lead and _table().listing.search(view(clause.lead[-1]).text):
        return any(_any_means(text, label) for text in context.beside.get(clause.locator, ()))
    return any(_joined_in_lead(lead, label) for lead in clause.lead)


def _joined_in_lead(lead: str, label: Label) -> bool:
    """A means in the lead counts for its items when the lead itself joins it to another."""
    return any(
        True
        for sentence in view(lead).sentences
        if _table().joins.search(sentence.text)
        for _ in _means_in(sentence, label)
    )


def _any_means(text: str, label: Label) -> bool:
    return any(True for sentence in view(text).sentences for _ in _means_in(sentence, label))


def _means_in(sentence: Sentence, label: Label) -> Iterator[tuple[int, int]]:
    """Yield the means of a sentence as stretches of the reading, with the words that make them a means."""
    text = sentence.text
    excluded = [match.span() for one in _table().unless for match in one.finditer(text)]
    last = -1
    for start, end in sorted([*_named(text, label), *_devices(text, label)]):
        if start >= last and not any(a <= start < b for a, b in excluded):
            last = end
            yield sentence.start + start, sentence.start + end


def _named(text: str, label: Label) -> Iterator[tuple[int, int]]:
    for match in _table().means[label].finditer(text):
        if tail := _table().as_means.match(text[match.end() :]):
            yield match.start(), match.end() + tail.end()


def _devices(text: str, label: Label) -> Iterator[tuple[int, int]]:
    if label in _table().devices:
        yield from (match.span() for match in _table().devices[label].finditer(text))


def _serves(
    whole: View, sentence: Sentence, means: tuple[int, int], places: Sequence[tuple[int, int]]
) -> bool:
    """Tell whether a means stands beside a hit: joined in its sentence, or in a later one that says so."""
    start, end = sentence.start, sentence.start + len(sentence.text)
    same = [place for place in places if start <= place[0] < end]
    if not same:
        later = any(place[0] < start for place in places)
        return _listed_beside(whole, sentence, places) or (
            later and _table().instead.search(sentence.text) is not None
        )
    return any(_joined(whole.text, place, means) for place in same)


def _listed_beside(whole: View, sentence: Sentence, places: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a means and a hit are rows of one list of means that was not cut into items (号)."""
    return (
        sentence.listed
        and any(whole.sentence_at(place[0]).listed for place in places)
        and _table().listing.search(whole.reading.head) is not None
    )


def _joined(text: str, hit: tuple[int, int], means: tuple[int, int]) -> bool:
    """Tell whether a hit and a means of one sentence overlap or stand side by side."""
    table = _table()
    if hit[1] <= means[0]:
        between = text[hit[1] : means[0]]
        return not between or bool(table.joins.search(between) or table.comma.search(between))
    if means[1] <= hit[0]:
        # The join may be the last word of the means itself (インターネットの利用又は掲示).
        between = text[means[0] : hit[0]]
        return table.joins.search(between) is not None and table.topic.search(between) is None
    return True


def _in_asides(text: str, label: Label, spans: Sequence[Span]) -> list[Span]:
    """Find the means in an aside that follows the hit: 「掲示（電磁的方法による公表を含む。）」."""
    ends = {span.end for span in spans}
    return [
        aside.span(start, end, f"electronic.{label}")
        for aside in aside_views(text)
        if any(0 <= aside.offset - 1 - end <= 6 for end in ends)
        for sentence in aside.sentences
        for start, end in _means_in(sentence, label)
    ]
