"""The result sheet of an import (取込み結果): every line with what became of it and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter import Workbook

from review_app.exports import books
from review_app.exports.applying import Applied, outcome
from review_app.exports.checking import CheckedFile
from review_app.exports.fields import both_calendars
from review_app.exports.files import XLSX, ExportFile, file_name
from review_app.exports.lines import CheckedRow, Status
from review_app.exports.styles import Styles

_HEADER = (
    "ファイル",
    "シート",
    "行",
    "例規名",
    "条項号",
    "結果",
    "理由",
    "台帳の回答",
    "ファイルの回答",
)
_WIDTHS = (24, 14, 6, 24, 14, 16, 50, 40, 40)


def result_sheet(results: Sequence[tuple[CheckedFile, Applied | None]], day: date) -> ExportFile:
    """The outcome of every line of every file; ``Applied`` is None for files that were only checked."""

    def build(book: Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("取込み結果")
        sheet.write_string(0, 0, "点検シートの取込み結果", styles["title"])
        sheet.set_row(0, 26)
        sheet.write_string(1, 0, both_calendars(day), styles["subtitle"])
        rows = [line for checked, applied in results for line in _lines(checked, applied)]
        books.table(sheet, styles, 3, _HEADER, rows)
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(4, 0)
        sheet.autofilter(3, 0, max(3 + len(rows), 4), len(_HEADER) - 1)
        books.page(sheet, header="点検シートの取込み結果")
        sheet.fit_to_pages(1, 0)

    name = file_name("取込み結果", day=day, suffix="xlsx")
    return ExportFile(name, XLSX, books.make("点検シートの取込み結果", day, build))


def _lines(checked: CheckedFile, applied: Applied | None) -> list[list[object]]:
    """First what concerns the whole file, then its lines, those to be looked at first."""
    problem = applied.problem if applied else checked.problem
    about = [text for text in (problem, *checked.remarks) if text]
    top: list[list[object]] = [[checked.name, "", "", "", "", "ファイル全体", text, "", ""] for text in about]
    order = (Status.REFUSED, Status.CONFLICT, Status.READY, Status.UNCHANGED, Status.EMPTY)
    ranked = sorted(checked.rows, key=lambda row: order.index(row.status))
    return top + [_line(checked.name, row, applied) for row in ranked]


def _line(name: str, row: CheckedRow, applied: Applied | None) -> list[object]:
    late = (applied.refused if applied else {}).get(row.case_id, "")
    reasons = "\n".join((*row.reasons, late)).strip()
    if row.status is Status.CONFLICT and not reasons:
        reasons = f"出力した後に、{row.newer_by}さんが台帳を更新しています。"
    old = "\n".join(f"{part.heading}：{part.ledger or '（空）'}" for part in row.differences)
    new = "\n".join(f"{part.heading}：{part.file or '（空）'}" for part in row.differences)
    return [name, row.sheet, row.row, row.title, row.locator, outcome(row, applied), reasons, old, new]
