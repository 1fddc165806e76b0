"""The app on a ledger server, as a city with several apps runs it: the same pages and acts as on a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import serve_behind, settle, unfold
from playwright.sync_api import Page, expect

from review_app.pages.shell import MENUS
from review_app.workflow.model import Role

Visit = Callable[[str, str], Page]
LOGINS = {Role.LEGAL: "hosei", Role.DEPARTMENT: "kouen", Role.MANAGER: "buchou", Role.ADMIN: "admin"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("duckdb_extension_quack", reason="needs the extra [server]")
    folder: Path = tmp_path_factory.mktemp("served")
    town_hall.build(folder / "town.duckdb")
    yield from serve_behind(folder)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_is_drawn(visit: Visit, role: Role) -> None:
    page = visit(LOGINS[role], "")
    for place in MENUS[role]:
        page.goto(f"/{place.path}")
        settle(page)
        expect(page.get_by_role("main")).to_be_visible()
        expect(page.get_by_text("問題が起きました")).to_have_count(0)


def test_cases_are_joined_judged_in_bulk_taken_back_and_commented_on(visit: Visit) -> None:
    """What was read before an act is not shown again after it, neither here nor to somebody else."""
    page = visit("hosei", "triage?triage_text=安全に関する講習")
    expect(page.get_by_text("全3件")).to_be_visible()
    unfold(page, "同じ書きぶりの条項（2件）")
    page.get_by_role("button", name="まとめて1件にする").click()
    expect(page.get_by_text("2件をこの案件にまとめました。")).to_be_visible()
    expect(page.get_by_text("全1件")).to_be_visible()
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("全3件")).to_be_visible()
    page.get_by_role("button", name="まとめて処理（3件）").click()
    page.get_by_role("button", name="3件に実行する").click()
    expect(page.get_by_text("表示する案件がありません")).to_be_visible()
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("3件の操作を取り消しました。")).to_be_visible()
    expect(page.get_by_text("全3件")).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")  # on a slow machine the box of the bulk act comes back with the list
    page.get_by_role("tab", name="経過").click()
    page.get_by_label("語句（条文から写して貼り付ける）").fill("講習")
    page.get_by_label("語句（条文から写して貼り付ける）").press("Tab")
    settle(page)
    page.get_by_label("コメント", exact=True).fill("対面に限るか")
    page.get_by_label("コメント", exact=True).press("Tab")
    settle(page)
    page.get_by_role("button", name="書き込む").click()
    expect(page.get_by_text("コメントを書き込みました。")).to_be_visible()
    page.get_by_role("tab", name="経過").click()
    expect(page.locator(".tk-words")).to_have_text("注1講習")


def test_words_are_looked_up_and_a_list_is_changed(visit: Visit) -> None:
    page = visit("hosei", "library")
    page.get_by_role("radio", name="条文の語句").click()
    page.get_by_label("例規を探す").fill("立入検査　管理者")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1件の例規の1条項")).to_be_visible()
    page.goto("/settings")
    settle(page)
    page.get_by_label("追加する名前（1）").fill("様式の変更")
    page.get_by_role("button", name="変更する").first.click()
    expect(page.get_by_label("9番目の名前")).to_have_value("様式の変更")
