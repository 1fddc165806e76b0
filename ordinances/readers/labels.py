"""Printed labels (第１２条の２, (1), ロ) to e-Gov style numbers, for formats that mark a label as one."""

from __future__ import annotations

from ordinances.grammar.marks import Mark, article_mark, dai_mark, number_mark
from ordinances.grammar.numbers import egov, sign_orders


def number_of(label: str, previous: str = "") -> str:
    """Give the e-Gov style number of a label: ``第十二条の二`` is ``12_2``, ``第3条から第5条まで`` ``3:5``.

    ``previous`` is the number of the sibling before: it tells whether イ is the first of イロハ or the second
    of アイウ. What is no label gives ``""``.
    """
    mark = _mark(f"{label}　")  # a letter is a sign only when a space follows
    if mark is None or mark.rest:
        return ""
    if not mark.sign:
        return egov(mark.first, mark.last)
    places = [place for _, place in sign_orders(mark.style, mark.sign)]
    main = previous.split("_", maxsplit=1)[0]
    last = int(main) if main.isdecimal() else 0
    wanted = last if mark.first[1:] else last + 1  # イの２ comes after イ
    place = wanted if wanted in places else min(places, default=0)
    return egov((place, *mark.first[1:])) if place else ""


def sign_style(label: str) -> str:
    """Give what tells the signs of one depth of 号の細分 from another's (``kana``, ``paren`` …)."""
    mark = _mark(f"{label}　")  # a letter is a sign only when a space follows
    return mark.style if mark and not mark.rest else ""


def split_label(text: str) -> tuple[str, str]:
    """Split ``２　市長は…`` into its label and its text; without a label the first is ``""``."""
    mark = _mark(text)
    return (mark.label, mark.rest) if mark is not None and mark.firm else ("", text)


def _mark(text: str) -> Mark | None:
    return (article_mark(text) or dai_mark(text) or number_mark(text)) if text.strip(" 　") else None
