"""A department answers in Excel while somebody answers in the app: both answers stand side by side to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import town_hall
from browsing import pick, serve, settle
from playwright.sync_api import Page, expect

Visit = Callable[[str, str], Page]
KEYS_ROW = 2
ANSWER = {
    "in_scope": "該当",
    "practice": "閲覧簿を窓口に置いている。",
    "needs_review": "要",
    "policy": "運用変更",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A town hall of its own, since a case is answered here."""
    folder: Path = tmp_path_factory.mktemp("excel")
    town_hall.build(folder / "town.duckdb")
    yield from serve(folder)


def take_sheet(page: Page, folder: Path) -> Path:
    page.goto("/outputs")
    settle(page)
    page.get_by_role("button", name="作成する").first.click()
    with page.expect_download() as started:
        page.get_by_role("button", name="をダウンロード").click()
    path = folder / "点検シート.xlsx"
    started.value.save_as(path)
    return path


def fill(path: Path, place: str) -> None:
    """Write an answer into the line of a clause."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if one.title == "水道課")
    columns = {cell.value: cell.column for cell in sheet[KEYS_ROW] if cell.value}
    row = next(line[0].row for line in sheet.iter_rows() if line[columns["locator"] - 1].value == place)
    for field, value in ANSWER.items():
        sheet.cell(row, columns[field]).value = value
    book.save(path)


def test_a_newer_answer_stands_beside_the_file_and_the_person_chooses(visit: Visit, tmp_path: Path) -> None:
    page = visit("suido", "outputs")
    path = take_sheet(page, tmp_path)
    fill(path, "第8条")
    page.goto("/answer")
    settle(page)
    expect(page.locator(".tk-place")).to_have_text("第8条")
    page.get_by_text("該当する", exact=True).click()
    page.get_by_label("現在の運用").fill("窓口で台帳を見せている。")
    page.get_by_text("必要", exact=True).click()
    settle(page)
    pick(page.get_by_label("見直し方針"), "運用変更")
    settle(page)
    page.get_by_role("button", name="回答を提出する").click()
    expect(page.get_by_text("第8条の回答を提出しました。")).to_be_visible()
    page.goto("/answers-in")
    settle(page)
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="内容を調べる").click()
    both = page.get_by_role("row", name="現行運用")
    expect(both).to_contain_text("窓口で台帳を見せている。")
    expect(both).to_contain_text("閲覧簿を窓口に置いている。")
    page.get_by_role("button", name="すべて取り込む").click()
    expect(page.get_by_text("確認の要る行が1件あるため、何も取り込みませんでした。")).to_be_visible()
    settle(page)
    page.get_by_text("ファイルの回答にする", exact=True).click()
    settle(page)
    page.get_by_role("button", name="すべて取り込む").click()
    expect(page.get_by_text("1件の回答を取り込みました。")).to_be_visible()
    page.goto("/answer?answer_view=done")
    settle(page)
    page.get_by_role("radio", name="第8条").check(force=True)
    expect(page.locator(".tk-place")).to_have_text("第8条")
    settle(page)
    expect(page.get_by_label("現在の運用")).to_have_value("閲覧簿を窓口に置いている。")
