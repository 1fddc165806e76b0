"""The workbook of 点検シート: one sheet per department, a summary (総括) and how to fill it in (記入要領)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from review_app.exports import books, sheets
from review_app.exports.fields import Entry, both_calendars
from review_app.exports.files import XLSX, ZIP, ExportFile, file_name, safe_part
from review_app.exports.in_use import in_use
from review_app.exports.layout import Layout
from review_app.exports.marks import SheetMark
from review_app.exports.styles import Styles
from review_app.exports.text import clean
from review_app.ledger import Ledger
from review_app.ledger.model import QueueQuery
from review_app.workflow import exporting
from review_app.workflow.exporting import ExportCase, Material
from review_app.workflow.machine import STATE_NAMES, State

STEM = "点検シート"
_NOTHING = QueueQuery()


def workbook(
    ledger: Ledger, person_id: str, query: QueueQuery = _NOTHING, layout: Layout | None = None
) -> ExportFile:
    """One workbook of the cases ``query`` gives within the person's scope.

    Raises NotAllowedError for administrators.
    """
    found = exporting.material(ledger, person_id, query)
    layout = in_use(ledger, layout)
    parts = list(departments(found, layout))
    named = parts[0].name if len(parts) == 1 else ""
    return _workbook(found, layout, parts, file_name(STEM, named, day=found.today, suffix="xlsx"))


def workbook_set(
    ledger: Ledger, person_id: str, query: QueueQuery = _NOTHING, layout: Layout | None = None
) -> ExportFile:
    """A zip with one workbook per department, to be handed to each."""
    found = exporting.material(ledger, person_id, query)
    layout = in_use(ledger, layout)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, part in enumerate(departments(found, layout), start=1):
            name = f"{place:02d}_{file_name(STEM, part.name, day=found.today, suffix='xlsx')}"
            stamp = (found.today.year, found.today.month, found.today.day, 0, 0, 0)
            data = _workbook(found, layout, [part], name).data
            archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    return ExportFile(file_name(STEM, "課別", day=found.today, suffix="zip"), ZIP, buffer.getvalue())


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of one department, in order; ``department_id`` is "" for those of none."""

    department_id: str
    name: str
    cases: Sequence[ExportCase]

    def count(self, *states: State) -> int:
        """How many of the cases are in one of these states."""
        return sum(case.row.facts.state in states for case in self.cases)


def departments(found: Material, layout: Layout) -> Iterator[Part]:
    """The cases by department, in the departments' own order; those of none come last."""
    by: dict[str, list[ExportCase]] = {}
    for case in found.cases:
        by.setdefault(case.department_id or "", []).append(case)
    order = {key: (row.position, key) for key, row in found.departments.items()}
    for key in sorted(by, key=lambda key: order.get(key, (10**9, key or "\uffff"))):
        place = found.departments.get(key)
        yield Part(key, place.name if place else key or layout.unassigned, by[key])


def _workbook(found: Material, layout: Layout, parts: Sequence[Part], name: str) -> ExportFile:
    def build(book: Workbook, styles: Styles) -> None:
        used = {sheets.LISTS}
        summary, guide = (books.sheet_name(name, used) for name in (layout.summary_sheet, layout.guide_sheet))
        names = [books.sheet_name(part.name, used) for part in parts]
        _summary(book.add_worksheet(summary), styles, found, layout, list(zip(parts, names, strict=True)))
        _guide(book.add_worksheet(guide), styles, layout)
        given = sheets.frame(book, styles, layout)
        wording = cache(layout.wording)
        for part, title in zip(parts, names, strict=True):
            entries = [Entry(n, case, found, wording) for n, case in enumerate(part.cases, start=1)]
            sheets.write_sheet(book.add_worksheet(title), given, _mark(found, layout, part), entries)

    return ExportFile(name, XLSX, books.make(layout.title, found.today, build))


def _mark(found: Material, layout: Layout, part: Part) -> SheetMark:
    return SheetMark(
        ledger=found.mark,
        department=part.department_id[:200],
        department_name=safe_part(part.name),
        exported_on=both_calendars(found.today),
        lines=len(part.cases),
        headings={column.field: column.heading for column in layout.columns if column.returns},
        choices={field: layout.wording(field) for field in layout.returning() if layout.wording(field)},
    )


_COLUMNS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("照会前", (State.UNREVIEWED, State.ON_HOLD, State.RECHECK, State.IN_SCOPE)),
    ("照会中", (State.INQUIRING,)),
    ("差戻し", (State.RETURNED,)),
    *((STATE_NAMES[state], (state,)) for state in (State.ANSWERED, State.CHECKED, State.DECIDED)),
    *((STATE_NAMES[state], (state,)) for state in (State.IN_PROGRESS, State.COMPLETED, State.OUT_OF_SCOPE)),
)


def _summary(
    sheet: Worksheet, styles: Styles, found: Material, layout: Layout, parts: Sequence[tuple[Part, str]]
) -> None:
    sheet.write_string(0, 0, f"{layout.title}　{layout.summary_sheet}", styles["title"])
    sheet.set_row(0, 26)
    sheet.write_string(1, 0, f"{both_calendars(found.today)}　出力", styles["subtitle"])
    counts = [[len(part.cases), *(part.count(*states) for _, states in _COLUMNS)] for part, _ in parts]
    rows = [[part.name, *row] for (part, _), row in zip(parts, counts, strict=True)]
    total = ["計", *(sum(column) for column in zip(*counts, strict=True))]
    header = ["所管課", "件数", *(name for name, _ in _COLUMNS)]
    after = books.table(sheet, styles, 3, header, rows, total=total)
    for row, (part, title) in enumerate(parts, start=4):
        # Our own link to our own sheet; the name was made safe, a quotation mark in it is doubled.
        target = title.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{target}'!A1", styles["link"], clean(part.name))
    lead = "所管課の名前を押すと、その課のシートに移ります。"
    sheet.write_string(after + 1, 0, lead, styles["subtitle"])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(header) - 1, 10)
    sheet.freeze_panes(4, 1)
    books.page(sheet, header=layout.title)
    sheet.fit_to_pages(1, 0)


def _guide(sheet: Worksheet, styles: Styles, layout: Layout) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 70)
    sheet.write_string(0, 0, f"{layout.title}　{layout.guide_sheet}", styles["title"])
    sheet.set_row(0, 26)
    row = 2
    for number, line in enumerate(layout.guide, start=1):
        sheet.merge_range(row, 0, row, 2, f"{number}　{line}", styles["wrapped"])
        row += 1
    sheet.write_string(row + 1, 0, "記入欄", styles["section"])
    rows = [
        [column.heading, column.note, "／".join(layout.offered(column.field).values())]
        for column in layout.columns
        if column.returns
    ]
    books.table(sheet, styles, row + 2, ["見出し", "書き方", "選択肢"], rows)
    books.page(sheet, header=layout.title)
    sheet.fit_to_pages(1, 0)
