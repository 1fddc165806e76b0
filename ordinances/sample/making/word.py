"""A master as a Word document with named styles, the way 要綱 lie about in offices."""

from __future__ import annotations

import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from ordinances.sample.making.master import Kind, Line, Master

_CHARACTER = 10.5
# Style name, characters of left indent, characters of first-line indent.
_STYLES = {
    Kind.DATE: ("公布日", 0, 0),
    Kind.NUMBER: ("例規番号", 0, 0),
    Kind.CHAPTER: ("章名", 3, 0),
    Kind.CAPTION: ("条見出し", 1, 0),
    Kind.ARTICLE: ("条", 1, -1),
    Kind.PARAGRAPH: ("項", 1, -1),
    Kind.ITEM: ("号", 2, -1),
    Kind.SUBITEM: ("細分", 3, -1),
    Kind.SUBSUBITEM: ("細分の細分", 4, -1),
    Kind.SUPPL: ("附則", 6, 0),
    Kind.TABLE: ("別表", 0, 0),
    Kind.FORM: ("様式", 0, 0),
    Kind.TEXT: ("本文", 0, 1),
}
# One day for all: the same masters must give the same bytes.
_MADE = datetime(2026, 4, 1)


def word(master: Master) -> bytes:
    """Give the document."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "MS Mincho"
    normal.font.size = Pt(_CHARACTER)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")
    for name, left, first in _STYLES.values():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.paragraph_format.left_indent = Pt(left * _CHARACTER)
        style.paragraph_format.first_line_indent = Pt(first * _CHARACTER)
        style.paragraph_format.space_after = Pt(0)
    rows: list[Line] = []
    for line, following in zip(master.lines, [*master.lines[1:], None], strict=True):
        if line.kind is Kind.ROW:
            rows.append(line)
            if following is None or following.kind is not Kind.ROW:
                _table(document, rows)
                rows = []
        elif line.kind is Kind.TITLE:
            document.add_paragraph(line.printed, style="Title")
        else:
            paragraph = document.add_paragraph(line.printed, style=_STYLES[line.kind][0])
            if line.kind in (Kind.DATE, Kind.NUMBER):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    properties = document.core_properties
    properties.title, properties.author = master.title, "みどり野市"
    properties.created = properties.modified = _MADE
    return _same_bytes(document)


def _table(document: WordDocument, rows: list[Line]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0].cells), style="Table Grid")
    for row, line in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, line.cells, strict=True):
            cell.text = text


def _same_bytes(document: WordDocument) -> bytes:
    """Give the package with its members' times set, which python-docx takes from the clock."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with ZipFile(made) as package, ZipFile(out, "w", ZIP_DEFLATED) as fixed:
        for info in package.infolist():
            member = ZipInfo(info.filename, date_time=_MADE.timetuple()[:6])
            fixed.writestr(member, package.read(info), ZIP_DEFLATED)
    return out.getvalue()
