"""Locators (条項の所在): the place of a clause as officials write it, ``第12条の2第3項第4号ア``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ordinances.model import Level, Provision
from ordinances.numerals import NUMERAL_CHARS, to_int

_NUMERAL = re.compile(f"[{NUMERAL_CHARS}]+|元(?=年)")
_COUNTED = re.compile(r"第?\s*([0-9]+)\s*([条項号])")


def number_words(number: str, counter: str) -> str:
    """Return an e-Gov style number with its counter (条・項・号) in words.

    ``("12_2", "条")`` gives ``第12条の2``, ``("3:5", "条")`` gives ``第3条から第5条まで``.
    """
    if ":" in number:
        first, last = number.split(":", 1)
        return f"{number_words(first, counter)}から{number_words(last, counter)}まで"
    main, *branches = number.split("_")
    return f"第{main}{counter}" + "".join(f"の{branch}" for branch in branches)


def segment(provision: Provision, *, only_child: bool = False) -> str:
    """Return what a provision adds to its parent's locator; an ``only_child`` 項 adds nothing."""
    if provision.level is Level.PARAGRAPH and only_child and not provision.label:
        return ""
    say = _SAID.get(provision.level)
    return say(provision) if say else ""


def plain_label(label: str) -> str:
    """Return a printed label in one width and without spaces: ``（１）`` is ``(1)``."""
    if not label:
        return ""
    return "".join(unicodedata.normalize("NFKC", label).split())


def comparable(printed: str) -> str:
    """Return a locator or an ordinance's number for comparing: one width, figures for numerals, 第 left out.

    ``第十二条の二第３項``, ``12条ノ2 3項`` and ``第12条の2第3項`` are alike. For comparing only, not for display.
    """
    # Blanks go last: one between two numbers parts them.
    figures = _NUMERAL.sub(_figures, unicodedata.normalize("NFKC", printed).replace("ノ", "の"))
    return plain_label(_COUNTED.sub(r"/\1\2", figures))


def _figures(found: re.Match[str]) -> str:
    value = to_int(found[0])
    return found[0] if value is None else str(value)


def _suppl(provision: Provision) -> str:
    return "附則" + (f"（{plain_label(provision.caption)}）" if provision.caption else "")


def _article(provision: Provision) -> str:
    # 要綱 numbered 第1, 第2 … have no 条 in their labels, and nobody cites them with one.
    if provision.label and "条" not in provision.label:
        return plain_label(provision.label)
    return number_words(provision.number, "条")


def _item(provision: Provision) -> str:
    label = plain_label(provision.label)
    if label and not any(char.isdigit() or char in "一二三四五六七八九十百" for char in label):
        return label
    return number_words(provision.number, "号")


_SAID: dict[Level, Callable[[Provision], str]] = {
    Level.ARTICLE: _article,
    Level.PARAGRAPH: lambda provision: number_words(provision.number, "項"),
    Level.ITEM: _item,
    Level.SUBITEM: lambda provision: plain_label(provision.label) or provision.number,
    Level.SUPPL: _suppl,
    **dict.fromkeys(
        (Level.TABLE, Level.FORM, Level.PREAMBLE), lambda provision: plain_label(provision.label)
    ),
}
