"""Writes small PDFs with a Japanese text layer, so that tests need no PDF library and no font file."""

from __future__ import annotations

_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /UniJIS-UCS2-H /DescendantFonts "
    "[ << /Type /Font /Subtype /CIDFontType0 /BaseFont /Test /DW 1000 "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /Test /Flags 4 /Ascent 880 /Descent -120 >> >> ] >>"
)


def make_pdf(pages: list[list[tuple[float, float, str]]]) -> bytes:
    """Give a PDF; each page is a list of (x, y, text) in points from the lower left."""
    bodies = [_page(number, page) for number, page in enumerate(pages)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [ {kids} ] /Count {len(pages)} >>",
        _FONT,
        *(part for body in bodies for part in body),
    ]
    return _file(objects)


def _page(number: int, lines: list[tuple[float, float, str]]) -> tuple[str, str]:
    stream = "\n".join(
        f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, text in lines
    )
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] "
        f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
    )
    return page, f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"


def _file(objects: list[str]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode() + trailer.encode()
