"""The workbook as its user finds it, read back with another library."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from city_hall import ANSWER, Hall
from sheet_tools import FIRST, exported, sheet_of

from review_app import exports
from review_app.exports.intake import sheets
from review_app.exports.layout import standard
from review_app.ledger.model import QueueQuery


def test_there_is_one_sheet_per_department_beside_summary_and_guide(hall: Hall) -> None:
    """Legal gets every department's sheet, in the departments' order, after 総括 and 記入要領."""
    book = openpyxl.load_workbook(io.BytesIO(exported(hall, "legal")))
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert visible == ["総括", "記入要領", "公園課", "水道課"]
    assert [cell.value for cell in book["総括"]["B"][3:7]] == ["件数", 4, 1, 5]


def test_a_department_gets_its_own_cases_only(hall: Hall) -> None:
    """The sheet of another department is not in the file at all."""
    assert [sheet.name for sheet in sheets(exported(hall, "water"))] == ["水道課"]


def test_every_column_of_the_layout_is_there_with_its_heading(hall: Hall) -> None:
    """Headings and order come from the mapping file; the clause is whole, its marked words included."""
    _, sheet, columns = sheet_of(exported(hall))
    headings = [sheet.cell(6, columns[column.field]).value for column in standard().columns]
    assert headings == [column.heading for column in standard().columns]
    assert sheet.cell(FIRST, columns["text"]).value == "市長は、公園を巡視するものとする。"
    shown = {
        field: sheet.cell(FIRST, columns[field]).value for field in ("label", "state", "due_on", "keywords")
    }
    assert shown == {"label": "目視", "state": "照会中", "due_on": None, "keywords": "巡視"}


def test_dates_are_shown_in_both_calendars(hall: Hall) -> None:
    """A day to be filled in is a real date shown as 和暦; the head of the sheet has both."""
    _, sheet, columns = sheet_of(exported(hall))
    planned = sheet.cell(FIRST + 2, columns["planned_on"])
    assert planned.value == datetime(2027, 4, 1)
    assert "ggge" in planned.number_format
    assert sheet["F4"].value.startswith("令和8年11月2日（2026-11-02）")


def test_only_open_answers_can_be_written_in(hall: Hall) -> None:
    """Answer cells of asked and answered cases are open, those of a decided case and all results locked."""
    _, sheet, columns = sheet_of(exported(hall))
    assert sheet.protection.sheet
    fillable = set(standard().returning())
    for line, answerable in ((0, True), (1, True), (2, True), (3, False)):
        open_cells = {
            field for field, place in columns.items() if not sheet.cell(FIRST + line, place).protection.locked
        }
        assert open_cells == (fillable if answerable else set())


def test_pick_lists_are_offered_in_the_cells(hall: Hall) -> None:
    """The list of 方針 is a range of a sheet nobody sees, holding exactly the names."""
    book, sheet, columns = sheet_of(exported(hall))
    cell = sheet.cell(FIRST, columns["policy"]).coordinate
    rule = next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)
    assert rule.type == "list"
    assert not rule.showDropDown, "True hides the arrow"
    place = rule.formula1.split("!")[1].replace("$", "")
    assert [row[0].value for row in book["_lists"][place]] == list(standard().wording("policy").values())
    assert book["_lists"].sheet_state == "veryHidden"


def test_the_sheet_prints_on_a3_with_its_headings_on_each_page(hall: Hall) -> None:
    """A3 landscape, repeated headings and places, page numbers, nothing hidden in the printed area."""
    _, sheet, columns = sheet_of(exported(hall))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$5:$6", "$F:$J")
    assert sheet.oddFooter.center.text == "&P / &N ページ"
    assert [mark.id for mark in sheet.col_breaks.brk] == [columns["in_scope"] - 1]
    assert sheet.freeze_panes == "K7"
    assert sheet.auto_filter.ref.startswith("F6:")


def test_marks_are_out_of_sight(hall: Hall) -> None:
    """The columns and rows that the way back needs are hidden."""
    _, sheet, columns = sheet_of(exported(hall))
    assert sheet.cell(FIRST, columns["#case"]).value == hall.case_ids[0]
    assert sheet.cell(FIRST, columns["#revision"]).value == "1"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden
    assert sheet.row_dimensions[2].hidden


def test_hours_are_reckoned_while_one_types(hall: Hall) -> None:
    """The hours of an open line are a formula over its own cells, with the present value for readers."""
    data = exported(hall)
    _, sheet, columns = sheet_of(data)
    formula = sheet.cell(FIRST + 2, columns["hours_staff"]).value
    assert formula.startswith("=IF(COUNT(")
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["公園課"]
    assert values.cell(FIRST + 2, columns["hours_staff"]).value == ANSWER.staff.hours


def test_the_set_holds_one_workbook_per_department(hall: Hall) -> None:
    """Each file of the zip is a workbook of one department with its name."""
    file = exports.workbook_set(hall.ledger, "legal")
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        names = archive.namelist()
        found = [sheets(archive.read(name))[0].mark.department for name in names]
    assert (file.name, found) == ("点検シート_課別_20261102.zip", ["park", "water"])
    assert names == ["01_点検シート_公園課_20261102.xlsx", "02_点検シート_水道課_20261102.xlsx"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (QueueQuery(departments=("water",)), ["水道課"]),
        (QueueQuery(labels=("posting",)), ["公園課"]),
        (QueueQuery(states=("completed",)), []),
    ],
)
def test_an_export_holds_what_was_asked_for(hall: Hall, query: QueueQuery, names: list[str]) -> None:
    """Filters of the queue are filters of the export; nothing found is an empty workbook, not an error."""
    book = openpyxl.load_workbook(io.BytesIO(exports.workbook(hall.ledger, "manager", query).data))
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"][2:] == names
