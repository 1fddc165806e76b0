"""The table of contents (目次): found and left out, since its lines look like the headings they list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ordinances.grammar.headings import appendix, is_preamble, is_toc, suppl_law
from ordinances.grammar.lines import Line
from ordinances.grammar.marks import Mark, article_mark, heading_mark

_RANGE = re.compile(r"[（(]?第.{1,12}条.{0,30}[）)]?")
_ARTICLES = re.compile(r"[ 　]*[（(][ 　]*第?[^（(）)]*条?[^（(）)]*[）)]$")


def without_toc(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the 目次 left out."""
    start = next((i for i, line in enumerate(lines) if is_toc(line.text)), None)
    if start is None:
        return list(lines)
    return [*lines[:start], *lines[_end(lines, start + 1) :]]


def _end(lines: Sequence[Line], start: int) -> int:
    """Return the index of the first line after the 目次.

    The body begins where the first entry comes again, if no sentence stands between, or at the first line
    that cannot be an entry.
    """
    again = _repetition(lines, start)
    if again is not None:
        return again
    for index in range(start, len(lines)):
        text = lines[index].text
        if heading_mark(text) is None and not _entry(text) and not _wrapped(lines, index, start):
            return index
    return len(lines)


def _repetition(lines: Sequence[Line], start: int) -> int | None:
    first: Mark | None = None
    for index in range(start, len(lines)):
        text = lines[index].text
        if text.endswith("。"):
            return None
        mark = heading_mark(text)
        if mark is not None and first is not None and _same(mark, first):
            return index
        first = first or mark
    return None


def _same(one: Mark, other: Mark) -> bool:
    return (one.style, one.first) == (other.style, other.first)


def _entry(text: str) -> bool:
    if suppl_law(text) is not None or is_preamble(text) or appendix(text) is not None:
        return True
    mark = article_mark(text)
    if mark is not None:
        # 第一条　目的 as an entry of the 目次 of an ordinance without chapters: a name, never a sentence.
        return bool(_RANGE.fullmatch(text)) or (
            bool(mark.rest) and "。" not in mark.rest and len(mark.rest) < 25
        )
    return bool(_RANGE.fullmatch(text))


def _wrapped(lines: Sequence[Line], index: int, start: int) -> bool:
    """Tell whether this line is the rest of the entry above it."""
    if index == start:
        return False
    above, text = lines[index - 1], lines[index].text
    opened = above.text.count("（") + above.text.count("(") > above.text.count("）") + above.text.count(")")
    return (opened or above.full) and "。" not in text and bool(_ARTICLES.search(text) or text[-1] in "）)")
