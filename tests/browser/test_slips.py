"""Slips of everyday work: a double click, the back button, a session that ends while one types, a huge file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import pick, serve, settle
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


OTHER_TAB = "あなたが別の画面（タブ）で先に更新しました。"


def test_the_second_of_two_tabs_is_told_and_overwrites_nothing(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第21条")
    other = page.context.new_page()
    other.goto(page.url)
    settle(other)
    expect(other.locator(".tk-place")).to_have_text("第21条")
    other.get_by_label("補足").fill("罰則のため")
    other.get_by_label("補足").press("Tab")
    settle(other)
    page.get_by_role("button", name="対象 Shortcut 1").click()
    expect(page.get_by_text("第21条を「対象」にしました。")).to_be_visible()
    other.get_by_role("button", name="対象外 Shortcut 2").click()
    expect(other.get_by_text(OTHER_TAB)).to_be_visible()
    settle(other)
    expect(other.locator(".tk-place")).to_have_text("第21条")
    expect(other.get_by_role("tab", name="経過（1）")).to_be_visible()
    expect(other.get_by_label("補足")).to_have_value("罰則のため")


def answer(page: Page, practice: str) -> None:
    page.get_by_text("該当する", exact=True).click()
    page.get_by_label("現在の運用").fill(practice)
    page.get_by_text("必要", exact=True).click()
    settle(page)
    pick(page.get_by_label("見直し方針"), "運用変更")
    settle(page)


def test_an_answer_typed_in_a_second_tab_is_kept_and_not_handed_in(visit: Visit) -> None:
    page = visit("suido", "answer")
    choose(page, "第8条")
    answer(page, "窓口で見せている。")
    other = page.context.new_page()
    other.goto(page.url)
    settle(other)
    other.get_by_label("現在の運用").fill("写しを渡している。")
    other.get_by_label("現在の運用").press("Tab")
    settle(other)
    page.get_by_role("button", name="回答を提出する").click()
    expect(page.get_by_text("第8条の回答を提出しました。")).to_be_visible()
    other.get_by_role("button", name="回答を提出する").click()
    expect(other.get_by_text(OTHER_TAB)).to_be_visible()
    settle(other)
    expect(other.get_by_label("現在の運用")).to_have_value("写しを渡している。")
    page.context.clear_cookies()
    legal = visit("hosei", "decide")
    choose(legal, "第8条")
    expect(legal.locator(".tk-given")).to_contain_text("窓口で見せている。")


def test_the_back_button_after_an_act_shows_what_was_done_and_does_nothing_again(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第2条")
    page.get_by_role("button", name="対象 Shortcut 1").click()
    expect(page.get_by_text("第2条を「対象」にしました。")).to_be_visible()
    expect(page.locator(".tk-place")).to_have_text("第4条")
    settle(page)
    page.go_back()
    expect(page.locator(".tk-place")).to_have_text("第2条")
    settle(page)
    expect(page.get_by_role("tab", name="経過（1）")).to_be_visible()
    expect(page.get_by_role("button", name="対象 Shortcut 1")).to_be_disabled()
    page.go_forward()
    expect(page.locator(".tk-place")).to_have_text("第4条")
    settle(page)
    expect(page.get_by_role("tab", name="経過（0）")).to_be_visible()


def test_the_back_button_brings_the_case_before_back(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第4条")
    choose(page, "第41条")
    page.go_back()
    expect(page.locator(".tk-place")).to_have_text("第4条")


def test_what_is_being_typed_is_saved_without_leaving_the_field(visit: Visit) -> None:
    page = visit("kouen", "answer")
    expect(page.locator(".tk-place")).to_have_text("第3条")
    field = page.get_by_label("現在の運用")
    field.focus()
    for words in ("職員が", "歩いて見る"):
        page.keyboard.type(words)
        # Streamlit's hint that something is not sent yet: it goes when it was.
        expect(page.get_by_test_id("InputInstructions")).to_be_visible()
        expect(page.get_by_test_id("InputInstructions")).to_be_hidden()
        settle(page)
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    expect(field).to_have_value("職員が歩いて見る")
    page.reload()
    settle(page)
    expect(page.get_by_label("現在の運用")).to_have_value("職員が歩いて見る")


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
    # The words stand in the style sheet, in place of Streamlit's English ones.
    said = "el => getComputedStyle(el, '::after').content"
    refusal = page.get_by_test_id("stFileChip").get_by_role("alert")
    expect(refusal).to_be_visible()
    assert "このファイルは送れません。大きすぎるか" in refusal.evaluate(said)
    expect(page.get_by_role("button", name="内容を調べる")).to_be_disabled()
    page.goto("/outputs")
    settle(page)
    expect(page.get_by_role("heading", name="出力")).to_be_visible()


def test_a_clause_that_is_not_ours_goes_back_to_legal_affairs_with_the_reason(visit: Visit) -> None:
    page = visit("suido", "answer?answer_view=all")
    choose(page, "第6条")
    expect(page.get_by_text("この課の所管ではないとき")).to_have_count(0)
    page.context.clear_cookies()
    page = visit("kouen", "answer")
    choose(page, "第3条")
    page.get_by_text("この課の所管ではないとき").click()
    page.get_by_role("button", name="所管でないと申し出る").click()
    expect(page.get_by_text("理由を書いてください。")).to_be_visible()
    page.get_by_label("理由（必須）").fill("遊具は水道課のものです。")
    page.get_by_label("理由（必須）").press("Tab")
    settle(page)
    pick(page.get_by_label("引継ぎ先"), "水道課")
    page.get_by_role("button", name="引き継ぐ").click()
    expect(page.get_by_text("第3条を引き継ぎました。")).to_be_visible()
    page.context.clear_cookies()
    page = visit("suido", "answer")
    choose(page, "第3条")
    page.get_by_role("tab", name="経過").click()
    expect(page.get_by_text("遊具は水道課のものです。")).to_be_visible()
