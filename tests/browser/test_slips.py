"""Slips of everyday work: a double click, the back button, a session that ends while one types, a huge file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import serve, settle
from playwright.sync_api import Page, expect

Visit = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A town hall of its own, since states are counted here."""
    folder: Path = tmp_path_factory.mktemp("slips")
    town_hall.build(folder / "town.duckdb")
    yield from serve(folder)


def choose(page: Page, place: str) -> None:
    page.get_by_role("radio", name=place).check(force=True)
    expect(page.locator(".tk-place")).to_have_text(place)
    settle(page)


def test_a_double_click_judges_one_case(visit: Visit) -> None:
    page = visit("hosei", "triage")
    waiting = page.get_by_text("対象・割当待ち（").inner_text()
    choose(page, "第31条")
    page.get_by_role("button", name="対象 Shortcut 1").dblclick()
    expect(page.locator(".tk-place")).not_to_have_text("第31条")
    settle(page)
    before = int(waiting.partition("（")[2].rstrip("）"))
    expect(page.get_by_text(f"対象・割当待ち（{before + 1}）")).to_be_visible()


def test_the_back_button_brings_the_case_before_back(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第2条")
    choose(page, "第4条")
    page.go_back()
    expect(page.locator(".tk-place")).to_have_text("第2条")


def test_what_was_typed_before_the_session_ended_is_there_again(visit: Visit) -> None:
    page = visit("kouen", "answer")
    expect(page.locator(".tk-place")).to_have_text("第3条")
    page.get_by_label("現在の運用").fill("2人で歩いて確認している。")
    page.get_by_label("現在の運用").press("Tab")
    settle(page)
    other = page.context.new_page()
    other.goto("/answer")
    settle(other)
    other.get_by_role("link", name="ログアウト").click()
    page.get_by_label("その理由").fill("職員が足りない。")
    page.get_by_label("その理由").press("Tab")
    expect(page.get_by_text("もう一度ログインしてください").first).to_be_visible()
    again = visit("kouen", "answer")
    expect(again.get_by_label("現在の運用")).to_have_value("2人で歩いて確認している。")


def test_a_file_over_the_limit_is_refused_before_it_is_read(visit: Visit, tmp_path: Path) -> None:
    huge = tmp_path / "点検シート.xlsx"
    with huge.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    page = visit("kouen", "answers-in")
    page.set_input_files("input[type=file]", huge)
    expect(page.get_by_text("20", exact=False).filter(has_text="MB").first).to_be_visible()
    expect(page.get_by_role("button", name="内容を調べる")).to_be_disabled()
