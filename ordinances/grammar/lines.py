"""From raw lines to the lines the grammar reads: leftovers of converters removed, hard wrapping measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from ordinances.grammar.headings import caption_text
from ordinances.grammar.marks import article_mark, number_mark

_SPACES = " 　\t\u00a0\u3000\ufeff\u200b"
_MARKDOWN = re.compile(r"(?:#{1,6}|>)[ 　]+|\*\*|__")
_BULLET = re.compile(r"[-*・●○◯•‐－][ 　\t]*(?=第|[(（][0-9０-９ァ-ヶ]|[0-9０-９]|附|別|こ)")
_TAIL_SUPPL = re.compile(r"(?<=。)[ 　]+(附[ 　]*則)$")
_HEAD_CAPTION = re.compile(r"([（(](?:[^（()）。]|[（(][^（()）]*[)）]){1,80}[)）])[ 　]*(?=第)")
_TAIL_CAPTION = re.compile(r"(?<=[^ 　])[ 　]+([（(][^（()）。、「」]{1,40}[)）])$")
#: A line this much shorter than the wrapping width still counts as full: 禁則 moves characters to the next.
_SLACK = 3
_WIDEST_WRAP = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text without outer spaces and its indent in columns.

    ``full``: it fills the wrapping width, so the next line may go on with its sentence; ``cut``: the line
    above is full and ends in mid-sentence.
    """

    text: str
    indent: int
    full: bool = False
    cut: bool = False


def prepare(raw: Sequence[str]) -> list[Line]:
    """Return the non-blank lines, cleaned, each told whether its text may go on in the next."""
    pieces = [piece for line in raw for piece in line.replace("\r", "").split("\n")]
    kept = [piece.rstrip(_SPACES) for piece in pieces if piece.strip(_SPACES)]
    full = _full_lines(kept)
    lines = [Line(_clean(text), _indent(text), fills) for text, fills in zip(kept, full, strict=True)]
    return _with_cuts(_bracketed(list(_split([line for line in lines if line.text]))))


def _full_lines(lines: Sequence[str]) -> list[bool]:
    """Tell for each line whether it fills the width, with or without indents, whichever is steadier."""
    best: list[bool] = [False] * len(lines)
    for measured in (lines, [line.lstrip(_SPACES) for line in lines]):
        width = wrap_width(measured)
        if width is not None:
            full = ["\t" not in line and len(line) >= width - _SLACK for line in measured]
            best = max(best, full, key=sum)
    return best


def _with_cuts(lines: list[Line]) -> list[Line]:
    out = lines[:1]
    for above, line in pairwise(lines):
        cut = above.full and not above.text.endswith("。") and not _captions(above, line)
        out.append(replace(line, cut=True) if cut else line)
    return out


def _captions(above: Line, line: Line) -> bool:
    """Tell whether a caption just happens to be as long as the wrapping width."""
    return (
        above.text[-1] in "）)"
        and caption_text(above.text) is not None
        and article_mark(line.text) is not None
    )


def _indent(text: str) -> int:
    head = text[: len(text) - len(text.lstrip(_SPACES))]
    return sum(4 if char == "\t" else 2 if char == "　" else 1 for char in head)


def _clean(text: str) -> str:
    text = text.strip(_SPACES)
    if text[0] in "#>*_":
        text = _MARKDOWN.sub("", text, count=1).strip(_SPACES)
    if text and text[0] in "-*・●○◯•‐－":
        text = _BULLET.sub("", text, count=1)
    return text


def wrap_width(lines: Sequence[str]) -> int | None:
    """Return the width at which lines were wrapped by hand or by a printer, None when they were not.

    Wrapped text shows in its lengths: a good share of the lines end within a few characters of the longest.
    """
    if len(lines) < 4:
        return None
    lengths = Counter(len(line) for line in lines if "\t" not in line)
    allowed = len(lines) // 100
    longest = max(lengths, default=0)
    while allowed >= lengths[longest] and longest > 10:
        allowed -= lengths[longest]
        longest -= 1
    near = sum(lengths[longest - step] for step in range(_SLACK + 1))
    narrowest = 15 if len(lines) >= 8 else 25
    return longest if narrowest <= longest <= _WIDEST_WRAP and near >= max(2, len(lines) // 8) else None


def _split(rows: Sequence[Line]) -> Iterator[Line]:
    """Part what converters ran together: a 附則 heading or the next caption at the end of a line."""
    for row, after in zip_longest(rows, rows[1:]):
        head = _HEAD_CAPTION.match(row.text)
        if head is not None and not number_mark(row.text) and article_mark(row.text[head.end() :]):
            yield Line(head[1], row.indent)
            yield Line(row.text[head.end() :], row.indent, row.full)
            continue
        tail = _TAIL_SUPPL.search(row.text, max(0, len(row.text) - 80))
        if tail is None and after is not None and article_mark(after.text) and not number_mark(row.text[-3:]):
            tail = _TAIL_CAPTION.search(row.text, max(0, len(row.text) - 80))
        if tail is None or not tail.start():
            yield row
            continue
        yield Line(row.text[: tail.start()], row.indent)
        yield Line(tail[1], row.indent)


def _bracketed(lines: list[Line]) -> list[Line]:
    """Join a bracketed caption or note that was wrapped over two or three lines."""
    out: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        taken = 1
        if line.full and _opens_caption(line.text):
            taken = _closing(lines, index)
        text = "".join(row.text for row in lines[index : index + taken])
        out.append(Line(text, line.indent, lines[index + taken - 1].full))
        index += taken
    return out


def _opens_caption(text: str) -> bool:
    """Tell whether a caption begins here, alone or behind its article's number, and goes on below."""
    if text[0] == "第" and (mark := article_mark(text)) is not None and not mark.firm:
        text = mark.rest
    return text[:1] in ("（", "(", "〔") and _open(text)


def _open(text: str) -> bool:
    return sum(map(text.count, "（(〔")) > sum(map(text.count, "）)〕"))


def _closing(lines: list[Line], index: int) -> int:
    """Return how many lines a bracket opened at ``index`` takes if it closes at a line's end soon, else 1."""
    text = lines[index].text
    if number_mark(text):
        return 1
    for taken in range(2, min(4, len(lines) - index + 1)):
        text += lines[index + taken - 1].text
        if not _open(text):
            mark = article_mark(text)
            return taken if text[-1] in "）)〕" or (mark is not None and mark.firm) else 1
    return 1
