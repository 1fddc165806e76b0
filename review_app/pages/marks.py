"""Highlighting: a clause's text as HTML, with the stretches that made it a candidate marked by type.

All text comes from files and is hostile: everything passes ``html.escape``; class names come from our own table
only. A type is told by its printed short name and its own underline as well as by colour (JIS X 8341-3, 1.4.1).
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from review_app.pages import words


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text to mark: offsets in code points (end exclusive) and the type's code."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Words a comment is on: offsets like a stretch's, and the comment's number, which is printed before them.

    The number 0 is for words that were looked for (全文検索): they are framed without a number.
    """

    start: int
    end: int
    number: int


def stretches(spans: Iterable[Mapping[str, Any]], label: str) -> list[Stretch]:
    """Give the ledger's spans (``{start, end, …}``) as stretches of one type."""
    return [Stretch(int(span["start"]), int(span["end"]), label) for span in spans]


def highlighted(text: str, marks: Iterable[Stretch], notes: Sequence[Noted] = ()) -> str:
    """Give a text as safe HTML with its marks; overlapping marks of several types share their stretch.

    ``notes`` are words that comments are on; they are framed, with the comment's number (注1) before them.

    Marks outside the text are cut to it, empty ones dropped: a bad offset must not hide the clause.
    """
    kept = [
        Stretch(max(0, mark.start), min(len(text), mark.end), mark.label)
        for mark in marks
        if mark.label in words.LABELS
    ]
    kept = [mark for mark in kept if mark.start < mark.end]
    noted = [note for note in notes if 0 <= note.start < note.end <= len(text)]
    bounds = {edge for mark in kept for edge in (mark.start, mark.end)}
    bounds |= {edge for note in noted for edge in (note.start, note.end)}
    cuts = sorted({0, len(text)} | bounds)
    pieces: list[str] = []
    before: list[str] = []
    for start, end in pairwise(cuts):
        labels = sorted({mark.label for mark in kept if mark.start <= start and end <= mark.end})
        piece = marked(text[start:end], labels, fresh=[code for code in labels if code not in before])
        pieces.append(
            framed(piece, [note for note in noted if note.start <= start and end <= note.end], start)
        )
        before = labels
    return "".join(pieces)


def marked(piece: str, labels: list[str], fresh: list[str]) -> str:
    """Give one piece of text, marked with its types; ``fresh`` are the types whose name is printed here."""
    safe = escape(piece).replace("\n", "<br>")
    if not labels:
        return safe
    names = "".join(f'<span class="tk-name tk-n-{code}">{words.SHORT_LABELS[code]}</span>' for code in fresh)
    title = escape("・".join(words.label(code) for code in labels))
    return f'<mark class="tk-mark tk-{labels[0]}" title="{title}">{names}{safe}</mark>'


def framed(piece: str, notes: Sequence[Noted], start: int) -> str:
    """Give a piece of HTML framed by the comments on it; a comment's number is printed where it begins."""
    if not notes:
        return piece
    if not any(note.number for note in notes):
        return f'<span class="tk-found">{piece}</span>'
    notes = [note for note in notes if note.number]
    names = "".join(f'<span class="tk-note">注{note.number}</span>' for note in notes if note.start == start)
    told = "・".join(f"注{note.number}" for note in notes)
    return f'<span class="tk-noted" title="コメント：{told}">{names}{piece}</span>'


def badge(label: str) -> str:
    """Give a type's name as a badge in its colour."""
    name = words.LABELS.get(label)
    return f'<span class="tk-badge tk-{label}">{name}</span>' if name else escape(label)


def state_badge(state: str) -> str:
    """Give a state's name as a badge."""
    return f'<span class="tk-state tk-s-{escape(state)}">{escape(words.state(state))}</span>'


def plain(text: str) -> str:
    r"""Make text from a file safe in a Streamlit label, which is Markdown: each ASCII punctuation is escaped.

    Without it ``![](http://…)`` in a title would fetch a picture and ``:red[…]`` would colour the page. A
    zero-width space keeps bare addresses from becoming links, which escaping alone does not.
    """
    escaped = "".join(f"\\{char}" if char in string.punctuation else char for char in text)
    return escaped.replace(":\\/", ":\u200b\\/").replace("www\\.", "www\u200b\\.").replace("\\@", "\u200b\\@")


def named(names: Mapping[str, str]) -> Callable[[Any], str]:
    """Give the function that names an id in a Streamlit choice; an id without a name stands for itself.

    Streamlit tells options apart by their text alone, so a name that several have is followed by the id.
    """
    often = Counter(names.values())

    def name(key: Any) -> str:
        text = names.get(key, str(key))
        return plain(f"{text}［{key}］" if often[text] > 1 else text)

    return name
