"""Opening a workbook somebody hands in (取込みの入口): hostile until checked, read without running anything.

An xlsx is a zip of XML (ECMA-376 part 2). It is refused before openpyxl sees it when it is too large, grows
too much, holds a DTD (entities are how XML bombs are built), macros or a password.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from openpyxl import load_workbook

from review_app.exports.marks import FIRST_COLUMN, HIDDEN, KEYS_ROW, SheetMark, read_mark
from review_app.exports.text import MAX_CELL, one_line

MB = 1024 * 1024
MAX_FILE = 20 * MB
MAX_UNPACKED = 100 * MB
MAX_PART = 40 * MB  # 12,000 lines; a hostile part of this size costs 250 MB of memory and some seconds
MAX_RATIO = 200
MAX_MEMBERS = 2_000
MAX_ROW = 20_000
MAX_COLUMNS = 200
MAX_SHEETS = 300

_Taken = TypeVar("_Taken")
_AGAIN = "tenkenから点検シートを出力し直し、それに記入してください。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Compound File Binary: .xls, or an xlsx with a password
_DTD = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class IntakeError(ValueError):
    """The file cannot be taken at all; ``str(error)`` is ``reason`` in Japanese, and what to do with a 点検シート."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason + advice)
        self.reason = reason


class UnmarkedError(IntakeError):
    """The file is a sound workbook, but no sheet of it was made by tenken."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as stored: its value, and whether it is a formula or an error value."""

    value: object
    kind: str


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line of a sheet: its row number (from 1) as a person sees it, its hidden marks, its cells by field."""

    row: int
    marks: tuple[str, ...]
    cells: dict[str, RawCell]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet made by tenken, unchecked."""

    name: str
    mark: SheetMark
    fields: tuple[str, ...]
    lines: tuple[RawLine, ...]


def sheets(data: bytes) -> list[RawSheet]:
    """The sheets of tenken in an xlsx; raises IntakeError when the file is refused, UnmarkedError for none."""
    found = [raw for raw in each(data, _sheet) if raw is not None]
    if not found:
        raise UnmarkedError(f"tenkenの点検シートではありません（照合用の隠し行がありません）。{_AGAIN}")
    return found


def each(data: bytes, take: Callable[[Any], _Taken]) -> list[_Taken]:
    """What ``take`` makes of each worksheet (openpyxl's, read-only); IntakeError when the file is refused."""
    _check_package(data)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of features it drops on writing; nothing is written here.
            warnings.simplefilter("ignore")
            return _read(data, take)
    except IntakeError:
        raise
    except Exception as error:  # openpyxl raises whatever a malformed part happens to cause
        raise IntakeError("Excelファイルとして読めません。壊れているおそれがあります。", _AGAIN) from error


def _check_package(data: bytes) -> None:
    if len(data) > MAX_FILE:
        raise IntakeError(
            f"ファイルが大きすぎます（{len(data) / MB:.1f} MB、上限 {MAX_FILE // MB} MB）。", _AGAIN
        )
    if data.startswith(_OLE):
        raise IntakeError(
            "古い形式（.xls）か、パスワードの付いたファイルです。パスワードを外し、.xlsxで保存してください。"
        )
    if not data.startswith(b"PK"):
        raise IntakeError("Excel（.xlsx）のファイルではありません。", _AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive)
    except _BROKEN as error:
        if isinstance(error, IntakeError):
            raise
        raise IntakeError("ファイルが壊れていて開けません。", _AGAIN) from error


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names:
        raise IntakeError("Excel（.xlsx）のファイルではありません。", _AGAIN)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise IntakeError("マクロの入ったファイルは取り込めません。マクロのない.xlsxで保存してください。")
    if len(members) > MAX_MEMBERS or len(names) < len(members):
        raise IntakeError("ファイルのつくりが通常のExcelと違うため、取り込めません。", _AGAIN)
    # zipfile never gives more of a member than its declared size, so the sum bounds what is unpacked.
    if sum(member.file_size for member in members) > MAX_UNPACKED or any(map(_is_bomb, members)):
        raise IntakeError("展開すると大きくなりすぎるため、取り込めません。", f"課ごとに{_AGAIN}")
    for member in members:
        if _holds_dtd(archive, member):
            raise IntakeError("安全に読めない記述（DTD）が入っているため、取り込めません。", _AGAIN)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    packed = max(member.compress_size, 1)
    return member.file_size > MAX_PART or (member.file_size > MB and member.file_size > MAX_RATIO * packed)


def _holds_dtd(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part holds a DTD; it stands before the root element, but comments may come before it."""
    if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    content = archive.read(member)
    return any(mark in content for mark in _DTD)


def _read(data: bytes, take: Callable[[Any], _Taken]) -> list[_Taken]:
    # Formulas are kept as such, so that they can be refused instead of taken by their last value.
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        if len(book.sheetnames) > MAX_SHEETS:
            raise IntakeError(f"シートが多すぎます（上限 {MAX_SHEETS}）。", _AGAIN)
        return [take(sheet) for sheet in book.worksheets]
    finally:
        book.close()


def rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of a sheet with their numbers (from 1), at most ``MAX_ROW`` of ``MAX_COLUMNS`` cells.

    IntakeError for a text that Excel could not hold: told once in the file, it may stand in every cell.
    """
    # What a sheet says of its own size is not to be trusted.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=MAX_ROW, max_col=MAX_COLUMNS), start=1):
        if any(isinstance(cell.value, str) and len(cell.value) > MAX_CELL for cell in cells):
            raise IntakeError(
                f"シート「{one_line(str(sheet.title))}」の{number}行目に、Excelで書ける長さ（{MAX_CELL:,}文字）を"
                f"超える欄があります。{_AGAIN}"
            )
        yield number, cells


def _sheet(sheet: Any) -> RawSheet | None:  # Any: openpyxl's read-only sheet, whose stubs are partial
    numbered = rows(sheet)
    heads = list(islice(numbered, KEYS_ROW + 1))
    mark = read_mark(_value(heads[0][1], 0)) if heads else None
    if mark is None:
        return None
    keys = [str(cell.value or "") for cell in heads[KEYS_ROW][1]] if len(heads) > KEYS_ROW else []
    if tuple(keys[:FIRST_COLUMN]) != HIDDEN:
        raise IntakeError(f"シート「{sheet.title}」の隠し行が書き換えられています。", _AGAIN)
    fields = keys[FIRST_COLUMN:]
    repeated = {field for field in fields if field and field != "blank" and fields.count(field) > 1}
    if repeated:
        raise IntakeError(f"シート「{sheet.title}」の隠し行が書き換えられています（列の重複）。", _AGAIN)
    lines = tuple(_lines(numbered, fields))
    return RawSheet(str(sheet.title), mark, tuple(filter(None, fields)), lines)


def _value(cells: Sequence[Any], place: int) -> object:
    return cells[place].value if len(cells) > place else None


def _lines(numbered: Iterator[tuple[int, Sequence[Any]]], fields: Sequence[str]) -> Iterator[RawLine]:
    """The lines with hidden marks, and after the first of them also those that somebody wrote below.

    What stands below the last row that a sheet of ours can have is not looked at: often only formatting.
    """
    begun = False
    for row, cells in numbered:
        if all(cell.value is None for cell in cells):
            continue
        marks = tuple(_mark_text(_value(cells, place)) for place in range(FIRST_COLUMN))
        shown = {
            field: RawCell(cell.value, str(cell.data_type))
            for field, cell in zip(fields, cells[FIRST_COLUMN:], strict=False)
            if field
        }
        begun = begun or any(marks)
        if any(marks) or (begun and any(cell.value not in (None, "") for cell in shown.values())):
            yield RawLine(row, marks, shown)


def _mark_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)[:100]
