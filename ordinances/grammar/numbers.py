"""Numbers of provisions: how each style of sign counts, which number follows which, ranges.

A number is a tuple: 第十二条の二 is ``(12, 2)``. A range (第三条から第五条まで) is its first and last number.
"""

from __future__ import annotations

import re
import unicodedata

from ordinances.numerals import NUMERAL_CHARS, to_int

Number = tuple[int, ...]

IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
GOJUON = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_ROMAN = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ"
_ROMAN_ASCII = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
# What a scanner or a typist takes for katakana: kanji and hiragana of the same shape.
_LOOKALIKES = str.maketrans("二八口卜夕力工へり千三", "ニハロトタカエヘリチミ")

_BRANCH = re.compile(f"[のノ]([{NUMERAL_CHARS}]+)")


def parse_number(main: str, branches: str = "") -> Number:
    """Return the number of a main numeral and its branches (``"十二", "の二の三"`` gives ``(12, 2, 3)``)."""
    values = [to_int(main), *(to_int(branch) for branch in _BRANCH.findall(branches))]
    return tuple(value or 0 for value in values)


def egov(first: Number, last: Number | None = None) -> str:
    """Return the e-Gov style of a number or range: ``12_2``, ``3:5``."""
    text = "_".join(map(str, first))
    return f"{text}:{egov(last)}" if last and last != first else text


def follows(last: Number, new: Number) -> bool:
    """Tell whether ``new`` may come next after ``last``: 5 or 4の2 after 4; 4の3, 4の2の2 or 5 after 4の2."""
    if new == (*last, 2):
        return True
    depth = len(new)
    return depth <= len(last) and new[:-1] == last[: depth - 1] and new[-1] == last[depth - 1] + 1


def sign_orders(style: str, sign: str) -> tuple[tuple[str, int], ...]:
    """Return the possible (order, place) of a lettered sign: イ is 1st in いろは and 2nd in 五十音."""
    if not sign:
        return ()
    plain = unicodedata.normalize("NFKC", sign) if sign not in _ROMAN else sign
    if style.endswith("kana"):
        orders = ((name, letters.find(plain) + 1) for name, letters in (("iroha", IROHA), ("gojuon", GOJUON)))
        return tuple((name, place) for name, place in orders if place)
    if style.endswith("roman"):
        place = _ROMAN.find(sign) + 1 or (_ROMAN_ASCII.index(plain) + 1 if plain in _ROMAN_ASCII else 0)
        return (("roman", place),) if place else ()
    if style.endswith("alpha") and len(plain) == 1:
        return (("alpha", ord(plain.lower()) - ord("a") + 1),)
    return ()


def lookalike_kana(sign: str) -> str:
    """Return the katakana a kanji or hiragana sign may stand for (二 for ニ), or ``""``."""
    kana = sign.translate(_LOOKALIKES)
    return kana if kana != sign and len(kana) == 1 else ""
