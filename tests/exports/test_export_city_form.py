"""A city's own 点検シート, without any mark of tenken: read by its headings, matched by name and place."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import pytest
from city_hall import ANSWER, Hall, at
from sheet_tools import statuses

from review_app import exports
from review_app.exports import CheckedFile, layout
from review_app.ledger.details import ledger_mark
from review_app.workflow import views
from review_app.workflow.errors import NotAllowedError
from review_app.workflow.payloads import Answer

CITY = layout.parse(
    """
name: あさひ市調査票
title: アナログ規制調査票
columns:
  - {field: number, heading: 番号}
  - {field: ordinance_title, heading: 条例・規則の名称}
  - {field: ordinance_number, heading: 公布番号}
  - {field: locator, heading: 該当条項}
  - {field: label, heading: アナログ規制の種類}
  - {field: in_scope, heading: 当たるか}
  - {field: practice, heading: いまのやり方}
  - {field: needs_review, heading: 見直すか}
  - {field: review_reason, heading: 見直さないわけ}
  - {field: policy, heading: やり方の変更}
  - {field: staff_minutes, heading: 分, group: 職員}
  - {field: staff_times, heading: 回, group: 職員}
  - {field: citizens_minutes, heading: 分, group: 住民}
  - {field: citizens_times, heading: 回, group: 住民}
  - {field: blank, heading: 課内メモ}
choices:
  in_scope: {true: はい, false: いいえ}
  needs_review: {true: 見直す, false: 見直さない}
names:
  label: {visual: 見る, posting: 貼る, periodic: 定期}
""".encode(),
    "市.yaml",
)
HEADINGS = (
    "条例・規則の名称",
    "公布番号",
    "該当条項",
    "アナログ規制の種類",
    "当たるか",
    "いまのやり方",
    "見直すか",
    "やり方の変更",
)
DONE = ("はい", "歩いて見回る。", "見直す", "運用変更")
FIRST = 4
"""The first line of cases under a title, a blank row and the headings."""


def book(*lines: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook as a city would make it: a cover sheet, a title, headings, lines."""
    made = openpyxl.Workbook()
    made.active.title = "表紙"
    made.active.append(["この調査について"])
    sheet = made.create_sheet("調査票")
    sheet.append(["あさひ市　アナログ規制調査票"])
    sheet.append([])
    sheet.append(list(headings))
    for line in lines:
        sheet.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def park(
    place: object = "第1条", label: object = None, answer: Sequence[object] = DONE
) -> tuple[object, ...]:
    return ("公園条例", None, place, label, *answer)


def looked_at(hall: Hall, data: bytes, person: str = "park") -> CheckedFile:
    return exports.check(hall.ledger, person, "調査票.xlsx", data, CITY)


def test_a_city_s_own_form_reaches_the_ledger(hall: Hall) -> None:
    """Two clauses answered in the city's words; what the form has no column for stays as it was."""
    file = looked_at(hall, book(park("第1条"), park("第2条", answer=(None,) * 4)))
    assert (file.problem, statuses(file)) == ("", ["ready", "empty"])
    assert file.rows[0].row == FIRST
    assert exports.apply(hall.ledger, "park", file).done == {hall.case_ids[0]}
    assert Answer.model_validate(hall.facts(hall.case_ids[0]).answer) == Answer(
        in_scope=True, practice="歩いて見回る。", needs_review=True, policy="operation"
    )


def test_the_same_form_again_changes_nothing(hall: Hall) -> None:
    """The second time each answer is there already."""
    data = book(park("第1条"), park("第2条"))
    exports.apply(hall.ledger, "park", looked_at(hall, data))
    events = hall.events()
    again = looked_at(hall, data)
    assert statuses(again) == ["unchanged", "unchanged"]
    assert any("新しい記入はありません" in remark for remark in again.remarks)
    assert exports.apply(hall.ledger, "park", again).done == frozenset()
    assert hall.events() == events


@pytest.mark.parametrize(
    ("title", "number", "place", "label", "case"),
    [
        ("公園条例", None, "第一条", None, 0),
        (" 公 園 条 例\n", None, "１条", None, 0),
        (None, "平成十五年条例第四十六号", "第１条第１項", None, 0),
        (None, "平成１５年　条例第46号", "第 2 条", None, 1),
        ("公園条例", "平成15年条例第46号", "第2条", "貼る", 1),
        ("公園条例", None, "第三条", "定　期", 2),
    ],
)
def test_names_and_places_are_found_however_they_are_written(
    hall: Hall, title: object, number: object, place: object, label: object, case: int
) -> None:
    """Widths, blanks, numerals of either kind, name or number."""
    file = looked_at(hall, book((title, number, place, label, *DONE)))
    assert [row.case_id for row in file.rows] == [hall.case_ids[case]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("港湾条例", None, "第1条", None, *DONE), "「港湾条例」の案件が見つかりません"),
        (("水道規程", None, "第1条", None, *DONE), "「水道規程」の案件が見つかりません"),
        (("公園条例", "昭和52年規程第8号", "第1条", None, *DONE), "「公園条例」・「昭和52年規程第8号」"),
        ((None, None, "第1条", None, *DONE), "例規名が空です"),
        (park("第9条"), "「公園条例」に「第9条」の案件が見つかりません"),
        (park(None), "条項号が空です"),
        (park("第3条"), "第3条の案件が2件あり（定期／貼る）、どれか決められません"),
        (park("第3条", "見る"), "第3条に規制区分「見る」の案件はありません（定期／貼る）"),
        (park("第3条", "どちらも"), "規制区分「どちらも」は一覧にありません"),
        (park('=HYPERLINK("http://example.com")'), "数式が入っています"),
        (park("第" + "九" * 5000 + "条"), "長すぎます（500文字まで）"),
        (park("第3条", "貼る"), "「決定」の案件に「回答」はできません"),
        (park(answer=("はい", "=1+1", "見直す", "運用変更")), "「いまのやり方」：数式が入っています"),
        (park(answer=("はい", "見る", "見直す", "なんとなく")), "一覧にありません"),
        (park(answer=("はい", "見る", "見直さない", "運用変更")), "見直し不要とする理由を入力してください"),
        (park(answer=(None, "見る", "見直す", "運用変更")), "該当の有無は入力してください"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why_and_nothing_is_done(
    hall: Hall, line: Sequence[object], reason: str
) -> None:
    """The good line waits until the person chooses it; the result sheet has row and reason."""
    file = looked_at(hall, book(line, park("第2条")))
    refused, good = file.rows
    assert (refused.status.value, refused.row, good.status.value) == ("refused", FIRST, "ready")
    assert reason in "".join(refused.reasons)
    events = hall.events()
    assert exports.apply(hall.ledger, "park", file).problem
    assert hall.events() == events
    applied = exports.apply(hall.ledger, "park", file, valid_only=True)
    assert applied.done == {hall.case_ids[1]}
    result = exports.result_sheet([(file, applied)], views.today(hall.ledger))
    written = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(result.data)).active]
    (told,) = [row for row in written if row[5] == "取り込めません"]
    assert (told[1:3], reason in str(told[6])) == (["調査票", FIRST], True)


def test_two_lines_about_one_case_are_refused(hall: Hall) -> None:
    """Also when they name it differently."""
    file = looked_at(hall, book(park("第1条"), (None, "平成15年条例第46号", "第一条", "見る", *DONE)))
    assert statuses(file) == ["refused", "refused"]
    assert "5行目にもあります" in file.rows[0].reasons[0]


@pytest.mark.parametrize(
    ("person", "status", "said"),
    [
        ("park2", "ready", ""),
        ("water", "refused", "見つかりません"),
        ("legal", "refused", "権限がありません"),
        ("manager", "refused", "権限がありません"),
    ],
)
def test_only_the_department_itself_answers_by_its_form(
    hall: Hall, person: str, status: str, said: str
) -> None:
    """A form says nothing of whose it is: the workflow does."""
    file = looked_at(hall, book(park("第1条")), person)
    assert statuses(file) == [status]
    assert said in "".join(file.rows[0].reasons)


def test_an_administrator_hands_in_no_form(hall: Hall) -> None:
    """As with marked sheets."""
    with pytest.raises(NotAllowedError):
        looked_at(hall, book(park()), "admin")


def test_a_consulted_department_sees_the_case_but_does_not_answer_it(hall: Hall) -> None:
    """合議 is for comments."""
    hall.put(hall.case_ids[0], at("inquiring"))
    file = looked_at(hall, book(park("第1条")), "water")
    assert statuses(file) == ["refused"]
    assert "見つかりません" not in file.rows[0].reasons[0]


def test_clauses_joined_are_answered_at_the_one_they_are_joined_to(hall: Hall) -> None:
    """Two cases of one clause that are decided together leave nothing to choose."""
    lead, other = hall.case_ids[2:4]
    hall.put(lead, at("inquiring", consulted=(), joined=(other,)))
    hall.put(other, at("inquiring", consulted=(), joined_to=lead))
    file = looked_at(hall, book(park("第3条")))
    assert [(row.case_id, row.status.value) for row in file.rows] == [(lead, "ready")]


@pytest.mark.parametrize(("choice", "practice"), [("take", "歩いて見回る。"), ("keep", "目で見ている。")])
def test_an_answer_that_differs_is_never_overwritten_without_a_choice(
    hall: Hall, choice: str, practice: str
) -> None:
    """A form does not say what it was filled in over, so every other answer is a question."""
    file = looked_at(hall, book(park("第3条", "定期")))
    assert statuses(file) == ["conflict"]
    shown = {part.heading: (part.ledger, part.file) for part in file.rows[0].differences}
    assert shown == {"いまのやり方": ("目で見ている。", "歩いて見回る。")}
    events = hall.events()
    assert exports.apply(hall.ledger, "park", file).problem
    assert hall.events() == events
    exports.apply(hall.ledger, "park", file, **{choice: [hall.case_ids[2]]})
    answer = Answer.model_validate(hall.facts(hall.case_ids[2]).answer)
    assert answer == ANSWER.model_copy(update={"practice": practice})


def two_rows(sheet: Any) -> None:
    """Headings in two rows, some merged over both, a group over two columns, in an order of the city's own."""
    sheet.append(
        ["該当条項", "条例・規則の名称", "当たるか", "見直すか", "やり方の\n変更", "住民", None, "職員", None]
    )
    sheet.append([None, None, None, None, None, "分", "回", "分", "回"])
    for column in "ABCDE":
        sheet.merge_cells(f"{column}1:{column}2")
    sheet.merge_cells("F1:G1")
    sheet.merge_cells("H1:I1")
    sheet.append(["第1条", "公園条例", "はい", "見直す", "運用変更", "３０分", 10, 5, "64か所"])


def test_headings_in_two_rows_are_read_with_their_groups(hall: Hall) -> None:
    """「分」under 住民 is not 「分」under 職員."""
    made = openpyxl.Workbook()
    two_rows(made.active)
    out = io.BytesIO()
    made.save(out)
    file = looked_at(hall, out.getvalue())
    assert [(row.row, row.status.value) for row in file.rows] == [(3, "ready")]
    exports.apply(hall.ledger, "park", file)
    answer = Answer.model_validate(hall.facts(hall.case_ids[0]).answer)
    assert (answer.citizens.minutes, answer.citizens.times) == (30, 10)
    assert (answer.staff.minutes, answer.staff.times) == (5, 64)


def test_what_of_a_form_is_not_read_is_said(hall: Hall) -> None:
    """Sheets without headings, columns of the layout that are missing, columns it does not know."""
    file = looked_at(hall, book(park("第1条"), headings=(*HEADINGS, "課長印", "課内メモ")))
    said = "".join(file.remarks)
    assert "様式「あさひ市調査票」の見出しで読み" in said
    assert "見出しのないシートは読みません（表紙）" in said
    assert "シート「調査票」にない見出し（見直さないわけ、分、回、分、回）" in said
    assert "様式ファイルにない見出し（課長印）は読みません" in said


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            book(("牛乳", 1), headings=("品名", "数")),
            "様式「あさひ市調査票」の見出し（「条例・規則の名称」、「該当条項」",
        ),
        (
            book(park(), headings=(*HEADINGS, "いまのやり方")),
            "同じ見出しの列が二つ以上あります（いまのやり方）",
        ),
    ],
)
def test_a_workbook_that_is_no_such_form_is_refused_as_a_whole(hall: Hall, data: bytes, problem: str) -> None:
    """One sentence."""
    assert problem in looked_at(hall, data).problem


def test_without_a_layout_the_city_s_own_setting_is_used(hall: Hall) -> None:
    """What legal has put in force for exports reads the forms that come in, on the page too."""
    data = book(park("第1条"))
    assert "様式「標準の点検シート」" in exports.check(hall.ledger, "park", "表.xlsx", data).problem
    text = "name: 設定\ntitle: 表\ncolumns:\n" + "\n".join(
        f"  - {{field: {field}, heading: {heading}}}" for field, heading in FIELDS.items()
    )
    exports.keep_layout(hall.ledger, "legal", "設定.yaml", text.encode(), 0)
    file = exports.check(
        hall.ledger, "park", "表.xlsx", book(park("第1条", answer=("該当", "見る", "要", "運用変更")))
    )
    assert (file.problem, statuses(file)) == ("", ["ready"])


FIELDS: Mapping[str, str] = dict(
    zip(
        (
            "ordinance_title",
            "ordinance_number",
            "locator",
            "label",
            "in_scope",
            "practice",
            "needs_review",
            "policy",
        ),
        HEADINGS,
        strict=True,
    )
)


def test_a_marked_sheet_keeps_its_own_rules_whatever_the_layout(hall: Hall) -> None:
    """The layout is for forms without marks only."""
    data = exports.workbook(hall.ledger, "park").data
    assert ledger_mark(hall.ledger) in openpyxl.load_workbook(io.BytesIO(data))["公園課"]["A1"].value
    assert statuses(looked_at(hall, data)) == ["empty", "empty", "unchanged", "unchanged"]
