"""What people look things up in, and what a city sets for itself: rules, words in the texts, pick lists, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import pick, serve, settle
from playwright.sync_api import Page, expect

from review_app.ledger import Ledger
from review_app.workflow import missed
from review_app.workflow.payloads import Missed

Visit = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A town hall where legal affairs added one clause by hand."""
    folder: Path = tmp_path_factory.mktemp("reference")
    with Ledger.open(folder / "town.duckdb") as ledger:
        town_hall.store(ledger, town_hall.TEXTS)
        town_hall.register(ledger)
        row = ledger.rows("SELECT clause_id, text FROM clause WHERE text LIKE '%規則で定める%'")[0]
        start = row["text"].index("規則で")
        payload = Missed(clause_id=row["clause_id"], label="media", start=start, end=start + 3, reason="漏れ")
        missed.add_missed(ledger, "hosei", payload)
    yield from serve(folder)


def test_a_hostile_sentence_is_tried_and_shown_as_it_was_written(visit: Visit) -> None:
    page = visit("hosei", "rules")
    page.get_by_role("tab", name="文を試す").click()
    written = f"市長は、その旨を公園の入口に掲示しなければならない。{town_hall.HOSTILE}"
    page.get_by_label("条文（1つの項または号）").fill(written)
    page.get_by_role("button", name="規則に当ててみる").click()
    expect(page.get_by_role("table", name="当たった規則")).to_contain_text("掲示する", timeout=90_000)
    expect(page.locator("blockquote").first).to_contain_text(town_hall.HOSTILE)
    expect(page.get_by_text("候補になります").first).to_be_visible()
    assert page.evaluate("window.stolen") is None


def test_a_rule_is_switched_off_with_a_reason_and_on_again(visit: Visit) -> None:
    page = visit("hosei", "rules")
    pick(page.get_by_role("combobox", name="規則"), "目視による確認")
    settle(page)
    page.get_by_role("button", name="この市ではこの規則を止める").click()
    expect(page.get_by_text("規則を止める理由を入力してください。")).to_be_visible()
    page.get_by_label("止める理由（必須）").fill("試行のため")
    page.get_by_role("button", name="この市ではこの規則を止める").click()
    expect(page.get_by_text("止めている規則（1件）：目視による確認")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="この規則を再び使う").click()
    expect(page.get_by_text("止めている規則")).to_have_count(0)


def test_a_clause_added_by_hand_is_a_proposal_for_the_rules(visit: Visit) -> None:
    page = visit("hosei", "rules")
    page.get_by_role("tab", name="漏れからの提案").click()
    page.get_by_role("button", name="いまの規則に当ててみる").click()
    expect(page.get_by_text("いまの規則では見つかりません")).to_be_visible(timeout=90_000)
    page.get_by_text("規則に加える例文（YAML）").click()
    expect(page.locator("pre", has_text="- text: この条例の施行に関し")).to_be_visible()


def test_words_are_looked_up_in_the_texts_and_the_clause_opens(visit: Visit) -> None:
    page = visit("suido", "library")
    page.get_by_role("radio", name="条文の語句").click()
    page.get_by_label("例規を探す").fill("立入検査　管理者")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1件の例規の1条項")).to_be_visible()
    page.locator("[data-testid=stRadioOption]", has_text="第6条").click()
    here = page.locator(".tk-here")
    expect(here).to_contain_text("現場に立ち入り検査を行う")
    expect(here.locator(".tk-found").last).to_have_text("立ち入り検査")


def test_hostile_words_and_texts_are_looked_up_as_text(visit: Visit) -> None:
    page = visit("suido", "library")
    page.get_by_role("radio", name="条文の語句").click()
    page.get_by_label("例規を探す").fill("<script>window.stolen=1</script>フロッピー")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1件の例規の1条項")).to_be_visible()
    page.locator("[data-testid=stRadioOption]", has_text="第1条").click()
    expect(page.locator(".tk-here")).to_contain_text("フロッピーディスク")
    assert page.evaluate("window.stolen") is None


def test_legal_affairs_add_a_choice_that_departments_then_have(visit: Visit) -> None:
    page = visit("hosei", "settings")
    page.get_by_label("追加する名前（1）").fill("様式の変更")
    page.get_by_role("button", name="変更する").first.click()
    expect(page.get_by_text("「見直し方針」の選択肢を変更しました。")).to_be_visible()
    settle(page)
    expect(page.get_by_label("9番目の名前")).to_have_value("様式の変更")
    page.get_by_role("tab", name="類型").click()
    page.get_by_label("目視", exact=True).fill("点検だけ")
    page.get_by_role("tabpanel", name="類型").get_by_role("button", name="変更する").click()
    expect(page.get_by_text("類型の1行目: 「類型：語、語」の形で書いてください。")).to_be_visible()


def test_progress_is_narrowed_reported_and_printed(visit: Visit) -> None:
    page = visit("buchou", "progress")
    page.get_by_role("tab", name="期限と残り").click()
    expect(page.get_by_text("期限のある照会はまだありません")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="報告書（Excel）").click()
    assert got.value.suggested_filename.startswith("進捗報告_")
    page.get_by_role("button", name="印刷用の画面").click()
    expect(page.get_by_role("heading", name="月別")).to_be_visible()
    expect(page.get_by_role("table", name="目標と完了（件数と年間件数）")).to_contain_text("（未割当）")
    expect(page.get_by_role("tab")).to_have_count(0)


def test_the_log_is_filtered_by_act_and_taken_out_as_a_file(visit: Visit) -> None:
    page = visit("admin", "audit")
    page.get_by_role("combobox", name="操作", exact=True).fill("利用者の登録")
    page.get_by_role("option", name="利用者の登録", exact=True).click()
    expect(page.get_by_role("table", name="全5件")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="この条件の記録をCSVで保存（5件）").click()
    text = got.value.path().read_text(encoding="utf-8-sig")
    assert text.count("利用者の登録") == 5
    assert "password" not in text


def test_a_mistyped_address_is_told_in_japanese_with_a_way_back(visit: Visit) -> None:
    page = visit("suido", "")
    page.goto("/anser")
    expect(page.get_by_role("heading", name="このページはありません")).to_be_visible()
    page.get_by_role("link", name="「わたしの作業」へ").click()
    settle(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="回答", exact=True).first).to_be_visible()
