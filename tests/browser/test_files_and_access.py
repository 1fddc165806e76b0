"""Files leave and come back through the app, and everybody can use its pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from browsing import settle
from playwright.sync_api import Page, expect

Visit = Callable[[str, str], Page]


def test_a_department_takes_out_its_sheet_and_only_its_own_clauses_stand_in_it(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit("suido", "outputs")
    page.get_by_role("button", name="作成する").first.click()
    with page.expect_download() as started:
        page.get_by_role("button", name="をダウンロード").click()
    sheet = tmp_path / started.value.suggested_filename
    started.value.save_as(sheet)
    book = openpyxl.load_workbook(sheet, read_only=True)
    text = " ".join(str(cell.value) for one in book for row in one.iter_rows() for cell in row)
    book.close()
    assert "みなと市簡易水道事業給水条例" in text
    assert "みなと市都市公園条例" not in text
    page.goto("/answers-in")
    settle(page)
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="内容を調べる").click()
    expect(page.get_by_text("新しい記入はありません")).to_be_visible()


def test_the_departments_of_ordinances_are_read_from_a_workbook_after_a_look(
    visit: Visit, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    title = "みなと市簡易水道事業給水条例"
    for row in (("例規名", "所管課"), (title, "水道課"), ("ない条例", "水道課"), ("=1+1", "水道課")):
        book.active.append(row)
    book.save(tmp_path / "所管.xlsx")
    page = visit("admin", "settings")
    page.get_by_role("tab", name="例規の所管課").click()
    page.get_by_test_id("stFileUploader").locator("visible=true").locator("input").set_input_files(
        tmp_path / "所管.xlsx"
    )
    page.get_by_role("button", name="内容を調べる").click()
    expect(page.get_by_text("所管.xlsx：新しく登録 1件、取り込めない 2件")).to_be_visible()
    expect(page.get_by_role("row", name="シート「Sheet」のA4")).to_contain_text("数式が入っています")
    page.get_by_role("button", name="1件を登録する（取り込めない2行は除く）").click()
    expect(page.get_by_text("1件の例規の所管課を登録しました。")).to_be_visible()
    page.get_by_role("button", name="いまの表を作成する").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="ダウンロード（例規の所管課").click()
    started.value.save_as(tmp_path / "今の表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "今の表.xlsx").active
    assert [row[2:] for row in sheet.iter_rows(values_only=True) if row[0] == title] == [("suido", "水道課")]


def test_triage_can_be_done_by_keyboard_alone(visit: Visit) -> None:
    page = visit("hosei", "triage")
    first = page.locator(".tk-place").inner_text()
    expect(page.get_by_role("button", name="次へ Shortcut J")).to_be_enabled()
    settle(page)
    page.keyboard.press("j")
    expect(page.locator(".tk-place")).not_to_have_text(first)
    settle(page)
    page.keyboard.press("k")
    expect(page.locator(".tk-place")).to_have_text(first)
    settle(page)
    reason = page.get_by_label("補足")
    reason.focus()
    page.keyboard.type("確認中")
    page.keyboard.press("Enter")
    settle(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("3")
    expect(page.get_by_text(f"{first}を「保留」にしました。")).to_be_visible()
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("直前の操作を取り消しました。")).to_be_visible()
