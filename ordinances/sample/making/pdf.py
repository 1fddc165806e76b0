"""A master as a PDF with a text layer, laid out in plain lines.

The font is Adobe-Japan1's Ryumin-Light, named and not embedded (ISO 32000-1 §9.7): small, the same bytes
every time, and every code maps to the ideograph meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from ordinances.sample.making.master import Kind, Line, Master

_SIZE = 10.5
_LEADING = 18.0
_LEFT, _TOP = 79.0, 770.0
_COLUMNS = 41
_ROWS = 38
_CELL = 12
_RIGHT = {Kind.DATE, Kind.NUMBER}
_INDENT = {Kind.TITLE: 2, Kind.CHAPTER: 3, Kind.CAPTION: 1, Kind.ITEM: 1, Kind.SUBITEM: 2, Kind.SUPPL: 6}
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light-UniJIS-UTF16-H /Encoding /UniJIS-UTF16-H"
    " /DescendantFonts [4 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /FontDescriptor 5 0 R /DW 1000"
    " /W [1 94 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
    "<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 6 /FontBBox [-170 -331 1024 903] /ItalicAngle 0"
    " /Ascent 723 /Descent -241 /CapHeight 709 /StemV 69 >>",
)

# One piece of text and the column it begins at, in full-width characters.
Piece = tuple[float, str]


def pdf(master: Master) -> bytes:
    """Give the PDF, A4, one column of plain lines, page numbers at the foot."""
    rows = [row for line in master.lines for row in _rows(line)]
    pages = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)]
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 595 842] >>",
        *_FONT,
    ]
    for number, page in enumerate(pages):
        content = _content(page, f"- {number + 1} -")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Contents {7 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _file(objects)


def _rows(line: Line) -> Iterator[list[Piece]]:
    """Break a line into printed rows, the following ones hanging."""
    if line.kind is Kind.ROW:
        yield [(index * _CELL + 1.0, cell) for index, cell in enumerate(line.cells)]
        return
    if line.kind in _RIGHT:
        yield [(_COLUMNS - _width(line.text), line.text)]
        return
    indent = _INDENT.get(line.kind, 0)
    text = line.printed
    while text:
        count = _fitting(text, _COLUMNS - indent)
        yield [(float(indent), text[:count])]
        text = text[count:]
        indent = _INDENT.get(line.kind, 0) + 1


def _fitting(text: str, columns: int) -> int:
    count = len(text)
    while _width(text[:count]) > columns:
        count -= 1
    return count


def _width(text: str) -> float:
    return sum(0.5 if east_asian_width(char) in ("Na", "H") else 1.0 for char in text)


def _content(rows: Sequence[Sequence[Piece]], foot: str) -> str:
    placed = [
        (_LEFT + column * _SIZE, _TOP - number * _LEADING, text)
        for number, row in enumerate(rows)
        for column, text in row
    ]
    placed.append((285.0, 40.0, foot))
    return "\n".join(
        f"BT /F1 {_SIZE} Tf {x:.2f} {y:.2f} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for x, y, text in placed
    )


def _file(objects: Sequence[str]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("ascii")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{offset:010d} 00000 n \n".encode("ascii") for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode("ascii")
    return bytes(out)
