"""Where a numbered line belongs: the sequence of numbers at each open level decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ordinances.grammar.marks import Mark
from ordinances.grammar.node import Node
from ordinances.grammar.numbers import Number, follows, lookalike_kana, sign_orders
from ordinances.model import Level

_LEAD = re.compile("次|左|以下|下記|掲げる|とおり|各号|：$|:$")


# 条, 項, 号 and ten levels of 号の細分, as deep as e-Gov's schema goes.
_DEEPEST = 13


@dataclass(frozen=True, slots=True)
class Place:
    """Where to put a mark: under ``parent`` after closing to it, as ``level``, numbered in ``style``."""

    depth: int
    level: Level
    first: Number
    last: Number
    style: str


def place(
    mark: Mark, stack: Sequence[Node], indent: int, *, midway: bool, loose: bool = True
) -> Place | None:
    """Return where a number mark belongs among the open provisions, None when it is running text.

    ``stack`` holds the open provisions from the article (or division) down to the deepest. In order of trust:
    the number that comes next at an open level; the first number of a new level; a later number at an open
    level. ``midway`` (the line before was cut in mid-sentence) trusts only the first, or the second after a
    lead sentence; ``loose`` allows the third.
    """
    return (
        _next(mark, stack, indent)
        or _next_alike(mark, stack)
        or _opening(mark, stack, midway=midway)
        or (_later(mark, stack) if loose and mark.firm and not midway else None)
    )


def _readings(mark: Mark) -> list[tuple[str, Number, Number]]:
    """Return the (style, first, last) a mark may be read as: イ counts in two orders."""
    if not mark.sign:
        return [(mark.style, mark.first, mark.last)]
    out = []
    for order, spot in sign_orders(mark.style, mark.sign):
        ends = [end for name, end in sign_orders(mark.style, mark.last_sign) if name == order]
        number = (spot, *mark.first[1:])
        out.append((f"{mark.style}:{order}", number, (ends[0],) if ends else number))
    return out


def _next(mark: Mark, stack: Sequence[Node], indent: int) -> Place | None:
    fits = []
    for depth in range(len(stack) - 1, 0, -1):
        node = stack[depth]
        for style, first, last in _readings(mark):
            if _same_style(node, style, mark) and node.last and follows(node.last, first):
                fits.append((depth, Place(depth, node.level, first, last, style)))
                break
    if not fits:
        return None
    level_with = [place for depth, place in fits if stack[depth].indent == indent]
    return level_with[0] if level_with and len(fits) > 1 else fits[0][1]


def _next_alike(mark: Mark, stack: Sequence[Node]) -> Place | None:
    for depth in range(len(stack) - 1, 0, -1):
        node = stack[depth]
        for style, first, last in _as_kana(mark, node):
            if follows(node.last, first):
                return Place(depth, node.level, first, last, style)
        # イからトまで　略 may be followed by its 2nd, イ, where a text was renumbered from e-Gov data.
        count = len(stack[depth - 1].children)
        for style, first, last in _readings(mark):
            if node.first != node.last and _lettered(node.style, style) and first == (count + 1,):
                return Place(depth, node.level, first, last, node.style)
    return None


def _lettered(one: str, other: str) -> bool:
    return one.partition(":")[0] == other.partition(":")[0] and ":" in one


def _same_style(node: Node, style: str, mark: Mark | None = None) -> bool:
    if node.style == style:
        return True
    # 一から四まで　略 may stand among (5), (6): whoever renumbers a text leaves ranges as they are.
    if mark is not None and (node.first != node.last or mark.first != mark.last):
        return {node.style, style} == {"kanji", "paren"}
    # The unprinted first 項 of an article is followed by ２ or ② alike.
    return node.level is Level.PARAGRAPH and not node.style and style in ("arabic", "circled")


def _as_kana(mark: Mark, node: Node) -> list[tuple[str, Number, Number]]:
    """Read a kanji as the katakana of the same shape where it would continue letters (ハ, 二, ホ)."""
    if mark.style != "kanji" or not node.style.startswith("kana:") or len(mark.label) > 1:
        return []
    kana = lookalike_kana(mark.label)
    return [
        (f"kana:{order}", (spot,), (spot,))
        for order, spot in sign_orders("kana", kana)
        if node.style == f"kana:{order}"
    ]


def _opening(mark: Mark, stack: Sequence[Node], *, midway: bool) -> Place | None:
    node = stack[-1]
    reading = next((reading for reading in _readings(mark) if reading[1] == (1,)), None)
    if reading is None or not mark.firm:
        return None
    style, first, last = reading
    if len(stack) > _DEEPEST:
        return None
    said = "".join([*node.texts[:2], *node.texts[-2:]])
    if midway and not _LEAD.search(said):
        return None
    if node.level in (Level.PARAGRAPH, Level.ITEM, Level.SUBITEM):
        if node.style == style and not (node.level is Level.PARAGRAPH and _LEAD.search(said)):
            return None
        level = Level.ITEM if node.level is Level.PARAGRAPH else Level.SUBITEM
        return Place(len(stack), level, first, last, style)
    return None


def _later(mark: Mark, stack: Sequence[Node]) -> Place | None:
    for depth in range(len(stack) - 1, 0, -1):
        node = stack[depth]
        for style, first, last in _readings(mark):
            if _same_style(node, style) and node.last and node.last < first:
                return Place(depth, node.level, first, last, style)
    return None
