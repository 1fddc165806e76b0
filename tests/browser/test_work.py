"""Each role does its main act, as its users would, and sees only what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import town_hall
from browsing import pick, settle, type_until_offered, unfold
from playwright.sync_api import Page, expect

Visit = Callable[[str, str], Page]


def choose(page: Page, place: str) -> None:
    """Bring a case of the list into view."""
    page.get_by_role("radio", name=place).check(force=True)
    expect(page.locator(".tk-place")).to_have_text(place)
    settle(page)


def test_legal_confirms_with_a_key_and_the_next_case_comes_by_itself(visit: Visit) -> None:
    page = visit("hosei", "triage")
    expect(page.locator(".tk-place")).to_have_text("第2条")
    expect(page.locator(".tk-here mark.tk-visual")).to_contain_text("目視により確認")
    expect(page.get_by_role("button", name="対象 Shortcut 1")).to_be_enabled()
    settle(page)
    page.keyboard.press("1")
    expect(page.get_by_text("第2条を「対象」にしました。")).to_be_visible()
    expect(page.locator(".tk-place")).to_have_text("第4条")
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("直前の操作を取り消しました。")).to_be_visible()
    expect(page.locator(".tk-place")).to_have_text("第2条")


def test_dismissing_needs_a_reason_and_says_so(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第4条")
    page.get_by_role("button", name="対象外 Shortcut 2").click()
    expect(page.get_by_text("理由を選ぶか書いてください")).to_be_visible()
    settle(page)
    page.get_by_label("補足").fill("市民への案内であり規制ではない")
    page.get_by_label("補足").press("Enter")
    settle(page)
    page.get_by_role("button", name="対象外 Shortcut 2").click()
    expect(page.get_by_text("第4条を「対象外」にしました。")).to_be_visible()


def test_letters_typed_into_a_field_are_no_commands(visit: Visit) -> None:
    page = visit("hosei", "triage")
    before = page.locator(".tk-place").inner_text()
    page.get_by_label("補足").fill("")
    page.get_by_label("補足").press_sequentially("123JK")
    expect(page.get_by_label("補足")).to_have_value("123JK")
    assert page.locator(".tk-place").inner_text() == before


def test_a_department_answers_and_sees_the_hours_as_it_types(visit: Visit) -> None:
    page = visit("kouen", "answer")
    expect(page.locator(".tk-place")).to_have_text("第3条")
    page.get_by_role("button", name="回答を提出する").click()
    expect(page.get_by_text("「見直しが必要ですか」").first).to_be_visible()
    settle(page)
    page.get_by_text("該当する", exact=True).click()
    page.get_by_label("現在の運用").fill("職員2人が園内を歩いて確認している。")
    page.get_by_text("必要", exact=True).click()
    settle(page)
    pick(page.get_by_label("見直し方針"), "運用変更")
    settle(page)
    for label, value in (("分", "5"), ("回（件・箇所）", "64"), ("日", "250")):
        page.get_by_label(label, exact=True).first.fill(value)
        page.get_by_label(label, exact=True).first.press("Tab")
        settle(page)
    expect(page.get_by_text("5分×64回×250日÷60＝1,333.3時間")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_label("現在の運用")).to_have_value("職員2人が園内を歩いて確認している。")
    page.get_by_role("button", name="回答を提出する").click()
    expect(page.get_by_text("第3条の回答を提出しました。")).to_be_visible()


def test_legal_sends_an_answer_back_and_the_department_reads_why(visit: Visit) -> None:
    page = visit("hosei", "decide")
    choose(page, "第6条")
    page.get_by_label("差し戻す理由（必須）").fill("立入りの回数を書いてください。")
    page.get_by_label("差し戻す理由（必須）").press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="差し戻す Shortcut 2").click()
    expect(page.get_by_text("第6条を差し戻しました。")).to_be_visible()
    page.context.clear_cookies()
    page = visit("suido", "answer")
    choose(page, "第6条")
    expect(page.get_by_text("差戻しの理由：立入りの回数を書いてください。")).to_be_visible()
    expect(page.get_by_text("差戻しの相手：回答した水野 透さん")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="あなたへの差戻しを直す").click()
    expect(page.get_by_text("あなたへの差戻し（1）")).to_be_visible()
    expect(page.locator(".tk-place")).to_have_text("第6条")


def test_a_consulted_department_comments_on_words_of_the_clause(visit: Visit, site_folder: Path) -> None:
    case_id = (site_folder / "第6条").read_text()
    page = visit("kouen", f"answer?case={case_id}")
    expect(page.locator(".tk-place")).to_have_text("第6条")
    page.get_by_role("tab", name="経過").click()
    page.get_by_label("語句（条文から写して貼り付ける）").fill("完了した時")
    page.get_by_label("コメント", exact=True).fill("中間の検査もあります。")
    page.get_by_role("button", name="書き込む").click()
    expect(page.get_by_text("その語句は条文にありません")).to_be_visible()
    settle(page)
    page.get_by_label("語句（条文から写して貼り付ける）").fill("工事が完了したとき")
    page.get_by_label("語句（条文から写して貼り付ける）").press("Tab")
    settle(page)
    page.get_by_role("button", name="書き込む").click()
    expect(page.get_by_text("コメントを書き込みました。")).to_be_visible()
    page.get_by_role("tab", name="経過").click()
    expect(page.locator(".tk-words")).to_have_text("注1工事が完了したとき")
    page.get_by_role("tab", name="条文").click()
    expect(page.locator(".tk-here .tk-noted")).to_have_text("注1工事が完了したとき")


def test_clauses_written_alike_are_joined_judged_as_one_and_parted_again(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第21条")
    unfold(page, "同じ書きぶりの条項（2件）")
    page.get_by_role("button", name="まとめて1件にする").click()
    expect(page.get_by_text("2件をこの案件にまとめました。")).to_be_visible()
    expect(page.get_by_role("radio", name="第21条ほか2条項")).to_be_visible()
    expect(page.get_by_role("radio", name="第31条")).to_have_count(0)
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("直前の操作を取り消しました。")).to_be_visible()
    expect(page.get_by_role("radio", name="第31条")).to_be_visible()


def test_a_bulk_act_is_taken_back_as_one(visit: Visit) -> None:
    page = visit("hosei", "triage?triage_text=安全に関する講習")
    expect(page.get_by_text("全3件")).to_be_visible()
    page.get_by_role("button", name="まとめて処理（3件）").click()
    page.get_by_role("button", name="3件に実行する").click()
    expect(page.get_by_text("3件に行いました。")).to_be_visible()
    expect(page.get_by_text("表示する案件がありません")).to_be_visible()
    settle(page)
    page.keyboard.press("u")
    expect(page.get_by_text("3件の操作を取り消しました。")).to_be_visible()
    expect(page.get_by_text("全3件")).to_be_visible()


def test_the_manager_decides(visit: Visit) -> None:
    page = visit("buchou", "decide")
    expect(page.locator(".tk-place")).to_have_text("第7条")
    expect(page.get_by_text("5分×64回×250日÷60＝1,333.3時間")).to_be_visible()
    expect(page.get_by_role("button", name="決定する Shortcut 1")).to_be_enabled()
    settle(page)
    page.keyboard.press("1")
    expect(page.get_by_text("第7条を決定しました。")).to_be_visible()


def test_the_administrator_registers_a_person_who_must_then_choose_a_password(visit: Visit) -> None:
    page = visit("admin", "people")
    page.get_by_label("利用者ID").fill("shinjin")
    page.get_by_label("氏名").first.fill("新田 人美")
    pick(page.get_by_label("役割").first, "法制担当")
    page.get_by_role("button", name="登録する").click()
    given = page.locator("code").inner_text()
    page.context.clear_cookies()
    page.goto("/login")
    page.get_by_label("利用者ID").fill("shinjin")
    page.get_by_label("パスワード").fill(given)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_text("自分だけが知るパスワードに変更してください")).to_be_visible()
    page.goto("/triage")
    expect(page.get_by_role("heading", name="パスワードの変更")).to_be_visible()


def test_a_case_of_another_department_looks_like_none(visit: Visit, site_folder: Path) -> None:
    theirs = (site_folder / "第8条").read_text()
    page = visit("kouen", f"answer?case={theirs}")
    expect(page.get_by_text("見つかりません").first).to_be_visible()
    expect(page.get_by_text("給水台帳")).to_have_count(0)


@pytest.mark.parametrize("path", ["triage", "people", "audit"])
def test_a_page_of_another_role_does_not_exist(visit: Visit, path: str) -> None:
    page = visit("kouen", path)
    expect(page.get_by_text("このページはありません")).to_be_visible()


def test_markup_in_an_ordinance_is_shown_as_text_everywhere(visit: Visit) -> None:
    page = visit("hosei", "library?ordinance=3")
    expect(page.locator(".tk-reader")).to_contain_text(town_hall.HOSTILE)
    page.goto("/triage?triage_text=フロッピー")
    settle(page)
    expect(page.locator(".tk-here")).to_contain_text(town_hall.HOSTILE)
    page.get_by_role("tab", name="見つけた理由").click()
    expect(page.locator(".tk-quote")).to_contain_text(town_hall.HOSTILE)
    assert page.evaluate("window.stolen") is None
    assert page.locator("img[src='x']").count() == 0


def test_progress_shows_each_chart_as_a_table_too(visit: Visit) -> None:
    page = visit("buchou", "progress")
    expect(page.get_by_role("table", name="課別の件数")).to_contain_text("水道課")
    page.get_by_role("tab", name="種類別").click()
    expect(page.get_by_role("table", name="種類別の件数")).to_contain_text("常駐・専任")


def test_legal_affairs_choose_the_departments_to_be_heard(visit: Visit) -> None:
    page = visit("hosei", "triage")
    choose(page, "第31条")
    unfold(page, "合議先")
    box = page.get_by_label("意見を聴く課")
    expect(box).to_be_visible()
    type_until_offered(box, "水", ["水道課"])
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settle(page)
    page.get_by_role("button", name="合議先を決める").click()
    expect(page.get_by_text("合議先を決めました。")).to_be_visible()
    expect(page.locator(".tk-head")).to_contain_text("合議：水道課")
