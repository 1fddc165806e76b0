"""Numerals of Japanese legal texts (漢数字・算用数字) to integers and back."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "元": 1,
    "壱": 1,
    "弐": 2,
    "参": 3,
    "○": 0,
}
_DIGITS |= {chr(ord("0") + i): i for i in range(10)} | {chr(ord("０") + i): i for i in range(10)}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10}
# No numeral of a legal text is longer; a hostile one must not cost quadratic time.
_LONGEST = 40
_MYRIADS = {"万": 10_000, "億": 100_000_000, "兆": 1_000_000_000_000}

#: The characters a numeral may consist of, for use inside a regular expression's brackets.
NUMERAL_CHARS = "0-9０-９〇一二三四五六七八九十百千"


def to_int(text: str) -> int | None:
    """Return the value of a numeral, or None when ``text`` is not one (of at most 40 characters).

    Takes positional (二〇, 12, １２) and named (百二十三, 三千, 2万5千) notation, as both stand in 例規.
    """
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    total = section = current = 0
    for char in text:
        if char in _DIGITS:
            current = current * 10 + _DIGITS[char]
        elif char in _TENS:
            section += (current or 1) * _TENS[char]
            current = 0
        elif char in _MYRIADS:
            total += ((section + current) or 1) * _MYRIADS[char]
            section = current = 0
        else:
            return None
    return total + section + current


def to_kanji(value: int) -> str:
    """Return ``value`` (0 or more, below 10**16) in the named notation of statutes: 123 is 百二十三."""
    if value == 0:
        return "〇"
    out = ""
    for name, unit in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1)):
        part, value = divmod(value, unit)
        if part:
            out += _below_myriad(part) + name
    return out


def _below_myriad(value: int) -> str:
    out = ""
    for name, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, unit)
        if digit:
            out += ("" if digit == 1 and name else "〇一二三四五六七八九"[digit]) + name
    return out
