"""HTML pages: parsing what may be hostile, the encoding, printed text and printed lines.

Encoding follows the page's own declaration (WHATWG HTML, "determining the character encoding") as long as
the bytes bear it out; otherwise the bytes decide.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree, html

from ordinances.readers.decode import decode
from ordinances.readers.errors import ReadError
from ordinances.readers.labels import split_label

Element: TypeAlias = etree._Element

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,30})""", re.IGNORECASE)
_WINDOWS_NAMES = {"shift_jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932"}

# Never printed, or not part of the ordinance.
_SILENT_TAGS = (
    "script style noscript template head title nav select button textarea iframe object svg rt rp rtc"
)
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
_SILENT = frozenset(_SILENT_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_BROKEN = "HTMLとして読めません。ブラウザーで開けるか確かめて、保存し直してください。"
_TOO_DEEP = "HTMLの入れ子が深すぎて最後まで読めません。ブラウザーで開き、テキストで保存し直してください。"

_LINE_BREAK = re.compile(r"[ \t\xa0]*[\r\n\f][ \t\r\n\f\xa0]*")
_SPACES = re.compile(r"[ \t\xa0]+")


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page and the encoding it was read with."""

    root: Element
    encoding: str


def parse_page(content: bytes) -> Page:
    """Parse a page; nothing is fetched, and lxml's limits on depth and size stay on.

    Raises:
        ReadError: the page is empty, binary, or holds no markup.
    """
    text, encoding = decode_page(content)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(_BROKEN) from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise ReadError(_TOO_DEEP)  # libxml2 drops what lies deeper than 256 elements
    return Page(root, encoding)


def decode_page(content: bytes) -> tuple[str, str]:
    """Give a page's text and encoding: as declared when the bytes agree, else as ``decode`` finds."""
    declared = _DECLARED.search(content[:4096])
    if declared and not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode().lower()
        try:
            codec = codecs.lookup(_WINDOWS_NAMES.get(name, name)).name
            return content.decode(codec), codec
        except (LookupError, UnicodeDecodeError):
            pass  # the declaration is wrong; the bytes decide
    return decode(content)


def vendor(content: bytes) -> str:
    """Tell whose page it is by its marks: ``reiki-base``, ``d1-law``, or ``html``."""
    if re.search(rb"""class\s*=\s*["']eline["']""", content):
        return "reiki-base"
    if re.search(rb"""id\s*=\s*["']h:[a-z]+[A-Z]\d""", content):
        return "d1-law"
    return "html"


def inline_text(element: Element, *, without: Element | None = None) -> str:
    """Give the printed text of an element on one line: no readings (rt), scripts or images.

    ``without`` is an element below it whose text is left out (the label before a sentence).
    """
    return tidy("".join(_pieces(element, without)))


def _pieces(element: Element, without: Element | None) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _SILENT and element is not without:
        if element.tag == "br":
            yield " "
        yield element.text or ""
        for child in element:
            yield from _pieces(child, without)
            yield child.tail or ""


def tidy(text: str) -> str:
    """Fold layout white space to one space; a line break between two Japanese characters is none at all."""
    return _SPACES.sub(" ", _LINE_BREAK.sub(_joint, text)).strip(" 　")


def _joint(match: re.Match[str]) -> str:
    around = (
        match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    )
    return " " if any(char.isascii() for char in around) else ""


class _Row(str):
    """A finished table row among runs of text."""

    __slots__ = ()


def lines(element: Element) -> Iterator[str]:
    """Yield the printed lines of an element: one per block or ``br``, a table row as one line.

    The cells of a row are parted by TAB.
    """
    pending: list[str] = []
    for piece in _line_pieces(element):
        if piece is None:
            line = tidy("".join(pending))
            pending.clear()
            if line:
                yield line
        elif isinstance(piece, _Row):
            yield from filter(str.strip, [piece])
        else:
            pending.append(piece)
    if line := tidy("".join(pending)):
        yield line


def _line_pieces(element: Element, lead: str = "") -> Iterator[str | None]:
    """Yield runs of text, None where a line ends, and whole table rows; ``lead`` goes before the text."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT:
        return
    edge = tag in _BLOCKS or tag == "br"
    if edge:
        yield None
    if tag == "tr" and element.find(".//table") is None:
        yield _Row(row_text(element))
        return
    yield lead + (element.text or "")
    for child, child_lead in _with_leads(element):
        yield from _line_pieces(child, child_lead)
        yield child.tail or ""
    if edge:
        yield None


def _with_leads(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield an element's children with what a browser prints before each: its number in an ordered list.

    A number that is typed as well is not printed twice.
    """
    number = _list_start(element)
    for child in element:
        if element.tag != "ol" or child.tag != "li":
            yield child, ""
            continue
        yield child, "" if split_label(inline_text(child))[0] else f"{number}　"
        number += 1


def _list_start(element: Element) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdecimal() else 1


def table_text(table: Element) -> str:
    """Give a table's rows on lines, cells parted by TAB; empty rows are left out."""
    rows = (row_text(row) for row in table.iter("tr"))
    return "\n".join(row for row in rows if row.strip())


def row_text(row: Element) -> str:
    """Give one row, its cells parted by TAB, the lines of a cell joined with a full-width space."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return "\t".join("　".join(lines(cell)) for cell in cells)


def count_images(element: Element) -> int:
    """Count the images, whose text cannot be read."""
    return sum(1 for _ in element.iter("img"))
