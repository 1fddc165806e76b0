"""What a city sets for itself: pick lists, the tables of PHASE and 類型, the sheet's mapping file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from city_hall import ANSWER, Hall, at

from extractor.engines import PackRecipe
from extractor.examples import sample_clause
from extractor.model import Label
from review_app import exports
from review_app.exports.in_use import in_use
from review_app.ledger.audit_rows import AuditQuery
from review_app.ledger.errors import StaleRevisionError
from review_app.workflow import acts, class_tables, extracting, picklists, sheet_layouts, views
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import Act
from review_app.workflow.picklists import Entry
from rules.schema import Sample


def edited(hall: Hall, name: str = "policies") -> list[Entry]:
    return list(picklists.entries(hall.ledger, "legal", name)[0])


def test_an_entry_is_renamed_added_and_retired_and_old_answers_keep_their_name(hall: Hall) -> None:
    rows = [
        Entry(one.code, "運用を改める" if one.code == "operation" else one.name, one.code != "notice")
        for one in edited(hall)
    ]
    picklists.change(hall.ledger, "legal", "policies", [*rows, Entry("", "様式の変更", used=True)], 0)
    lists = picklists.in_force(hall.ledger)
    assert lists.named("policies")["operation"] == "運用を改める"
    assert lists.named("policies")["notice"]
    assert "notice" not in lists.offered("policies")
    assert list(lists.offered("policies").items())[-1] == ("city_1", "様式の変更")
    (told,) = views.audit(hall.ledger, "admin", AuditQuery(subject="setting:list_policies")).rows
    assert (told.act, told.payload["before"]) == ("change_setting", None)


@pytest.mark.parametrize(("policy", "allowed"), [("city_1", True), ("notice", False), ("operation", True)])
def test_an_answer_takes_what_the_list_offers_now(hall: Hall, policy: str, allowed: bool) -> None:
    rows = [Entry(one.code, one.name, one.code != "notice") for one in edited(hall)]
    picklists.change(hall.ledger, "legal", "policies", [*rows, Entry("", "様式の変更", used=True)], 0)
    case = hall.case_ids[0]
    revision = hall.put(case, at("inquiring"))
    given = ANSWER.model_copy(update={"policy": policy})
    if allowed:
        acts.perform(hall.ledger, "park", Act.ANSWER, case, revision, given)
    else:
        with pytest.raises(InvalidInputError, match="方針を一覧から"):
            acts.perform(hall.ledger, "park", Act.ANSWER, case, revision, given)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [Entry(rows[0].code, " ", used=True), *rows[1:]], "名前を入力"),
        (lambda rows: [Entry(rows[0].code, "あ" * 41, used=True), *rows[1:]], "40文字以内"),
        (lambda rows: [Entry(rows[0].code, "改\n行", used=True), *rows[1:]], "40文字以内"),
        (lambda rows: [*rows, Entry("", rows[0].name, used=True)], "二度あります"),
        (lambda rows: [Entry(one.code, one.name, used=False) for one in rows], "1つ以上"),
        (lambda rows: rows[1:], "読み込み直し"),
        (lambda rows: [*rows, Entry("made_up", "作り物", used=True)], "読み込み直し"),
        (lambda rows: [*rows, *(Entry("", f"追加{n}", used=True) for n in range(60))], "60個まで"),
    ],
)
def test_a_list_that_would_lose_or_confuse_answers_is_refused(
    hall: Hall, change: Callable[[list[Entry]], list[Entry]], said: str
) -> None:
    before = hall.events()
    with pytest.raises(InvalidInputError, match=said):
        picklists.change(hall.ledger, "legal", "policies", change(edited(hall)), 0)
    assert hall.events() == before


@pytest.mark.parametrize("person", ["park", "manager", "nobody"])
def test_only_legal_and_administrators_change_the_citys_tables(hall: Hall, person: str) -> None:
    before = hall.events()
    for change in (
        lambda: picklists.change(hall.ledger, person, "tags", edited(hall, "tags"), 0),
        lambda: class_tables.change_phases(hall.ledger, person, {("visual", False): 2}, 0),
        lambda: class_tables.change_categories(hall.ledger, person, {}, 0),
        lambda: exports.keep_layout(hall.ledger, person, "市.yaml", b"name: x", 0),
        lambda: class_tables.phases(hall.ledger, person),
    ):
        with pytest.raises((NotAllowedError, NotFoundError)):
            change()
    assert hall.events() == before


def found_with(hall: Hall) -> tuple[int | None, str, str]:
    recipe = extracting.in_force(hall.ledger)
    clause = sample_clause(Sample(text="管理者は、施設を目視により点検しなければならない。"))
    one = next(one for one in recipe.load().extract([clause]) if one.label is Label.VISUAL)
    return one.phase, one.category, one.explanation


def test_the_next_extraction_takes_the_citys_tables(hall: Hall) -> None:
    assert extracting.in_force(hall.ledger) == PackRecipe()
    assert found_with(hall)[:2] == (1, "検査・点検")
    version = extracting.in_force(hall.ledger).version()
    chosen, _ = class_tables.phases(hall.ledger, "legal")
    class_tables.change_phases(hall.ledger, "legal", {**chosen, ("visual", False): 3}, 0)
    lines, _ = class_tables.categories(hall.ledger, "legal")
    mine = {**lines, "visual": "見て確かめる：目視、点検\n" + lines["visual"]}
    class_tables.change_categories(hall.ledger, "legal", mine, 0)
    assert found_with(hall)[:2] == (3, "見て確かめる")
    assert extracting.in_force(hall.ledger).version() != version
    assert class_tables.phases(hall.ledger, "legal")[0]["visual", False] == 3
    assert class_tables.categories(hall.ledger, "legal")[0] == mine
    class_tables.reset(hall.ledger, "legal", class_tables.PHASE, 1)
    class_tables.reset(hall.ledger, "legal", class_tables.CATEGORY, 1)
    assert extracting.in_force(hall.ledger).version() == version


def test_a_phase_left_empty_is_not_guessed(hall: Hall) -> None:
    chosen, _ = class_tables.phases(hall.ledger, "legal")
    class_tables.change_phases(hall.ledger, "legal", {**chosen, ("visual", False): None}, 0)
    assert found_with(hall)[0] is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("検査", "1行目"),
        ("検査：", "1行目"),
        ("：点検", "1行目"),
        ("検査：点検\n確認、審査", "2行目"),
        ("検査：点検(", "「点検(」に記号"),
        ("検査：(a+)+$", "に記号"),
        ("検査：" + "あ" * 41, "40文字以内"),
        ("\n".join(f"型{n}：語" for n in range(31)), "30行まで"),
    ],
)
def test_a_line_that_is_no_category_is_refused_by_its_number(hall: Hall, line: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said.replace("(", r"\(")):
        class_tables.change_categories(hall.ledger, "legal", {"visual": line}, 0)
    assert class_tables.tables(hall.ledger) == ()


def test_a_table_changed_by_somebody_else_meanwhile_is_told(hall: Hall) -> None:
    chosen, _ = class_tables.phases(hall.ledger, "legal")
    class_tables.change_phases(hall.ledger, "legal", chosen, 0)
    with pytest.raises(StaleRevisionError):
        class_tables.change_phases(hall.ledger, "admin", chosen, 0)


LAYOUT = """
name: 市の様式
title: 市の点検シート
columns:
  - {field: locator, heading: 場所}
  - {field: policy, heading: 方針}
"""


def test_the_citys_layout_is_used_until_it_is_taken_back(hall: Hall) -> None:
    standard = in_use(hall.ledger)
    exports.keep_layout(hall.ledger, "legal", "市.yaml", LAYOUT.encode(), 0)
    assert [column.heading for column in in_use(hall.ledger).columns] == ["場所", "方針"]
    rows = [Entry(one.code, one.name, one.code != "notice") for one in edited(hall)]
    picklists.change(hall.ledger, "legal", "policies", rows, 0)
    assert "notice" in in_use(hall.ledger).wording("policy")
    assert "notice" not in in_use(hall.ledger).offered("policy")
    assert exports.csv_file(hall.ledger, "legal").data.decode("utf-8-sig").startswith("場所,方針")
    assert exports.layout_in_use(hall.ledger) == LAYOUT
    sheet_layouts.keep(hall.ledger, "legal", None, 1)
    assert in_use(hall.ledger).columns == standard.columns


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"name: [", b"name: x", b"a: &a [*a]", LAYOUT.replace("policy", "no_such").encode()]
)
def test_a_layout_that_cannot_be_used_changes_nothing(hall: Hall, data: bytes) -> None:
    with pytest.raises(InvalidInputError, match=r"様式ファイル 市\.yaml"):
        exports.keep_layout(hall.ledger, "legal", "市.yaml", data, 0)
    assert sheet_layouts.stored(hall.ledger) is None
