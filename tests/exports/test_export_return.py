"""Filled workbooks coming back: what reaches the ledger, and what does not."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from city_hall import ANSWER, Hall, open_hall
from ledger_maker import PARK, Clock, load, open_ledger
from sheet_tools import FIRST, GOOD, changed, checked, exported, filled, statuses

from review_app import exports
from review_app.ledger import cases
from review_app.ledger.details import ledger_mark
from review_app.ledger.model import QueueQuery
from review_app.workflow import acts, views
from review_app.workflow.errors import NotAllowedError
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Answer, Comment, Effort, Reason


def test_answers_filled_in_reach_the_ledger(hall: Hall) -> None:
    """Out, filled in, back in: the ledger holds the answer as an act of that person through Excel."""
    file = checked(hall, filled(exported(hall), {0: GOOD}))
    assert (file.problem, statuses(file)) == ("", ["ready", "empty", "unchanged", "unchanged"])
    applied = exports.apply(hall.ledger, "park", file)
    assert applied.done == {hall.case_ids[0]}
    facts = hall.facts(hall.case_ids[0])
    assert facts.state == "answered"
    assert Answer.model_validate(facts.answer) == Answer(
        in_scope=True,
        practice="職員が歩いて見回る。",
        needs_review=True,
        policy="operation",
        phase_target=2,
        planned_on="2027-04-01",
        yearly_cases=1303,
        staff=Effort(minutes=5, times=64, days=250),
        tags=("moveless", "paperless"),
        contact="内線123",
    )
    assert facts.hours_staff == 1333.3
    last = cases.history(hall.ledger, hall.case_ids[0])[-1]
    assert (last.person_id, last.act, last.source) == ("park", "answer", "excel")


def test_the_same_workbook_twice_changes_nothing(hall: Hall) -> None:
    """A reused workbook is recognised; no second event is written."""
    data = filled(exported(hall), {0: GOOD})
    exports.apply(hall.ledger, "park", checked(hall, data))
    events = hall.events()
    again = checked(hall, data)
    assert "ready" not in statuses(again)
    assert any("新しい記入はありません" in remark for remark in again.remarks)
    assert exports.apply(hall.ledger, "park", again).done == frozenset()
    assert hall.events() == events


def test_what_was_exported_comes_back_unchanged(hall: Hall) -> None:
    """Every value of an answer survives the way out and in, so that an untouched line stays untouched."""
    assert statuses(checked(hall, filled(exported(hall), {}))) == ["empty", "empty", "unchanged", "unchanged"]


def test_one_changed_cell_changes_that_only(hall: Hall) -> None:
    """A line answered before keeps every other value of its answer."""
    file = checked(hall, filled(exported(hall), {2: {"remarks": "予算要求中"}}))
    exports.apply(hall.ledger, "park", file)
    answer = Answer.model_validate(hall.facts(hall.case_ids[2]).answer)
    assert answer == ANSWER.model_copy(update={"remarks": "予算要求中"})


def newer(hall: Hall, **values: object) -> Answer:
    """The same department answers in the app after the sheet was written out."""
    answer = ANSWER.model_copy(update={"practice": "画面で直した。", **values})
    case_id = hall.case_ids[0]
    acts.perform(hall.ledger, "park2", Act.ANSWER, case_id, hall.revision(case_id), answer)
    return answer


def test_a_newer_answer_is_never_overwritten(hall: Hall) -> None:
    """Both answers stand side by side; without a choice nothing of the file is done."""
    data = filled(exported(hall), {0: GOOD, 1: GOOD})
    stands = newer(hall)
    file = checked(hall, data)
    assert statuses(file)[:2] == ["conflict", "ready"]
    shown = {part.heading: (part.ledger, part.file) for part in file.rows[0].differences}
    assert shown["現行運用"] == ("画面で直した。", "職員が歩いて見回る。")
    assert file.rows[0].newer_by == "park2"
    events = hall.events()
    assert "1件" in exports.apply(hall.ledger, "park", file).problem
    assert (hall.events(), hall.facts(hall.case_ids[1]).state) == (events, "inquiring")
    assert hall.facts(hall.case_ids[0]).answer == stands.model_dump(mode="json")


@pytest.mark.parametrize(
    ("choice", "practice"), [("take", "職員が歩いて見回る。"), ("keep", "画面で直した。")]
)
def test_the_person_chooses_between_two_answers(hall: Hall, choice: str, practice: str) -> None:
    """The chosen answer stands; the rest of the file is done either way."""
    data = filled(exported(hall), {0: GOOD, 1: GOOD})
    newer(hall)
    applied = exports.apply(hall.ledger, "park", checked(hall, data), **{choice: [hall.case_ids[0]]})
    assert hall.case_ids[1] in applied.done
    answer = hall.facts(hall.case_ids[0]).answer
    assert answer is not None
    assert answer["practice"] == practice


def test_somebody_else_s_remark_is_no_conflict(hall: Hall) -> None:
    """What moved on without a newer answer (a comment, a sending back) does not stop an answer."""
    data = filled(exported(hall), {0: GOOD, 2: {"practice": "書き直した。"}})
    asked, answered = hall.case_ids[0], hall.case_ids[2]
    acts.perform(hall.ledger, "legal", Act.COMMENT, asked, hall.revision(asked), Comment(text="急ぎます"))
    acts.perform(
        hall.ledger, "legal", Act.SEND_BACK, answered, hall.revision(answered), Reason(reason="回数を")
    )
    file = checked(hall, data)
    assert statuses(file) == ["ready", "empty", "ready", "unchanged"]
    assert len(exports.apply(hall.ledger, "park", file).done) == 2


def test_an_act_between_check_and_apply_stops_the_whole_file(hall: Hall) -> None:
    """What the person saw is what is done, or nothing; with valid rows only, the others are done."""
    file = checked(hall, filled(exported(hall), {0: GOOD, 1: GOOD}))
    newer(hall)
    events = hall.events()
    assert "park2" in exports.apply(hall.ledger, "park", file).problem
    assert hall.events() == events
    applied = exports.apply(hall.ledger, "park", file, valid_only=True)
    assert (applied.done, set(applied.refused)) == ({hall.case_ids[1]}, {hall.case_ids[0]})


def spoil(line: int, field: str, value: object) -> Any:
    def change(sheet: Any, columns: Mapping[str, int]) -> None:
        sheet.cell(FIRST + line, columns[field]).value = value

    return change


def copy_line(sheet: Any, columns: Mapping[str, int]) -> None:
    for column in columns.values():
        sheet.cell(FIRST + 4, column).value = sheet.cell(FIRST, column).value


def swap_cases(sheet: Any, columns: Mapping[str, int]) -> None:
    for field in ("ordinance_title", "locator"):
        upper, lower = (sheet.cell(FIRST + line, columns[field]) for line in (0, 1))
        upper.value, lower.value = lower.value, upper.value


def add_line(sheet: Any, columns: Mapping[str, int]) -> None:
    sheet.cell(FIRST + 6, columns["practice"]).value = "書き足した"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (spoil(0, "#case", "0123456789abcdef"), "隠し列"),
        (spoil(0, "#revision", "9"), "隠し列"),
        (spoil(0, "#revision", "＝９"), "隠し列"),
        (spoil(0, "#seal", "x"), "隠し列"),
        (spoil(0, "#check", None), "隠し列"),
        (copy_line, "行目にもあります"),
        (swap_cases, "行がずれたおそれ"),
        (add_line, "書き足された行"),
        (spoil(0, "practice", '=HYPERLINK("http://example.com")'), "数式が入っています"),
        (spoil(0, "policy", "なんとなく"), "一覧にありません"),
        (spoil(0, "planned_on", "来年度"), "日付として読めません"),
        (spoil(0, "staff_minutes", "約30分"), "数として読めません"),
        (spoil(0, "staff_times", None), "両方を書くか"),
        (spoil(0, "in_scope", None), "該当の有無は入力してください"),
        (spoil(0, "needs_review", "否"), "見直し不要とする理由を入力してください"),
        (spoil(0, "practice", "長" * 4001), "4000文字以内"),
        (spoil(2, "in_scope", None), "該当の有無は入力してください"),
        (spoil(3, "practice", "決定の後に直した"), "「決定」の案件に「回答」はできません"),
    ],
)
def test_a_spoilt_line_is_refused_with_its_reason_and_nothing_is_done(
    hall: Hall, change: Any, reason: str
) -> None:
    """Each slip names its line and reason; the good lines wait until the person chooses them."""
    data = changed(filled(exported(hall), {0: GOOD, 1: GOOD}), change)
    file = checked(hall, data)
    refused = file.of(exports.Status.REFUSED)
    assert refused
    assert all(reason in "".join(row.reasons) for row in refused)
    events = hall.events()
    assert exports.apply(hall.ledger, "park", file).problem
    assert hall.events() == events
    ready = {row.case_id for row in file.of(exports.Status.READY)}
    assert exports.apply(hall.ledger, "park", file, valid_only=True).done == ready


def test_all_cells_of_a_line_are_told_at_once(hall: Hall) -> None:
    """A person corrects a line once, not cell by cell."""
    wrong = {"policy": "？", "planned_on": "2027", "yearly_cases": "たくさん"}
    file = checked(hall, filled(exported(hall), {0: GOOD | wrong}))
    assert [reason.split("：")[0] for reason in file.rows[0].reasons] == [
        "「見直し方針」",
        "「完了予定日」",
        "「年間件数」",
    ]


def test_deleted_lines_are_told_and_leave_their_cases_alone(hall: Hall) -> None:
    """A missing line is a remark, not a refusal."""
    data = changed(filled(exported(hall), {0: GOOD}), lambda sheet, _: sheet.delete_rows(FIRST + 1, 2))
    file = checked(hall, data)
    assert statuses(file) == ["ready", "unchanged"]
    assert "2行が消されています（No. 2、3）" in file.remarks[0]
    exports.apply(hall.ledger, "park", file)
    assert hall.facts(hall.case_ids[1]).state == "inquiring"


def test_sorted_lines_are_as_good_as_in_order(hall: Hall) -> None:
    """Whole lines may change places: each carries its own marks."""

    def turn_over(sheet: Any, columns: Mapping[str, int]) -> None:
        lines = [[sheet.cell(FIRST + line, place).value for place in columns.values()] for line in (0, 1)]
        for line, values in zip((1, 0), lines, strict=True):
            for place, value in zip(columns.values(), values, strict=True):
                sheet.cell(FIRST + line, place).value = value

    # Hours are formulas over neighbouring cells; only what is filled in matters.
    file = checked(hall, changed(filled(exported(hall), {0: GOOD}), turn_over))
    assert statuses(file)[:2] == ["empty", "ready"]
    assert file.rows[1].case_id == hall.case_ids[0]


@pytest.mark.parametrize(
    ("person", "status", "said"),
    [
        ("water", None, "あなたの課の点検シートではない"),
        ("legal", "refused", "権限がありません"),
        ("manager", "refused", "権限がありません"),
        ("park2", "ready", ""),
    ],
)
def test_only_the_department_itself_answers(hall: Hall, person: str, status: str | None, said: str) -> None:
    """A file handed in by another department or another role answers nothing."""
    file = checked(hall, filled(exported(hall), {0: GOOD}), person)
    if status is None:
        assert said in file.problem
        assert exports.apply(hall.ledger, person, file).problem
    else:
        assert file.rows[0].status.value == status
        assert said in "".join(file.rows[0].reasons)


def test_an_administrator_has_no_part_in_answers(hall: Hall) -> None:
    """Neither out nor in."""
    data = exported(hall)
    with pytest.raises(NotAllowedError):
        exported(hall, "admin")
    with pytest.raises(NotAllowedError):
        checked(hall, data, "admin")


def test_of_everybody_s_workbook_a_department_returns_its_own_sheet(hall: Hall) -> None:
    """Other departments' sheets are left out and named."""
    everybody = exported(hall, "legal")
    file = checked(hall, filled(filled(everybody, {0: GOOD}), {0: GOOD}, "水道課"))
    assert {row.sheet for row in file.rows} == {"公園課"}
    assert "「水道課」" in file.remarks[0]
    assert exports.apply(hall.ledger, "park", file).done == {hall.case_ids[0]}
    assert hall.facts(hall.case_ids[4]).state == "inquiring"


def test_a_case_handed_to_another_department_is_as_if_unknown(hall: Hall) -> None:
    """An old sheet does not show that the case exists elsewhere now."""
    data = filled(exported(hall), {0: GOOD})
    moved = views.queue(hall.ledger, "legal", QueueQuery()).rows[0].facts
    hall.put(hall.case_ids[0], type(moved)(state="inquiring", department_id="water"))
    file = checked(hall, data)
    assert "見つかりません" in file.rows[0].reasons[0]


def test_a_workbook_of_another_ledger_is_refused(hall: Hall, tmp_path: Path) -> None:
    """Case ids are made of ordinances, so another city's ledger may hold the same ones."""
    (tmp_path / "elsewhere").mkdir()
    with open_ledger(tmp_path / "elsewhere", Clock(datetime(2027, 1, 1))) as elsewhere:
        load(elsewhere, PARK)
        mark = ledger_mark(elsewhere)
    data = changed(
        filled(exported(hall), {0: GOOD}),
        lambda sheet, _: setattr(
            sheet["A1"], "value", sheet["A1"].value.replace(ledger_mark(hall.ledger), mark)
        ),
    )
    assert mark != ledger_mark(hall.ledger)
    assert "別の台帳" in checked(hall, data).problem


def test_a_sheet_newer_than_the_ledger_is_refused(hall: Hall, built: Path, tmp_path: Path) -> None:
    """After going back to a backup, sheets written out since then do not fit any more."""
    newer(hall)
    data = filled(exported(hall), {0: GOOD})
    past = tmp_path / "past"
    past.mkdir()
    shutil.copy(built, past)
    with open_hall(past) as restored:
        assert "以前の状態に戻されています" in checked(restored, data).rows[0].reasons[0]


def test_a_deleted_column_is_told(hall: Hall) -> None:
    """Without its column an answer would silently lose a part."""
    data = changed(exported(hall), lambda sheet, columns: sheet.delete_cols(columns["policy"]))
    assert "列が消されています（見直し方針）" in checked(hall, data).problem


def test_the_result_sheet_names_each_line_with_its_reason(hall: Hall) -> None:
    """Read back: the refused line first, with sheet, row and reason; then what was done."""
    file = checked(hall, filled(exported(hall), {0: GOOD | {"policy": "？"}, 1: GOOD}))
    applied = exports.apply(hall.ledger, "park", file, valid_only=True)
    result = exports.result_sheet([(file, applied)], views.today(hall.ledger))
    sheet = openpyxl.load_workbook(io.BytesIO(result.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows[0][:6] == ["点検シート.xlsx", "公園課", FIRST, "公園条例", "第1条", "取り込めません"]
    assert "一覧にありません" in rows[0][6]
    assert [row[5] for row in rows] == ["取り込めません", "取り込みました", "変更なし", "変更なし"]
