"""Text from files and people stays text, in every format."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date

import openpyxl
import pytest
from city_hall import Hall, at
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_tools import FIRST, checked, exported, sheet_of, statuses
from xlsxwriter import Workbook

from review_app import exports
from review_app.exports import books
from review_app.exports.files import file_name
from review_app.exports.styles import Styles
from review_app.exports.text import MAX_CELL, clean, csv_safe
from review_app.workflow.payloads import Answer

DAY = date(2026, 11, 23)
HOSTILE = [
    '=HYPERLINK("http://example.com","ここ")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝１＋１",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "{=1+1}",
    "http://example.com/",
    "mailto:a@example.com",
    "00123",
    "1E5",
    "TRUE",
    "<script>alert(1)</script>",
    "]]>&lt;",
    "_x000D_ _x0041_",
    "𠮷野家の𩸽",
    "改行\nあり",
]
TEXTS = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n'\"＝＋－＠_x0041&<>"), st.characters()), min_size=1, max_size=30
)


def written(texts: list[str]) -> bytes:
    """A workbook with one text in each row of column A."""

    def build(book: Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet("表")
        for row, text in enumerate(texts):
            books.put(sheet, row, 0, text, "text", styles)

    return books.make("表", DAY, build)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_any_text_is_read_back_as_the_same_text(texts: list[str]) -> None:
    """No formula, no link, no number: openpyxl finds strings with exactly the (cleaned) text."""
    sheet = openpyxl.load_workbook(io.BytesIO(written(texts)))["表"]
    for row, text in enumerate(texts, start=1):
        cell = sheet.cell(row, 1)
        # openpyxl drops this part of Excel's own escape wherever it stands.
        assert cell.value == clean(text).replace("x005F_", "")
        assert cell.data_type == "s"
        assert cell.hyperlink is None


def test_hostile_answers_go_out_and_come_back_as_they_are(hall: Hall) -> None:
    """In the ledger, in the sheet and back again: the same texts, and no change seen."""
    fields = ("practice", "review_reason", "technology", "contact", "remarks")
    texts = itertools.cycle(text.strip() for text in HOSTILE if "\n" not in text)
    answers = []
    for case_id in hall.case_ids[:4]:
        answer = Answer(
            in_scope=True, needs_review=True, policy="operation", **dict(zip(fields, texts, strict=False))
        )
        hall.put(case_id, at("answered", answer=answer.model_dump(mode="json")))
        answers.append(answer)
    data = exported(hall)
    _, sheet, columns = sheet_of(data)
    for line, answer in enumerate(answers):
        for field in fields:
            cell = sheet.cell(FIRST + line, columns[field])
            assert (cell.value, cell.data_type) == (getattr(answer, field), "s")
    assert statuses(checked(hall, data)) == ["unchanged"] * 4


@given(TEXTS)
def test_no_csv_cell_begins_a_formula(text: str) -> None:
    """The rule is documented and reversible: one apostrophe in front, nothing else changed."""
    safe = csv_safe(text)
    assert not safe.startswith(tuple("=+-@\t\r＝＋－＠"))
    assert safe.removeprefix("'") == clean(text).removeprefix("'") or safe == clean(text)


def test_the_csv_opens_in_excel_and_holds_every_column(hall: Hall) -> None:
    """BOM, CRLF, quotes where needed; hostile text carries its apostrophe."""
    answer = Answer(in_scope=True, practice="=1+1\n二行目", needs_review=True, policy="operation")
    hall.put(hall.case_ids[0], at("answered", answer=answer.model_dump(mode="json")))
    data = exports.csv_file(hall.ledger, "park").data
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [line["現行運用"] for line in lines][:2] == ["'=1+1\n二行目", ""]
    assert lines[2]["完了予定日"] == "令和9年4月1日（2027-04-01）"
    assert lines[2]["職員：時間"] == "1333.3"


@pytest.mark.parametrize(
    ("wanted", "used", "expected"),
    [
        ("公園課", set(), "公園課"),
        ("公園課", {"公園課"}, "公園課(2)"),
        ("PARK", {"park", "park(2)"}, "PARK(3)"),
        ("a[b]c:d*e?f/g\\h", set(), "a_b_c_d_e_f_g_h"),
        ("'引用'", set(), "引用"),
        ("History", set(), "History(2)"),
        ("長" * 40, set(), "長" * 31),
        ("", set(), "シート"),
        ("\ud800", set(), "_"),
    ],
)
def test_a_department_s_name_becomes_a_name_excel_accepts(wanted: str, used: set[str], expected: str) -> None:
    """Forbidden characters, length and repetition are mended."""
    assert books.sheet_name(wanted, used) == expected


@given(st.text(max_size=200))
def test_file_names_stay_in_their_folder(name: str) -> None:
    """No separator, no reserved character, no leading dot, whatever a department is called."""
    made = file_name("点検シート", name, day=DAY, suffix="xlsx")
    assert not set(made) & set('<>:"/\\|?*\0')
    assert made.endswith("_20261123.xlsx")
    assert len(made.encode("utf-8")) < 255 + 60


def test_a_text_beyond_excel_s_limit_is_cut_and_says_so() -> None:
    """Excel would refuse the file; a pair of surrogates is never split."""
    for text in ("長" * 40_000, "𠮷" * 20_000):
        cut = clean(text)
        assert len(cut.encode("utf-16-le")) // 2 <= MAX_CELL
        assert cut.endswith("…（長いため以下省略）")
    sheet = openpyxl.load_workbook(io.BytesIO(written(["長" * 40_000])))["表"]
    assert str(sheet["A1"].value).endswith("以下省略）")
