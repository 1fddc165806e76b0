"""How the extractor reads a text: folded, asides dropped, cut into sentences, with the way back kept.

Rules look at the *reading* of a text, never at the text itself: every character NFKC-normalised, white space
and bracketed asides 「（…）」 dropped, small kana made large, katakana statutes made hiragana. A position in
the reading maps back to the original text, so that a span is always a slice of what was printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.folding import FOLDS

# A rule's gaps are bounded, so cutting an endless "sentence" here loses nothing that could match.
LONGEST_SENTENCE = 3000
_BRACKET = re.compile(r"[()\[\]〔〕]")
_OPENERS = {"(": ")", "[": "]", "〔": "〕"}
_HIRAGANA = re.compile(r"[ぁ-ゖ]")
_KATAKANA = re.compile(r"[ァ-ヶ]")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# Marks that join the character before them under NFKC; texts holding one are read cluster by cluster.
_JOINING = re.compile(r"[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]")


class _Normal(dict[int, str]):
    """Maps a code point to its NFKC form, white space to nothing; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        form = _squeezed(chr(code))
        self[code] = form
        return form


_NORMAL = _Normal({ord("\n"): "。", ord("\t"): "、"})  # table rows are lines, their cells parted by tabs


class _Folded(dict[int, str]):
    """Maps a code point to its NFKC form folded: both steps in one pass over a text."""

    def __missing__(self, code: int) -> str:
        form = _NORMAL[code].translate(FOLDS)
        self[code] = form
        return form


_FOLDED = _Folded()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reading: ``reading.text[start:start + len(text)] == text``.

    ``listed`` tells that it stands on a later line of its text, as a row of a list under the first line.
    """

    text: str
    start: int
    listed: bool = False


@dataclass(slots=True)
class Reading:
    """A text as rules see it.

    ``text`` is the folded reading, ``surface`` the same characters before folding (what GiNZA parses); both
    have the same length.
    """

    original: str
    text: str
    _back: list[tuple[int, int]] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, original: str) -> Reading:
        """Read a text."""
        return cls(original, _read(original))

    @property
    def surface(self) -> str:
        """The reading before folding; made when asked for, since few texts get as far as GiNZA."""
        return _unbracketed(_normal(self.original))

    @property
    def head(self) -> str:
        """The reading of the first line: the lead of whatever stands on the lines below it."""
        first, line_end, _ = self.original.partition("\n")
        return _read(first) if line_end else ""

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences, each ending with its 。 where it has one."""
        start, head = 0, len(self.head) or len(self.text)
        while start < len(self.text):
            stop = self.text.find("。", start) + 1 or len(self.text)
            stop = min(stop, start + LONGEST_SENTENCE)
            yield Sentence(self.text[start:stop], start, start >= head)
            start = stop

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a non-empty stretch of the reading to offsets of the original text."""
        if self._back is None:
            self._back = _back(self.original)
        return self._back[start][0], self._back[end - 1][1]


def fold(surface: str) -> str:
    """Fold a normalised text one character to one character."""
    if not _HIRAGANA.search(surface) and len(_KATAKANA.findall(surface)) > 2:
        surface = surface.translate(_TO_HIRAGANA)
    return surface.translate(FOLDS)


def _read(original: str) -> str:
    """Give ``fold(surface)`` of a text, in one pass where it is written with hiragana, as nearly all are."""
    if not _JOINING.search(original):
        text = _unbracketed(original.translate(_FOLDED))
        if _HIRAGANA.search(text):  # so no katakana statute; folding leaves hiragana hiragana
            return text
    return fold(_unbracketed(_normal(original)))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def asides(surface: str) -> list[tuple[int, int]]:
    """Find the outermost bracketed asides; a bracket without its partner is left where it is."""
    if not _BRACKET.search(surface):
        return []
    spans: list[tuple[int, int]] = []
    open_: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(surface):
        if match[0] in _OPENERS:
            open_.append((_OPENERS[match[0]], match.start()))
        elif open_ and open_[-1][0] == match[0]:
            start = open_.pop()[1]
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, match.end()))
    return spans


def _unbracketed(surface: str) -> str:
    for start, end in reversed(asides(surface)):
        surface = surface[:start] + surface[end:]
    return surface


def _normal(original: str) -> str:
    if _JOINING.search(original):
        return "".join(form for form, _, _ in _clusters(original))
    return original.translate(_NORMAL)


def _clusters(original: str) -> Iterator[tuple[str, int, int]]:
    """Yield (normal form, start, end) for each character with the marks that join it."""
    start = 0
    while start < len(original):
        end = start + 1
        while end < len(original) and _JOINING.match(original, end):
            end += 1
        form = _NORMAL[ord(original[start])] if end == start + 1 else _squeezed(original[start:end])
        yield form, start, end
        start = end


def _back(original: str) -> list[tuple[int, int]]:
    """Give, for each character of the reading, the stretch of the original it came from."""
    if _JOINING.search(original):
        clusters = list(_clusters(original))
        forms = [form for form, _, _ in clusters]
        back = [(start, end) for form, start, end in clusters for _ in form]
    else:
        forms = [_NORMAL[ord(character)] for character in original]
        back = [(place, place + 1) for place, form in enumerate(forms) for _ in form]
    for start, end in reversed(asides("".join(forms))):
        del back[start:end]
    return back
