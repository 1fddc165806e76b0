"""Reading the table of ordinances and departments (例規の所管の表): xlsx, CSV or TSV, as it is typed by hand.

The columns are known by their headings; each value keeps the place where a person finds it again.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from openpyxl.utils import get_column_letter

from review_app.exports import cells, intake
from review_app.exports.cells import CellError, squeezed
from review_app.exports.intake import IntakeError, RawCell
from review_app.exports.lines import plain
from review_app.exports.text import one_line
from review_app.workflow.errors import InvalidInputError

ORDINANCE, DEPARTMENT = "ordinance", "department"
HEADINGS: Mapping[str, tuple[str, ...]] = {
    ORDINANCE: ("例規名", "例規番号", "例規", "題名", "番号", "ファイル", "file"),
    DEPARTMENT: ("所管課コード", "所管課", "課のコード", "課コード", "課", "code"),
}
"""What the headings may be called; an ordinance may be named by several columns, which must agree."""
LONGEST = 500
UNCLOSED = '1つの欄が長すぎます。引用符（"）が閉じているかを確かめてください。'
"""What is wrong with a text that Python's csv gives up on."""
_HEADING_ROWS = 30
_WANTED = (
    "見出しに「例規名」または「例規番号」と、「所管課」または「所管課コード」の列がある表を指定してください。"
)
_MAKE_AGAIN = "Excelで「.xlsx」の形式で保存し直してください。"


@dataclass(frozen=True, slots=True)
class Said:
    """One cell: where it stands, what it says; ``wrong`` is why it cannot be taken, empty when it can."""

    place: str
    text: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its place, and what stands below the headings of each kind."""

    place: str
    said: Mapping[str, tuple[Said, ...]]


def read(name: str, data: bytes) -> list[Line]:
    """The lines of a file; InvalidInputError says in Japanese why it cannot be taken at all."""
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return _of_text(name, data)
    try:
        sheets = intake.each(data, _sheet)
    except IntakeError as error:
        raise InvalidInputError(f"{one_line(name)}：{error.reason}{_MAKE_AGAIN}") from error
    lines = [line for sheet in sheets if sheet is not None for line in sheet]
    if all(sheet is None for sheet in sheets):
        raise InvalidInputError(f"{one_line(name)}：{_WANTED}")
    return lines


def _of_text(name: str, data: bytes) -> list[Line]:
    if len(data) > intake.MAX_FILE:
        raise InvalidInputError(f"{one_line(name)}：ファイルが大きすぎます（上限 20 MB）。")
    try:
        rows = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"{one_line(name)} を読めません。UTF-8のTSVまたはCSVか、Excel（.xlsx）で保存してください。"
        ) from error
    delimiter = "\t" if rows and "\t" in rows[0] else ","
    # One more than the longest that is told apart, so that a hostile field is refused and not an error.
    try:
        table = [[cell[: LONGEST + 1] for cell in row] for row in csv.reader(rows, delimiter=delimiter)]
    except csv.Error as error:
        raise InvalidInputError(f"{one_line(name)}：{UNCLOSED}") from error
    columns = _columns(table[0]) if table else {}
    if not _complete(columns):
        raise InvalidInputError(f"{one_line(name)} の1行目：{_WANTED}")
    headings = table[0]
    return [
        line
        for number, row in enumerate(table[1:], start=2)
        if (line := _text_line(number, row, columns, headings)) is not None
    ]


def _text_line(
    number: int, row: Sequence[str], columns: Mapping[int, str], headings: Sequence[str]
) -> Line | None:
    said: dict[str, list[Said]] = {ORDINANCE: [], DEPARTMENT: []}
    for at, kind in columns.items():
        value = RawCell(row[at] if at < len(row) else None, "s")
        said[kind].append(_said(f"{number}行目の「{one_line(headings[at], 20)}」", value))
    return _line(f"{number}行目", said)


def _sheet(sheet: Any) -> list[Line] | None:  # Any: openpyxl's read-only sheet, see intake
    """The lines of a sheet, None when it has no such headings."""
    numbered = intake.rows(sheet)
    name = one_line(str(sheet.title), 31)
    for _, row in islice(numbered, _HEADING_ROWS):
        columns = _columns([_heading(cell) for cell in row])
        if _complete(columns):
            found = (_sheet_line(name, number, cells_, columns) for number, cells_ in numbered)
            return [line for line in found if line is not None]
    return None


def _sheet_line(sheet: str, number: int, row: Sequence[Any], columns: Mapping[int, str]) -> Line | None:
    said: dict[str, list[Said]] = {ORDINANCE: [], DEPARTMENT: []}
    for at, kind in columns.items():
        cell = RawCell(row[at].value, str(row[at].data_type)) if at < len(row) else RawCell(None, "n")
        said[kind].append(_said(f"シート「{sheet}」の{get_column_letter(at + 1)}{number}", cell))
    return _line(f"シート「{sheet}」の{number}行目", said)


def _line(place: str, said: Mapping[str, Sequence[Said]]) -> Line | None:
    if not any(one.text or one.wrong for found in said.values() for one in found):
        return None
    return Line(place, {kind: tuple(found) for kind, found in said.items()})


def _heading(cell: Any) -> str:
    return str(cell.value) if cell.value is not None and cell.data_type == "s" else ""


def _columns(headings: Sequence[str]) -> dict[int, str]:
    """Which kind of value stands in which column, from 0."""
    kinds = {squeezed(name): kind for kind, names in HEADINGS.items() for name in names}
    return {at: kinds[key] for at, text in enumerate(headings) if (key := squeezed(text[:LONGEST])) in kinds}


def _complete(columns: Mapping[int, str]) -> bool:
    return set(columns.values()) == set(HEADINGS)


def _said(place: str, cell: RawCell) -> Said:
    try:
        value = plain(cell)
        text = "" if value is None else cells.normal(cells.text(value))
    except CellError as error:
        return Said(place, "", str(error))
    if len(text) > LONGEST:
        return Said(place, "", f"長すぎます（{LONGEST}文字まで）。名前かコードだけを書いてください")
    return Said(place, text)
