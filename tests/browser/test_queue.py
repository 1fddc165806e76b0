"""The list leads where it says, whatever its rows are called and whatever others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import town_hall
from browsing import pick, serve, settle
from playwright.sync_api import Page, expect

from extractor.model import Label
from ordinances.model import OrdinanceKind
from review_app.ledger import Ledger

Visit = Callable[[str, str], Page]
# One article, type and likelihood: their rows read the same but for the ordinance below them.
TWINS = tuple(
    town_hall.Text(
        f"あおば市{name}条例",
        f"平成9年条例第{number}号",
        OrdinanceKind.ORDINANCE,
        date(1997, 4, 1),
        (("第9条", "点検", f"管理者は、{name}の設備を毎年点検しなければならない。", Label.PERIODIC, "毎年"),),
    )
    for number, name in enumerate(("温泉", "林道", "漁港"), start=1)
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A town hall of their own: these tests decide cases that others look for."""
    folder: Path = tmp_path_factory.mktemp("queue")
    with Ledger.open(folder / "town.duckdb") as ledger:
        town_hall.store(ledger, (*town_hall.TEXTS, *TWINS))
        town_hall.register(ledger)
        town_hall.stages(ledger)
    yield from serve(folder)


def in_view(page: Page, title: str) -> None:
    expect(page.locator(".tk-ordinance strong")).to_have_text(title)
    settle(page)


def test_rows_that_read_the_same_open_each_its_own_case(visit: Visit) -> None:
    page = visit("hosei", "triage?triage_types=periodic")
    rows = page.get_by_role("radio", name="第9条")
    expect(rows).to_have_count(3)
    expect(page.get_by_test_id("stRadioOption").first).to_contain_text("第9条 定期検査・点検")
    for place, name in ((1, "林道"), (0, "温泉")):
        rows.nth(place).check(force=True)
        in_view(page, f"あおば市{name}条例")
    page.get_by_role("button", name="次へ Shortcut J").click()
    in_view(page, "あおば市林道条例")
    page.keyboard.press("1")
    expect(page.get_by_text("第9条を「対象」にしました。")).to_be_visible()
    in_view(page, "あおば市漁港条例")
    page.keyboard.press("k")
    in_view(page, "あおば市温泉条例")


def test_a_filter_stays_while_what_it_counts_changes(visit: Visit) -> None:
    page = visit("hosei", "triage")
    page.get_by_role("button", name="絞り込み").click()
    pick(page.get_by_label("種類"), "講習（3）")
    expect(page.get_by_text("全3件")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settle(page)
    in_view(page, "みなと市霊園条例")
    page.get_by_role("button", name="対象 Shortcut 1").click()
    in_view(page, "みなと市斎場条例")
    expect(page.get_by_text("全2件")).to_be_visible()
    page.keyboard.press("j")
    in_view(page, "みなと市市場条例")
    expect(page.get_by_text("全2件")).to_be_visible()


def test_keys_act_after_a_click_on_a_row_and_not_while_one_types(visit: Visit) -> None:
    page = visit("hosei", "triage?triage_types=training")
    page.get_by_test_id("stRadioOption").filter(has_text="第41条").click()
    in_view(page, "みなと市市場条例")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("k")
    in_view(page, "みなと市斎場条例")
    page.keyboard.press("j")
    in_view(page, "みなと市市場条例")
    page.get_by_label("補足").click()
    page.keyboard.type("1k2")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.get_by_label("補足")).to_have_value("1k2")
    in_view(page, "みなと市市場条例")
    page.get_by_test_id("stRadioOption").filter(has_text="第41条").click()
    page.keyboard.press("3")
    expect(page.get_by_text("第41条を「保留」にしました。")).to_be_visible()


def test_what_narrows_a_list_to_nothing_is_taken_off_with_one_button(visit: Visit) -> None:
    page = visit("hosei", "triage?triage_text=どこにもない語&triage_types=periodic&triage_least=95")
    expect(page.get_by_text("該当する案件はありません")).to_be_visible()
    page.get_by_role("button", name="絞り込みをやめる").click()
    expect(page.get_by_test_id("stRadioOption").first).to_be_visible()
    settle(page)
    assert "triage_text" not in page.url
    expect(page.get_by_role("button", name="絞り込みをやめる")).to_have_count(0)
