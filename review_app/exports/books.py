"""Making an xlsx in memory: nothing a person wrote ever becomes a formula or a link."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from review_app.exports.styles import Styles
from review_app.exports.text import clean

# What Excel refuses in the name of a sheet, and its length in characters (UTF-16 units).
_SHEET_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = 31
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def make(title: str, day: date, build: Callable[[Workbook, Styles], None]) -> bytes:
    """The bytes of a workbook that ``build`` fills; ``day`` stands in its properties."""
    buffer = io.BytesIO()
    with Workbook(buffer, dict(_OPTIONS)) as book:
        book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
        build(book, Styles(book))
    return buffer.getvalue()


def sheet_name(wanted: str, used: set[str]) -> str:
    """A name Excel accepts for a sheet, not yet in ``used`` (compared without case), and notes it there."""
    base = _SHEET_UNSAFE.sub("_", wanted).strip(" '") or "シート"
    name, tries = _fit(base, ""), 1
    while name.casefold() in used or name.casefold() == "history":
        tries += 1
        name = _fit(base, f"({tries})")
    used.add(name.casefold())
    return name


def _fit(base: str, ending: str) -> str:
    room = _SHEET_NAME - len(ending)
    return base.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore").rstrip(" '") + ending


def put(sheet: Worksheet, row: int, column: int, value: object, style: str, styles: Styles) -> None:
    """Write one value by its type; text is always written as text."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, styles[style])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, styles[style])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, styles[style])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), styles[style])
    else:
        sheet.write_string(row, column, clean(str(value)), styles[style])


def table(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    total: Sequence[object] | None = None,
) -> int:
    """Write a table with its heading row at ``top``; gives the row after it."""
    for column, name in enumerate(header):
        put(sheet, top, column, name, "head", styles)
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            put(sheet, line, column, value, _style(value, "text", "number", "hours"), styles)
    after = top + 1 + len(rows)
    if total is not None:
        for column, value in enumerate(total):
            put(sheet, after, column, value, _style(value, "total_text", "total", "total_hours"), styles)
        after += 1
    return after


def _style(value: object, text: str, number: str, hours: str) -> str:
    return number if isinstance(value, int) else hours if isinstance(value, float) else text


def page(sheet: Worksheet, *, paper: str = "A4", landscape: bool = True, header: str = "") -> None:
    """Paper, margins and the page number at the foot. Codes of headers begin with &, so it is doubled."""
    sheet.set_paper({"A3": 8, "A4": 9}[paper])
    (sheet.set_landscape if landscape else sheet.set_portrait)()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if header:
        sheet.set_header("&L" + header[:100].replace("&", "&&"))
    sheet.set_footer("&C&P / &N ページ")
