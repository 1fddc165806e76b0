"""第一法規 D1-Law ``d1w_reiki`` HTML to an Ordinance.

Every printed line is a ``div`` whose id tells its place: ``h:hL20:::2:10.0.0.0-2.0-1.0.0-0-0-0-0:1:`` is a
text (``L20``) of the 本則 (``h``) at 第10条第2項第1号; the groups are 条.枝…-項.枝-号.枝…-細分-細分….
``L10`` is a caption, ``zA10`` the title, ``zB10`` date and number, ``O10`` heads a 附則 (``s``, ``k``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ordinances.grammar.headings import caption_text
from ordinances.grammar.notes import strip_note
from ordinances.kinds import kind_of
from ordinances.model import Level, Ordinance, Promulgation
from ordinances.readers import generic_html, printed
from ordinances.readers.html_page import Element, Page, count_images, inline_text, parse_page, table_text
from ordinances.readers.labels import number_of, split_label
from ordinances.readers.tree import TreeBuilder

_ID = re.compile(r"h:(?P<part>[a-z]+)(?P<kind>[A-Z]\d+):[^:]*:[^:]*:(?:[^:]*:)?(?P<path>\d[\d.]*-[\d.-]+)?.*")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands: e-Gov style numbers, ``""`` where its id says 0."""

    article: str
    paragraph: str
    item: str
    subitems: tuple[str, ...]

    @classmethod
    def of(cls, path: str) -> _Place:
        groups = [_number(group) for group in path.split("-")]
        groups += [""] * (3 - len(groups))
        return cls(groups[0], groups[1], groups[2], tuple(group for group in groups[3:] if group))


def _number(group: str) -> str:
    return "_".join(part for part in group.split(".") if part not in ("", "0"))


def _ranged(label: str, number: str) -> str:
    """Give the number of an id, or the range its label prints (``第３条から第５条まで　削除``)."""
    printed_number = number_of(label)
    return printed_number if ":" in printed_number else number


def read_d1_law(content: bytes, source: str) -> Ordinance:
    """Read one page; a page without a single placed line goes the generic way.

    Raises:
        ReadError: the page is broken or holds no ordinance.
    """
    page = parse_page(content)
    reader = _Reader()
    for element in page.root.iter("div", "table"):
        reader.element(element)
    if not reader.provisions:
        return generic_html.read_page(page, source)
    return reader.ordinance(page, source)


def _is_printed(table: Element) -> bool:
    """Tell whether a table is one of the ordinance: not a frame around lines, not a table inside a cell."""
    above = [outer for outer in table.iterancestors("table") if not _is_frame(outer)]
    return not above and not _is_frame(table)


def _is_frame(table: Element) -> bool:
    return any((div.get("id") or "").startswith("h:") for div in table.iter("div"))


class _Reader:
    """Reads a page line by line into a tree."""

    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.provisions = 0
        self.title = ""
        self.number = ""
        self.promulgation = Promulgation()
        self.printed = printed.PrintedLines(self.tree)
        self.last: tuple[str, _Place] | None = None

    def ordinance(self, page: Page, source: str) -> Ordinance:
        """Give the finished ordinance."""
        title = printed.bare_title(self.title or page.root.findtext(".//title") or "")
        return Ordinance(
            source=source,
            title=title,
            number=self.number,
            kind=kind_of(title, self.number),
            promulgation=self.promulgation,
            encoding=page.encoding,
            provisions=self.tree.build(),
            notes=printed.image_note(count_images(page.root)),
        )

    def element(self, element: Element) -> None:
        """Read one ``div`` or ``table`` of the page, if it is a printed line or a table of the ordinance."""
        if element.tag == "table":
            if self.provisions and _is_printed(element):
                self.tree.table(table_text(element))
            return
        match = _ID.fullmatch(element.get("id") or "")
        if match is not None and element.find(".//table") is None:
            place = _Place.of(match["path"]) if match["path"] else None
            self.line(match["part"], match["kind"], place, inline_text(element))

    def line(self, part: str, kind: str, place: _Place | None, text: str) -> None:
        """Read one printed line of the given part (``h`` 本則, ``s`` ``k`` 附則 …) and kind."""
        if not text:
            return
        if part == "z" and kind.startswith("A"):
            self.title = self.title or text
        elif part == "z" and kind.startswith("B"):
            self.number, self.promulgation = printed.split_number(text)
        elif part == "d" and kind.startswith("G"):
            return  # the title once more
        elif place is not None and kind.startswith("L") and caption_text(text) is None:
            self.provision(part, place, strip_note(text))
        else:
            self.last = None
            self.printed.read(text)

    def provision(self, part: str, place: _Place, text: str) -> None:
        """Read a line whose id gives its place; a second line at one place continues the first."""
        if not text:
            return
        if self.last == (part, place) and place.article:
            self.tree.text(text)
            return
        self.provisions += 1
        self.last = (part, place)
        label, body = split_label(text)
        caption = self.printed.take_caption()
        if place.subitems:
            depth = len(place.subitems) - 1
            self.tree.add(Level.SUBITEM, label, body, number=_ranged(label, place.subitems[-1]), depth=depth)
        elif place.item:
            self.tree.add(Level.ITEM, label, body, number=_ranged(label, place.item))
        elif place.article and not place.paragraph:
            self.tree.add(Level.ARTICLE, label, number=_ranged(label, place.article), caption=caption)
            self.tree.add(Level.PARAGRAPH, "", body)
        else:
            self.tree.add(Level.PARAGRAPH, label, body, number=place.paragraph, caption=caption)
