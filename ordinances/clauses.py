"""Clauses (条項) read off an ordinance's tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ordinances.locator import segment
from ordinances.model import Clause, Level, Ordinance, Part, Provision

_HEADINGS = frozenset({Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION, Level.DIVISION})
_PARTS = {Level.SUPPL: Part.SUPPL, Level.TABLE: Part.TABLE, Level.FORM: Part.FORM}

#: A table longer than this is cut into several clauses between rows, so that a hit can be shown in place.
MAX_TABLE_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: everything a clause inherits from the provisions above it."""

    part: Part = Part.MAIN
    locator: str = ""
    article: str | None = None
    paragraph: str | None = None
    items: tuple[str, ...] = ()
    caption: str = ""
    headings: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    siblings: int = 0


def clauses(ordinance: Ordinance) -> list[Clause]:
    """Return every provision that carries text, in document order, with locators unique in the ordinance.

    A paragraph or item is one clause with its own text only. A table or form is one clause (its rows on
    lines, its cells parted by TAB), cut between rows when longer than ``MAX_TABLE_CHARS``; a table inside a
    paragraph keeps the paragraph's article and number.
    """
    seen: Counter[str] = Counter()
    root = _Place(siblings=_paragraphs(ordinance.provisions))
    out = []
    for provision in ordinance.provisions:
        for place, text in _walk(provision, root):
            out.append(_clause(ordinance, place, text, seen))
    return out


def _walk(provision: Provision, above: _Place) -> Iterator[tuple[_Place, str]]:
    here = _enter(provision, above)
    if provision.text and provision.level not in _HEADINGS:
        if provision.level in (Level.TABLE, Level.FORM):
            for piece in _pieces(provision.text):
                yield here, piece
        else:
            yield here, provision.text
    below = replace(here, lead=(*here.lead, provision.text)) if provision.text else here
    for child in provision.children:
        yield from _walk(child, below)


def _enter(provision: Provision, above: _Place) -> _Place:
    level = provision.level
    siblings = _paragraphs(provision.children)
    if level in _HEADINGS:
        heading = " ".join(filter(None, (provision.label, provision.caption)))
        return replace(above, headings=(*above.headings, heading), siblings=siblings)
    place = replace(
        above,
        part=_PARTS.get(level, above.part),
        locator=above.locator + segment(provision, only_child=above.siblings == 1),
        siblings=siblings,
    )
    match level:
        case Level.ARTICLE:
            place = replace(place, article=provision.number, caption=provision.caption)
        case Level.PARAGRAPH:
            place = replace(place, paragraph=provision.number, caption=provision.caption or above.caption)
        case Level.ITEM | Level.SUBITEM:
            place = replace(place, items=(*above.items, provision.number))
        case Level.TABLE | Level.FORM:
            place = _table(provision, place)
    return place


def _table(provision: Provision, place: _Place) -> _Place:
    locator = place.locator if provision.label or place.part is Part.FORM else f"{place.locator}の表"
    return replace(place, locator=locator, caption=provision.caption or place.caption)


def _paragraphs(children: tuple[Provision, ...]) -> int:
    return sum(child.level is Level.PARAGRAPH for child in children)


def _pieces(text: str) -> Iterator[str]:
    """Cut a table's text between rows into pieces of about ``MAX_TABLE_CHARS``; a longer row stays whole."""
    piece: list[str] = []
    size = 0
    for row in text.split("\n"):
        if piece and size + len(row) > MAX_TABLE_CHARS:
            yield "\n".join(piece)
            piece, size = [], 0
        piece.append(row)
        size += len(row) + 1
    yield "\n".join(piece)


def _clause(ordinance: Ordinance, place: _Place, text: str, seen: Counter[str]) -> Clause:
    return Clause(
        source=ordinance.source,
        title=ordinance.title,
        number=ordinance.number,
        locator=_unique(place.locator or "本則", seen),
        part=place.part,
        article=place.article,
        paragraph=place.paragraph,
        items=place.items,
        caption=place.caption,
        headings=place.headings,
        text=text,
        lead=place.lead,
    )


def _unique(locator: str, seen: Counter[str]) -> str:
    """Return ``locator``, with its count added (その2) when it was given out before."""
    seen[locator] += 1
    return locator if seen[locator] == 1 else _unique(f"{locator}（その{seen[locator]}）", seen)
