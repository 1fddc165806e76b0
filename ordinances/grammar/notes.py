"""Amendment notes (改正注記) that publishers print inside 例規: recognised, and kept out of clause texts."""

from __future__ import annotations

import re

from ordinances.numerals import NUMERAL_CHARS

_N = f"[{NUMERAL_CHARS}元]+"
_ERA = "(?:令和?|平成?|昭和?|大正?|明治?)"
_KIND = (
    "(?:条例|規則|規程|告示|訓令|要綱|法律?|政令|省令|府令|[^ 　、。（）()]{0,12}?(?:規則|規程|告示|訓令|令))"
)
_ACT = "(?:追加|改正|全改|繰上|繰下|削除|改称|移動|旧)"
# 平15条例46: the abbreviated style has neither 年 nor 第…号, so no citation in a text looks like it.
_SHORT = rf"(?:{_ERA})?{_N}{_KIND}{_N}"
_LONG = rf"{_ERA}{_N}年(?:{_N}月{_N}日)?{_KIND}第?{_N}号?"
_INLINE = re.compile(
    rf"[ 　]*(?:[（(〔\[](?:{_ERA}{_N}{_KIND}{_N}[^（(）)]*|{_LONG}[^（(）)]*?{_ACT}[^（(）)]*)[）)〕\]]"
    rf"|(?:{_ACT}|一部改正|全部改正|全文改正|本[条項号]追加|[^ 　。、]{{0,14}}繰[上下]げ?)+"
    rf"〔[^〕]*{_KIND}[^〕]*〕)$"
)
# Notes are short; looking only at the end keeps a hostile line of megabytes cheap.
_LONGEST = 400
_MAYBE = re.compile(r"[）)〕\]]$")


def strip_note(text: str) -> str:
    """Return ``text`` without the amendment notes at its end.

    Both （平15条例46・一部改正） and 一部改正〔平成15年条例46号〕 are recognised. Of a line
    that is a note as a whole nothing is left.
    """
    if not _MAYBE.search(text):
        return text
    while True:
        head, tail = text[:-_LONGEST], text[-_LONGEST:]
        shorter = _INLINE.sub("", tail)
        if shorter == tail:
            return text
        text = head + shorter
