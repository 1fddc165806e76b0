"""The mapping file: a city's own sheet, and what is wrong with a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from city_hall import Hall
from sheet_tools import FIRST, checked, filled, sheet_of, statuses

from review_app import exports
from review_app.exports import layout
from review_app.exports.fields import FIELDS
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.payloads import Answer

CITY = """
name: あさひ市様式
title: あさひ市 アナログ規制調査票
paper: A4
orientation: portrait
freeze: locator
summary_sheet: 集計
guide_sheet: 書き方
columns:
  - {field: locator, heading: 条項}
  - {field: ordinance_title, heading: 例規, width: 30}
  - {field: blank, heading: 課内メモ}
  - {field: needs_review, heading: 見直すか}
  - {field: policy, heading: やり方, note: 一つ選ぶ}
  - {field: in_scope, heading: 当たるか}
  - {field: planned_on, heading: いつまで, locked: true}
  - {field: review_reason, heading: わけ}
choices:
  in_scope: {true: はい, false: いいえ}
  needs_review: {true: 見直す, false: 見直さない}
  policy: {operation: やり方を変える}
guide: [わからないときは行革係へ]
"""


def city() -> layout.Layout:
    return layout.parse(CITY.encode(), "asahi.yaml")


def test_a_city_s_own_sheet_goes_out_and_comes_back(hall: Hall) -> None:
    """Own columns, order, headings and words; the answers arrive in the ledger's codes."""
    data = exports.workbook(hall.ledger, "park", layout=city()).data
    book, sheet, columns = sheet_of(data)
    assert book.sheetnames[:2] == ["集計", "書き方"]
    assert list(columns)[5:7] == ["locator", "ordinance_title"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert not sheet.cell(FIRST, columns["blank"]).protection.locked
    assert sheet.cell(FIRST, columns["planned_on"]).protection.locked
    line = {
        "in_scope": "はい",
        "needs_review": "見直さない",
        "policy": "見直し不要",
        "review_reason": "安全のため",
        "blank": "メモ",
    }
    file = checked(hall, filled(data, {0: line, 1: {"blank": "=1"}}))
    assert (file.problem, statuses(file)[:2]) == ("", ["ready", "empty"])
    exports.apply(hall.ledger, "park", file)
    answer = Answer.model_validate(hall.facts(hall.case_ids[0]).answer)
    assert answer == Answer(in_scope=True, needs_review=False, policy="no_review", review_reason="安全のため")


def test_what_a_city_s_sheet_does_not_show_stays_as_it_was(hall: Hall) -> None:
    """A narrower sheet changes its own columns only."""
    before = Answer.model_validate(hall.facts(hall.case_ids[2]).answer)
    data = exports.workbook(hall.ledger, "park", layout=city()).data
    file = checked(hall, filled(data, {2: {"policy": "条例改正", "planned_on": "R20.1.1"}}))
    exports.apply(hall.ledger, "park", file)
    after = Answer.model_validate(hall.facts(hall.case_ids[2]).answer)
    assert after == before.model_copy(update={"policy": "ordinance_amendment"})


def test_its_own_words_are_told_when_one_is_not_on_the_list(hall: Hall) -> None:
    """Refusals speak the language of the sheet."""
    data = exports.workbook(hall.ledger, "park", layout=city()).data
    file = checked(hall, filled(data, {0: {"policy": "運用変更"}}))
    assert "「やり方」" in file.rows[0].reasons[0]
    assert "やり方を変える" in file.rows[0].reasons[0]


COLUMN = "columns: [{field: locator, heading: 条項}]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "の形が違います"),
        ("- 1", "の形が違います"),
        ("name: a\ntitle: b", "columnsがありません"),
        ("name: a\ntitle: b\ncolumns: []", "columnsが空です"),
        (f"name: ''\ntitle: b\n{COLUMN}", "nameが空です"),
        (f"name: 5\ntitle: b\n{COLUMN}", "nameは文字で"),
        (f"name: a\ntitle: b\ncolour: red\n{COLUMN}", "colourという項目はありません"),
        (f"name: a\ntitle: b\npaper: B4\n{COLUMN}", "paperは'A3' or 'A4'のどれか"),
        (f"name: a\ntitle: b\nfreeze: text\n{COLUMN}", "「text」がcolumnsにありません"),
        (
            "name: a\ntitle: b\ncolumns: [{field: clause, heading: 条項}]",
            "field「clause」という項目はありません",
        ),
        ("name: a\ntitle: b\ncolumns: [{field: text}]", "columns[1].headingがありません"),
        (
            "name: a\ntitle: b\ncolumns: [{field: text, heading: x, width: 500}]",
            "columns[1].widthは120.0以下",
        ),
        ("name: a\ntitle: b\ncolumns: [{field: text, heading: x, locked: false}]", "記入欄にできません"),
        (
            "name: a\ntitle: b\ncolumns: [{field: text, heading: x}, {field: text, heading: y}]",
            "field「text」が二度使われています",
        ),
        (
            f"name: a\ntitle: b\nchoices: {{policy: {{burn: 焼く}}}}\n{COLUMN}",
            "「burn」という選択肢はありません",
        ),
        (f"name: a\ntitle: b\nchoices: {{locator: {{a: b}}}}\n{COLUMN}", "選択肢のある項目ではありません"),
        (f"name: a\ntitle: b\nchoices: {{policy: {{notice: 条例改正}}}}\n{COLUMN}", "同じ言葉が二度"),
        ("name: [a\ntitle: b", "2行目付近のYAMLの書き方"),
        ("a: &a [x]\nb: [*a, *a]", "「*」による参照は使えません"),
        ("name: !!python/object/apply:os.system ['true']", "YAMLの書き方"),
    ],
)
def test_a_wrong_mapping_file_is_told_with_place_and_reason(text: str, said: str) -> None:
    """One Japanese sentence that names the file, the place and what is wrong."""
    with pytest.raises(InvalidInputError) as refusal:
        layout.parse(text.encode(), "様式.yaml")
    assert "様式.yaml" in str(refusal.value)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "開けません"),
        ("name: 様式".encode("cp932"), "UTF-8"),
        (b"#" * (1024 * 1024 + 1), "大きすぎます"),
    ],
)
def test_an_unreadable_mapping_file_is_told(tmp_path: Path, content: bytes | None, said: str) -> None:
    """Missing, in CP932, too large."""
    path = tmp_path / "様式.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInputError, match=said):
        layout.load(path)


def test_tenken_s_own_layouts_are_sound() -> None:
    """They load, the standard one returns every answer field, the open-data one is public throughout."""
    assert set(layout.standard().returning()) == {key for key, field in FIELDS.items() if field.answer}
    assert all(FIELDS[column.field].public for column in layout.open_data().columns)


def test_hostile_names_in_a_layout_do_not_break_the_workbook(hall: Hall) -> None:
    """Sheet names Excel refuses, headings like formulas, control characters: mended or kept as text."""
    text = CITY.replace("集計", "'a/b'").replace("書き方", "_LISTS").replace("条項}", '"=1+1\\u0001&G"}')
    data = exports.workbook(hall.ledger, "park", layout=layout.parse(text.encode(), "様式.yaml")).data
    book, sheet, columns = sheet_of(data)
    assert book.sheetnames[:2] == ["a_b", "_LISTS(2)"]
    heading = sheet.cell(6, columns["locator"])
    assert (heading.value, heading.data_type) == ("=1+1\N{REPLACEMENT CHARACTER}&G", "s")
    assert checked(hall, data).problem == ""


def test_the_template_names_every_field_and_is_a_layout_itself() -> None:
    """A city finds in the file all it may use; what it copies works as it is."""
    text = layout.template()
    assert layout.parse(text.encode(), "写し.yaml") == layout.standard()
    comments = {
        word.rstrip("★") for line in text.splitlines() if line.startswith("#") for word in line.split()
    }
    assert set(FIELDS) <= comments
