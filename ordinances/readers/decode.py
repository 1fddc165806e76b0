"""Bytes of a text file to characters, and the name of the encoding that was used."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ordinances.readers.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# 「cp932」 is Windows' Shift_JIS, with ① and ㈱; EUC-JP is tried beside it and the likelier text wins.
_LEGACY = ("cp932", "euc_jp")
# Random bytes read as UTF-16 or EUC-JP give rare kanji, never a run of kana and punctuation.
_KANA = re.compile("[ぁ-んァ-ヶー、。（）「」]")
_KANJI = re.compile("[一-龠々０-９]")
# What EUC-JP looks like when read as Shift_JIS: runs of half-width katakana.
_HALF_KANA = re.compile("[｡-ﾟ]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 20_000


def decode(data: bytes) -> tuple[str, str]:
    """Return ``(text, encoding)``; the encoding is Python's name for it (``utf-8``, ``cp932`` …).

    A byte order mark or a JIS escape decides; then strict UTF-8, which other encodings hardly ever satisfy
    by accident; then UTF-16 without a mark, CP932 and EUC-JP, whichever reads most like Japanese; then
    charset-normalizer.
    Raises ``ReadError`` for empty or binary data.
    """
    if not data.strip():
        raise ReadError("ファイルの中身が空です。")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with_mark(data, name)
    if b"\x1b$" in data and (mail := _strictly(data, "iso2022_jp_ext")) is not None:
        return mail, "iso-2022-jp"
    text = _strictly(data, "utf-8")
    if text is not None and not _CONTROL.search(text):
        return text, "utf-8"
    best = _best(data)
    if best is not None:
        return best
    return _guess(data)


def _with_mark(data: bytes, name: str) -> tuple[str, str]:
    text = _strictly(data, name)
    if text is None:
        raise ReadError("文字コードの印（BOM）と中身が合いません。ファイルが壊れていないか確かめてください。")
    return text, name


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _best(data: bytes) -> tuple[str, str] | None:
    """Return the trial that reads most like Japanese, if any reads like Japanese at all."""
    trials = (*_LEGACY, "utf-16-le", "utf-16-be") if len(data) % 2 == 0 else _LEGACY
    decoded = [(text, name) for name in trials if (text := _strictly(data, name)) is not None]
    if not decoded:
        return None
    text, name = max(decoded, key=lambda trial: _plausibility(trial[0]))
    return (text, name) if _plausibility(text) > 0.3 and not _CONTROL.search(text) else None


def _plausibility(text: str) -> float:
    sample = text[:_SAMPLE]
    visible = sum(not char.isspace() for char in sample) or 1
    score = 2 * len(_KANA.findall(sample)) + len(_KANJI.findall(sample)) - 2 * len(_HALF_KANA.findall(sample))
    return score / visible


def _guess(data: bytes) -> tuple[str, str]:
    match = from_bytes(data[:_SAMPLE]).best()
    text = None if match is None or b"\x00" in data else _strictly(data, match.encoding)
    if match is None or text is None or _CONTROL.search(text):
        raise ReadError("文章として読めないデータ（バイナリ）です。テキスト形式で保存し直してください。")
    return text, match.encoding
