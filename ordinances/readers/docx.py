"""Word documents (.docx, ECMA-376 WordprocessingML) to lines, then the line grammar.

Tracked deletions are left out and insertions kept, as if the changes had been accepted. Automatic numbers,
which are not in the text, are put before it.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from zipfile import ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from ordinances import grammar
from ordinances.archive import BROKEN
from ordinances.limits import MB
from ordinances.model import Ordinance
from ordinances.readers import printed
from ordinances.readers.docx_numbering import Numbering, W
from ordinances.readers.errors import ReadError
from ordinances.readers.labels import split_label

_MAX_UNPACKED = 200 * MB
_BROKEN = "Wordの文書として開けません(壊れています)。Wordで開けるか確かめ、保存し直してください。"
_EMPTY = "Word文書の中に文章がありません。Wordで本文が見えるか確かめ、保存し直してください。"
_TOO_LARGE = "展開すると大きすぎるWord文書のため、読みません。画像を除いて保存し直してください。"

_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}instrText", f"{W}pPr", f"{W}rPr", _MC_FALLBACK})
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict"})


def read_docx(content: bytes, source: str) -> Ordinance:
    """Read a Word document.

    Raises:
        ReadError: the document is broken, too large, or holds no ordinance.
    """
    body, numbering = _open(content)
    lines = list(_blocks(body, numbering))
    if not any(map(str.strip, lines)):
        raise ReadError(_EMPTY)
    images = sum(
        1 for tag in _DRAWINGS for found in body.iter(tag) if found.find(f".//{W}txbxContent") is None
    )
    return grammar.parse(lines, source, notes=printed.image_note(images))


def _open(content: bytes) -> tuple[etree._Element, Numbering]:
    try:
        with ZipFile(io.BytesIO(content)) as package:
            if sum(info.file_size for info in package.infolist()) > _MAX_UNPACKED:
                raise ReadError(_TOO_LARGE)
        document = Document(io.BytesIO(content))
        return document.element.body, Numbering.of(document)
    except (*BROKEN, PackageNotFoundError, KeyError, AttributeError, etree.LxmlError) as error:
        raise ReadError(_BROKEN) from error


def _blocks(parent: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield the lines of paragraphs and the rows of tables, in order, content controls included."""
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, numbering)
        elif child.tag == f"{W}tbl":
            yield from _rows(child, numbering)
        elif child.tag not in _GONE:
            yield from _blocks(child, numbering)


def _paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    text = "".join(_pieces(paragraph))
    label = numbering.label(paragraph) if text.strip() else ""
    if label and not _begins_with(text, label):
        text = f"{label}　{text.lstrip()}"
    yield from text.split("\n")
    for box in _text_boxes(paragraph):
        yield from _blocks(box, numbering)


def _begins_with(text: str, label: str) -> bool:
    """Tell whether a number was typed although the paragraph is numbered automatically."""
    typed = split_label(text.strip())[0]
    return unicodedata.normalize("NFKC", typed) == unicodedata.normalize("NFKC", label)


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield a paragraph's characters: runs, insertions, links and fields' results, without its text boxes."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield "　"  # TAB parts cells in the grammar's lines
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in _GONE and child.tag not in _DRAWINGS:
            yield from _pieces(child)


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    for box in paragraph.iter(f"{W}txbxContent"):
        ancestors = [ancestor.tag for ancestor in box.iterancestors()]
        if _MC_FALLBACK not in ancestors and f"{W}del" not in ancestors:
            yield box


def _rows(table: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield each row as one line, cells parted by TAB; rows deleted by a tracked change are left out."""
    for row in table.iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None and next(row.iterancestors(f"{W}tbl")) is table:
            cells = [
                "　".join(filter(None, map(str.strip, _blocks(cell, numbering)))) for cell in _cells(row)
            ]
            yield "\t".join(cells)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """Yield a row's cells, also those in a content control; not those of a table inside a cell."""
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr")) is row:
            yield cell
