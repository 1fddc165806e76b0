"""The printed text of 法令標準XML elements: sentences, columns, ruby, quotations, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

# Pretty-printing leaves line breaks and indents between inline elements; they were never printed.
_LAYOUT = re.compile(r"[ \t]*[\r\n]\s*")
_ITEM_LIKE = re.compile(r"(?:Item|Subitem\d+|Sublist\d+|List|Class)")


def inline(element: etree._Element | None) -> str:
    """Return the characters of a sentence, title or caption; readings (``Rt``) are left out."""
    if element is None:
        return ""
    text = "".join(_inline_pieces(element)) if len(element) else element.text or ""
    if "\n" in text:
        text = _LAYOUT.sub("", text)
    return text.strip(" \t\r\n")


def _inline_pieces(element: etree._Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag != "Rt":
            yield from _inline_pieces(child)
        if child.tail:
            yield child.tail


def sentences(element: etree._Element | None) -> str:
    """Return the text of a …Sentence or Column element.

    Sentences are joined with nothing between, columns (欄) with a full-width space, as they are printed.
    """
    if element is None:
        return ""
    if len(element) == 1 and element[0].tag == "Sentence":
        return inline(element[0])
    out: list[str] = []
    for child in element:
        if child.tag == "Column":
            out.append("　" if out else "")
            out.append(sentences(child))
        elif child.tag == "Sentence":
            out.append(inline(child))
        elif isinstance(child.tag, str):
            out.append("\n".join(block_lines(child)))
    return "".join(out)


def block_lines(element: etree._Element) -> Iterator[str]:
    """Yield the printed lines of a block (表・備考・列記 …); a row is one line of cells parted by TAB."""
    tag = element.tag
    if not isinstance(tag, str) or tag == "Rt":
        return
    if tag in ("TableRow", "TableHeaderRow"):
        yield "\t".join(_cell(cell) for cell in element if isinstance(cell.tag, str))
    elif tag == "Sentence" or tag.endswith("Sentence") or not len(element):
        text = inline(element) if tag == "Sentence" or not len(element) else sentences(element)
        if text:
            yield text
    elif tag.endswith(("Title", "Caption", "Label", "Num")):
        text = inline(element)
        if text:
            yield text
    elif _ITEM_LIKE.fullmatch(tag) or tag in ("Paragraph", "Article"):
        yield from _numbered_lines(element)
    else:
        yield from _lines_of(element)


def _lines_of(elements: Iterable[etree._Element]) -> Iterator[str]:
    for child in elements:
        yield from block_lines(child)


def _numbered_lines(element: etree._Element) -> Iterator[str]:
    """Yield an item's lines, its number before its first line."""
    number = ""
    for child in element:
        tag = str(child.tag)
        if tag.endswith(("Title", "ParagraphNum")) and not number:
            number = inline(child)
            continue
        for line in block_lines(child):
            yield f"{number}　{line}" if number else line
            number = ""
    if number:
        yield number


def _cell(cell: etree._Element) -> str:
    return "".join(_lines_of(cell)) if len(cell) else inline(cell)
