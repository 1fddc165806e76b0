"""What a person does to a 点検シート in Excel, done with openpyxl: finding cells, filling them in, spoiling them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
from city_hall import Hall

from review_app import exports
from review_app.exports import CheckedFile

FIRST = 7
"""The first line of cases, as Excel counts rows."""

GOOD: dict[str, object] = {
    "in_scope": "該当",
    "practice": "職員が歩いて見回る。",
    "needs_review": "要",
    "policy": "運用変更",
    "phase_target": "PHASE 2（デジタルを取り入れる）",
    "planned_on": "令和9年4月1日",
    "yearly_cases": "１，３０３件",
    "staff_minutes": "5分",
    "staff_times": 64,
    "staff_days": "二百五十日",
    "tags": "ペーパーレス、ムーブレス",
    "contact": "内線123",
}

Change = Callable[[Any, Mapping[str, int]], None]


def sheet_of(data: bytes, name: str = "公園課") -> tuple[Any, Any, dict[str, int]]:
    """The workbook, its sheet and the column of each field."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[name]
    return book, sheet, {str(cell.value): cell.column for cell in sheet[2] if cell.value}


def changed(data: bytes, change: Change, name: str = "公園課") -> bytes:
    """The workbook after ``change`` was made to a sheet."""
    book, sheet, columns = sheet_of(data, name)
    change(sheet, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, lines: Mapping[int, Mapping[str, object]], name: str = "公園課") -> bytes:
    """The workbook with values written into the given lines (0 is the first)."""

    def fill(sheet: Any, columns: Mapping[str, int]) -> None:
        for line, values in lines.items():
            for field, value in values.items():
                sheet.cell(FIRST + line, columns[field]).value = value

    return changed(data, fill, name)


def exported(hall: Hall, person: str = "park") -> bytes:
    return exports.workbook(hall.ledger, person).data


def checked(hall: Hall, data: bytes, person: str = "park") -> CheckedFile:
    return exports.check(hall.ledger, person, "点検シート.xlsx", data)


def statuses(file: CheckedFile) -> list[str]:
    return [row.status.value for row in file.rows]
