"""Normalised text beside the original, with a map of offsets from one to the other.

Nothing here changes an original text: rules match on ``NormalisedText.text`` and point back with
``original_span``. Numerals stay numerals of their own kind (十二 is not made 12).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

# Old forms (旧字体・異体字), old kana and signs written in several ways, to the current form; NFKC leaves
# these as they are. One character each, so that they never move an offset.
_VARIANTS = (
    "﨑崎 髙高 德徳 濵浜 濱浜 瀨瀬 檢検 點点 覽覧 證証 傳伝 國国 縣県 廳庁 學学 會会 處処 當当 實実 "
    "寫写 體体 變変 樣様 獨独 專専 續続 齋斎 齊斉 錄録 揭掲 觀観 黑黒 靜静 淸清 敎教 區区 廣広 戶戸 "
    "橫横 澤沢 藏蔵 邊辺 邉辺 關関 權権 應応 舊旧 號号 圖図 圍囲 壓圧 營営 單単 嚴厳 參参 收収 數数 "
    "斷断 榮栄 條条 氣気 沒没 滿満 災災 總総 聲声 與与 舉挙 辨弁 豫予 轉転 醫医 釋釈 鐵鉄 險険 隨随 "
    "雜雑 靈霊 顯顕 驗験 鬪闘 齒歯 緖緒 靑青 縱縦 閱閲 說説 稅税 步歩 每毎 卽即 旣既 淚涙 塡填 剝剥 "
    "頰頬 瘦痩 麵麺 囑嘱 圓円 ゐい ゑえ ヰイ ヱエ 〜~ ‐- ‑- ‒- –- —- ―- −- ‘' ’' "
    '“" ”"'
)
_SOUND_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_JAMO = range(0x1100, 0x1200)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
# Spaces that a converter left round links and punctuation; full-width spaces part columns and stay.
_STRAY = "(?<=[^\x00-\x7f\\s]|[()])[ \u00a0]+(?=[^\x00-\x7f\\s]|[()])"
# 「，」 as a comma of prose (公用文 before 2022) is a 、; between digits it parts thousands.
_PROSE_COMMA = re.compile("(?<![0-9０-９])，|，(?![0-9０-９])")


@dataclass(frozen=True, slots=True)
class _Tables:
    """``one_to_one`` for ``str.translate``; ``moving`` finds the rest; ``suspect`` is its fast test."""

    one_to_one: dict[int, str]
    suspect: re.Pattern[str]
    moving: re.Pattern[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    """Sort the basic plane by what NFKC does: one to one (a table) or anything else (a pattern)."""
    one_to_one = {0x09: " ", **{ord(pair[0]): pair[1] for pair in _VARIANTS.split()}}
    moving = []
    for code in range(0x80, 0x10000):
        if code in one_to_one or 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        if len(folded) != 1 or code in _JAMO or _INVISIBLE.match(char) or unicodedata.combining(char):
            moving.append(char)
        elif folded != char:
            one_to_one[code] = one_to_one.get(ord(folded), folded)
    hard = f"{''.join(map(re.escape, moving))}{_SOUND_MARKS}\U00010000-\U0010ffff"
    pattern = f"[^{_SOUND_MARKS}][{_SOUND_MARKS}]+|[{hard}]|{_STRAY}"
    return _Tables(one_to_one, re.compile(f"[ \u00a0{hard}]"), re.compile(pattern))


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A normalised ``text`` and where its characters come from.

    The map is a list of segments: normalised offset, original offset, and original length where the segment
    is indivisible (㈱ is ``(株)``), 0 where it runs character by character. No segments: offsets are equal.
    """

    text: str
    starts: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original (start, end) of a normalised span; raises ``IndexError`` outside the text.

        A span that takes part of an indivisible character takes the whole of it; an empty span stays empty.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} outside a text of {len(self.text)} characters")
        if not self.starts:
            return start, end
        first = self._origin(start)
        return first, first if start == end else self._end(end - 1)

    def _origin(self, offset: int) -> int:
        if offset == len(self.text):
            return self._end(offset - 1) if offset else self.origins[0]
        segment = bisect_right(self.starts, offset) - 1
        return self.origins[segment] + (0 if self.lengths[segment] else offset - self.starts[segment])

    def _end(self, offset: int) -> int:
        """Return the original offset just after the character at ``offset``."""
        segment = bisect_right(self.starts, offset) - 1
        length = self.lengths[segment]
        return self.origins[segment] + (length or offset - self.starts[segment] + 1)


def normalise(text: str) -> NormalisedText:
    """Return ``text`` in NFKC with current kanji and kana, without stray spaces and invisible characters.

    Line breaks are kept. Runs at tens of millions of characters a second when nothing moves, which is usual.
    """
    if text.isascii() and "\t" not in text:
        return NormalisedText(text)
    if "，" in text:
        text = _PROSE_COMMA.sub("、", text)
    tables = _tables()
    found = tables.moving.search(text) if tables.suspect.search(text) else None
    if found is None:
        return NormalisedText(text.translate(tables.one_to_one))
    return _mapped(text, tables, found)


def _mapped(text: str, tables: _Tables, found: re.Match[str]) -> NormalisedText:
    pieces: list[str] = []
    segments: list[tuple[int, int, int]] = []
    done = out = 0

    def take(piece: str, origin: int, length: int) -> None:
        nonlocal out
        if piece:
            segments.append((out, origin, length))
            pieces.append(piece)
            out += len(piece)

    for match in (found, *tables.moving.finditer(text, found.end())):
        take(text[done : match.start()].translate(tables.one_to_one), done, 0)
        take(_fold(match[0], tables), match.start(), match.end() - match.start())
        done = match.end()
    take(text[done:].translate(tables.one_to_one), done, 0)
    starts, origins, lengths = zip(*segments, strict=True) if segments else ((0,), (0,), (0,))
    return NormalisedText("".join(pieces), starts, origins, lengths)


def _fold(cluster: str, tables: _Tables) -> str:
    if not cluster.strip(" \u00a0"):
        return ""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cluster))
    return folded.translate(tables.one_to_one)
