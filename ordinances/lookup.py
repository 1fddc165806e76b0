"""Looking words up in texts (全文検索): what is the same word written otherwise, and where it stands.

Beyond ``textmap.normalise`` (widths, old forms, spaces): small and large kana, katakana and hiragana, and the
okurigana that the rule of 1973 leaves to the writer (送り仮名の付け方, 昭和48年内閣告示第2号: 取扱い・取り扱い,
申込み・申し込み), which old and new ordinances use side by side. Text and query are folded alike; a look-up finds
somewhat more than was written (見回り also meets 見回す), never less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ordinances.textmap import NormalisedText, normalise

MOST_WORDS = 8
LONGEST_WORD = 60
_KANJI = "[一-鿿々]"
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_ALIKE = {
    **{code: chr(code - 0x60) for code in range(ord("ァ"), ord("ヴ"))},
    **{code: chr(code + 0x20) for code in range(ord("A"), ord("Z") + 1)},
}
# What a writer may leave out: the last kana of a verb's stem behind its kanji, な in 行なう, わ in 表わす; and spaces.
# に, へ, て and で are left: they are particles more often than okurigana.
_LEFT_OUT = re.compile(
    f"(?<={_KANJI})[いきぎしじちびみりえけげせべめれ]|(?<=行)な(?=[いうえおわつ])|(?<=[表現断])わ(?=[さしすせそらりるれつ])|\\s"
)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A folded text and, for each of its characters, its offset in the normalised one."""

    text: str
    places: Sequence[int]
    normalised: NormalisedText


def fold(text: str) -> str:
    """Fold a text for being searched in."""
    return _LEFT_OUT.sub("", _alike(normalise(text).text))


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of a query, parted by spaces: at most ``MOST_WORDS`` of ``LONGEST_WORD`` characters."""
    given = [fold(word)[:LONGEST_WORD] for word in query.split()]
    return tuple(dict.fromkeys(word for word in given if word))[:MOST_WORDS]


def find(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of an original text in which folded words stand, in order, those that touch joined."""
    folded = _folded(text)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for word in words for span in _spans(folded, word)):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _alike(text: str) -> str:
    return text.translate(_ALIKE).translate(_SMALL)


def _folded(text: str) -> _Folded:
    normalised = normalise(text)
    alike = _alike(normalised.text)
    gone = {found.start() for found in _LEFT_OUT.finditer(alike)}
    kept = [place for place in range(len(alike)) if place not in gone]
    return _Folded("".join(alike[place] for place in kept), kept, normalised)


def _spans(folded: _Folded, word: str) -> Iterator[tuple[int, int]]:
    start = folded.text.find(word) if word else -1
    while start >= 0:
        first, last = folded.places[start], folded.places[start + len(word) - 1]
        yield folded.normalised.original_span(first, last + 1)
        start = folded.text.find(word, start + len(word))
