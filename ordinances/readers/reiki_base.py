"""ぎょうせい Reiki-Base HTML (例規の本文ページ) to an Ordinance.

Each printed line is a ``div.eline`` under ``#primary``; the class of what is in it gives the level
(``article`` 条, ``clause`` 項, ``item`` 号, ``p.s-head`` 章 or 附則 …). 項 and 号 are siblings after
their 条. Outside ``#primary`` stand the table of contents and the history, which are not the ordinance.
"""

from __future__ import annotations

import re

from ordinances.grammar.headings import appendix, caption_text
from ordinances.grammar.notes import strip_note
from ordinances.kinds import kind_of
from ordinances.model import Level, Ordinance
from ordinances.readers import generic_html, printed
from ordinances.readers.html_page import (
    Element,
    Page,
    count_images,
    inline_text,
    lines,
    parse_page,
    table_text,
)
from ordinances.readers.tree import TreeBuilder

_LEVELS = {
    "article": Level.ARTICLE,
    "clause": Level.PARAGRAPH,
    "item": Level.ITEM,
    "form_section": Level.FORM,
    "table_section": Level.TABLE,
}
_SUBITEM = re.compile(r"sub[-_]?item[-_]?\d*|item[1-9]")
_IGNORED = frozenset({"front", "revise_record"})  # the title once more; who amended the article, and when


def read_reiki_base(content: bytes, source: str) -> Ordinance:
    """Read one page; a page without a single 条 or 項 in the vendor's shape goes the generic way.

    Raises:
        ReadError: the page is broken or holds no ordinance.
    """
    page = parse_page(content)
    reader = _Reader()
    for eline in _elines(page.root):
        reader.line(eline)
    if not reader.provisions:
        return generic_html.read_page(page, source)
    return reader.ordinance(page, source)


def _elines(root: Element) -> list[Element]:
    inside = _with_class(root, "eline", "//*[@id='primary']")
    return inside or _with_class(root, "eline")


def _with_class(element: Element, name: str, base: str = ".") -> list[Element]:
    found = element.xpath(f"{base}//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
    return [item for item in found if isinstance(item, Element)] if isinstance(found, list) else []


def _sign(block: Element) -> Element | None:
    """Give the element that holds a block's number."""
    return next((part for part in _with_class(block, "num") if part.tag == "span"), None)


def _label(block: Element) -> str:
    sign = _sign(block)
    return "" if sign is None else inline_text(sign)


class _Reader:
    """Reads a page block by block into a tree."""

    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.provisions = 0
        self.images = 0
        self.head: dict[str, str] = {}
        self.printed = printed.PrintedLines(self.tree)

    def ordinance(self, page: Page, source: str) -> Ordinance:
        """Give the finished ordinance."""
        title = printed.bare_title(self.head.get("title") or page.root.findtext(".//title") or "")
        number, promulgation = printed.split_number(self.head.get("date", "") + self.head.get("number", ""))
        return Ordinance(
            source=source,
            title=title,
            number=number,
            kind=kind_of(title, number),
            promulgation=promulgation,
            encoding=page.encoding,
            provisions=self.tree.build(),
            notes=printed.image_note(self.images),
        )

    def line(self, eline: Element) -> None:
        """Read one ``div.eline``."""
        self.images += count_images(eline)
        for block in eline:
            if isinstance(block.tag, str):
                self.block(block, frozenset((block.get("class") or "").split()))

    def block(self, block: Element, classes: frozenset[str]) -> None:
        """Read one block of a line by its class."""
        level = next((_LEVELS[name] for name in sorted(classes) if name in _LEVELS), None)
        if "head" in classes:
            self.page_head(block)
        elif "announcement" in classes:
            self.tree.add(Level.PREAMBLE, "制定文", inline_text(block))
        elif level is not None:
            self.provision(block, level)
        elif any(_SUBITEM.fullmatch(name) for name in classes):
            self.provision(block, Level.SUBITEM)
        elif (guess := self.tree.level_of(_label(block))) is not None:
            self.provision(block, guess)
        elif block.find(".//table") is not None or block.tag == "table":
            self.tree.table("\n".join(lines(block)))  # with the 備考 around it
        elif not classes & _IGNORED:
            self.printed.read(inline_text(block))

    def page_head(self, block: Element) -> None:
        """Read the title, date and number at the top."""
        for name, key in (
            ("title-irregular", "title"),
            ("title", "title"),
            ("date", "date"),
            ("number", "number"),
        ):
            for part in _with_class(block, name):
                self.head.setdefault(key, inline_text(part))

    def provision(self, block: Element, level: Level) -> None:
        """Read a 条, 項, 号, its 細分, or the title of a 別表 or 様式."""
        sign = _sign(block)
        label = _label(block)
        if level is Level.ITEM and self.tree.level_of(label) is Level.SUBITEM:
            level = Level.SUBITEM  # the class of a 号 is printed for its 細分, too
        caption = self._caption(block) or self.printed.take_caption()
        texts = self._texts(block, sign)
        first = texts.pop(0) if texts else ""
        if level in (Level.TABLE, Level.FORM):
            self._appendix(level, label + first)
        else:
            self.provisions += 1
            self._numbered(level, label, caption, strip_note(first))
        for text in texts:
            self.tree.text(strip_note(text))
        for table in block.iter("table"):
            if next(table.iterancestors("table"), None) is None:
                self.tree.table(table_text(table))

    @staticmethod
    def _caption(block: Element) -> str:
        title = next((child for child in block if "title" in (child.get("class") or "").split()), None)
        text = "" if title is None else inline_text(title)
        return (caption_text(text) or text) if text else ""

    @staticmethod
    def _texts(block: Element, sign: Element | None) -> list[str]:
        """Give a block's texts, one for each paragraph of HTML, without its sign, caption and tables."""
        parts = [
            child
            for child in block
            if "title" not in (child.get("class") or "").split() and child.find(".//table") is None
        ]
        texts = [inline_text(part, without=sign) for part in parts if part.tag != "table"]
        return [text for text in texts if text]

    def _appendix(self, level: Level, title: str) -> None:
        extra = appendix(title) if title else None
        if extra is None:
            self.tree.add(level, title)
        else:
            self.tree.add(level, extra.label, number=extra.number, caption=extra.caption)

    def _numbered(self, level: Level, label: str, caption: str, text: str) -> None:
        if level is Level.ARTICLE:
            self.tree.add(level, label, caption=caption)
            self.tree.add(Level.PARAGRAPH, "", text)
        else:
            self.tree.add(level, label, text, caption=caption)
