"""A clause's text as the attribute rules look at it: the reading, its sentences, and the way to and fro."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.model import Span
from extractor.reading import Reading, Sentence, asides


@dataclass(frozen=True, slots=True)
class View:
    """One text (or the inside of one of its bracketed asides), read.

    ``offset`` is where the text begins in the clause's own text, so that all spans are the clause's.
    """

    reading: Reading
    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...]
    offset: int = 0

    @property
    def text(self) -> str:
        """The reading: folded, without white space and bracketed asides."""
        return self.reading.text

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Map a stretch of the clause's original text to the reading (empty inside an aside)."""
        return (bisect_left(self.starts, start - self.offset), bisect_left(self.starts, end - self.offset))

    def sentence_at(self, position: int) -> Sentence:
        """Return the sentence that holds a position of the reading; the last one for the very end."""
        for sentence in self.sentences:
            if position < sentence.start + len(sentence.text):
                return sentence
        return self.sentences[-1] if self.sentences else Sentence("", 0)

    def span(self, start: int, end: int, rule: str) -> Span:
        """Turn a non-empty stretch of the reading into a span of the clause's original text."""
        first, last = self.reading.original_span(start, end)
        text = self.reading.original[first:last]
        return Span(first + self.offset, last + self.offset, text, rule)


@lru_cache(maxsize=4096)
def view(text: str, offset: int = 0) -> View:
    """Read a text."""
    reading = Reading.of(text)
    starts = tuple(reading.original_span(i, i + 1)[0] for i in range(len(reading.text)))
    return View(reading, tuple(reading.sentences()), starts, offset)


@lru_cache(maxsize=4096)
def aside_views(text: str) -> tuple[View, ...]:
    """Read the inside of each outermost bracketed aside of a text."""
    # Full-width brackets fold to ASCII one to one, so the places are those of the original text.
    plain = text.translate(str.maketrans("（）［］", "()[]"))
    return tuple(
        view(text[start + 1 : end - 1], start + 1) for start, end in asides(plain) if end - start > 2
    )


def views_of(text: str, spans: Sequence[Span]) -> tuple[View, ...]:
    """Return the views in which the spans stand: asides first for spans inside them, then the text itself."""
    inside = [
        aside
        for aside in aside_views(text)
        if any(
            aside.offset <= span.start and span.end <= aside.offset + len(aside.reading.original)
            for span in spans
        )
    ]
    return (*inside, view(text))
