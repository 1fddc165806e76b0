"""The map of ordinances to departments, from a table: every cell is checked, what is wrong is named by its place."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest
import xlsxwriter
from city_hall import Hall

from review_app.exports import owner_map
from review_app.exports.owner_map import OwnerMap
from review_app.ledger import registry
from review_app.ledger.model import QueueQuery
from review_app.workflow import departments, views
from review_app.workflow.errors import InvalidInputError, NotAllowedError

HEAD = ("例規名", "所管課")


def book(*rows: Sequence[object], sheet: str = "所管") -> bytes:
    """A workbook as Excel would save it."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def checked(hall: Hall, data: bytes, name: str = "所管.xlsx", person: str = "legal") -> OwnerMap:
    return owner_map.check(hall.ledger, person, name, data)


def test_a_workbook_maps_by_title_or_number_and_by_name_or_code(hall: Hall) -> None:
    found = checked(
        hall,
        book(
            ("所管の一覧",),
            (),
            ("例規番号", "例規名", "備考", "所管課"),
            ("", "公園条例", "x", "公園課"),
            ("", "水道規程", "", "water"),
        ),
    )
    assert [(row.ordinance, row.department, row.outcome) for row in found.rows] == [
        ("公園条例", "公園課", "新しく登録"),
        ("水道規程", "水道課", "新しく登録"),
    ]
    assert registry.ordinance_departments(hall.ledger) == {}
    assert owner_map.apply(hall.ledger, "legal", found) == 2
    page = views.queue(hall.ledger, "legal", QueueQuery(departments=("water",), states=("unreviewed",)))
    assert {row.ordinance_title for row in page.rows} <= {"水道規程"}
    again = checked(hall, book(HEAD, ("公園条例", "law"), ("水道規程", "水道課")))
    assert [row.outcome for row in again.rows] == ["変更（今は公園課）", "変わらない"]
    assert again.summary() == "変更 1件、変わらない 1件"


@pytest.mark.parametrize(
    ("cells", "place", "reason"),
    [
        (("ない条例", "公園課"), "シート「所管」のA2", "「ない条例」という例規はありません"),
        (("公園条例", "ない課"), "シート「所管」のB2", "課「ない課」は登録されていません"),
        (("", "公園課"), "シート「所管」のA2", "例規名・例規番号が空です"),
        (("=A1", "公園課"), "シート「所管」のA2", "数式が入っています"),
        (
            ("公園条例", '=HYPERLINK("http://evil.example","公園課")'),
            "シート「所管」のB2",
            "数式が入っています",
        ),
        (("公園条例", True), "シート「所管」のB2", "文字で書いてください"),
        (("公園条例", "あ" * 600), "シート「所管」のB2", "長すぎます（500文字まで）"),
        (("公園条例", "<script>alert(1)</script>"), "シート「所管」のB2", "登録されていません"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_sheet_and_cell(
    hall: Hall, cells: Sequence[object], place: str, reason: str
) -> None:
    found = checked(hall, book(HEAD, cells, ("水道規程", "水道課")))
    assert [row.place for row in found.refused] == [place]
    assert reason in found.refused[0].refused
    assert owner_map.apply(hall.ledger, "legal", found) == 1
    assert list(registry.ordinance_departments(hall.ledger).values()) == [("water", 1)]


def test_a_map_changed_by_another_since_it_was_looked_through_is_not_overwritten(hall: Hall) -> None:
    found = checked(hall, book(HEAD, ("公園条例", "公園課")))
    keys = registry.ordinance_keys(hall.ledger)
    departments.map_ordinances(hall.ledger, "manager", {keys["公園条例"]: "law"})
    with pytest.raises(InvalidInputError, match="もう一度"):
        owner_map.apply(hall.ledger, "legal", found)
    assert registry.ordinance_departments(hall.ledger)[keys["公園条例"]] == ("law", 1)


def test_one_ordinance_given_to_two_departments_is_given_to_neither(hall: Hall) -> None:
    found = checked(hall, book(HEAD, ("公園条例", "公園課"), ("公園条例", "水道課"), ("水道規程", "水道課")))
    assert [bool(row.refused) for row in found.rows] == [True, True, False]
    assert "同じ例規に、別の課の行もあります" in found.refused[0].refused


def test_name_and_code_that_disagree_are_refused(hall: Hall) -> None:
    found = checked(hall, book(("例規名", "所管課コード", "所管課"), ("公園条例", "park", "水道課")))
    assert "「park」と「水道課」は別の課です" in found.refused[0].refused


def test_the_map_as_written_out_comes_back_unchanged_and_empty_lines_do_nothing(hall: Hall) -> None:
    keys = registry.ordinance_keys(hall.ledger)
    departments.map_ordinances(hall.ledger, "legal", {keys["公園条例"]: "park"})
    sheet = owner_map.owner_sheet(hall.ledger, "admin")
    found = checked(hall, sheet.data, sheet.name)
    assert {row.ordinance: row.outcome for row in found.rows} == {
        "公園条例": "変わらない",
        "水道規程": "課の記入なし",
    }
    assert found.owners == {}


def test_a_csv_names_its_line_and_column(hall: Hall) -> None:
    found = checked(hall, "file,code\n公園条例,park\n水道規程,none\n".encode(), "所管.csv")
    assert [(row.place, bool(row.refused)) for row in found.rows] == [
        ("2行目", False),
        ("3行目の「code」", True),
    ]


def strange(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook by another maker, its text written as formula-like strings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("表'&<1>")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def test_text_that_looks_like_a_formula_is_only_text(hall: Hall) -> None:
    found = checked(hall, strange((HEAD, ("=1+1", "公園課"), ("公園条例", "公園課"))))
    assert [row.place for row in found.refused] == ["シート「表'&<1>」のA2"]
    assert "「=1+1」という例規はありません" in found.refused[0].refused


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.xlsx", b"", "Excel（.xlsx）のファイルではありません"),
        ("x.xlsx", b"PK\x03\x04broken", "ファイルが壊れていて開けません"),
        ("x.xlsx", book(("名前", "担当"), ("公園条例", "公園課")), "見出しに「例規名」"),
        ("x.csv", "例規名,所管課\n公園条例,公園課\n".encode("utf-16"), "UTF-8"),
        ("x.csv", "名前,担当\n公園条例,公園課\n".encode(), "1行目：見出しに「例規名」"),
        ("x.csv", '例規名,所管課\n"公園条例,公園課\n'.encode() + b"a" * 200_000, "引用符"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(
    hall: Hall, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(hall, data, name)
    assert reason in str(refused.value)
    assert "点検シート" not in str(refused.value)


@pytest.mark.parametrize("person", ["park", "water"])
def test_departments_neither_read_nor_change_the_map(hall: Hall, person: str) -> None:
    found = checked(hall, book(HEAD, ("公園条例", "公園課")))
    for ask in (
        lambda: owner_map.owner_sheet(hall.ledger, person),
        lambda: checked(hall, b"", person=person),
        lambda: owner_map.apply(hall.ledger, person, found),
    ):
        with pytest.raises(NotAllowedError):
            ask()
