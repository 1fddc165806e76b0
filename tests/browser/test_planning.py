"""Waves, samples judged twice, and reorganisation, each as its users do it, on a town hall of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import pick, serve, settle
from playwright.sync_api import Page, expect

from review_app.ledger import Ledger, registry
from review_app.workflow import accounts, departments
from review_app.workflow.actors import SYSTEM
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Note

Visit = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A town hall with a second legal person, the ordinances' departments known, and a case to ask about."""
    folder: Path = tmp_path_factory.mktemp("planning")
    with Ledger.open(folder / "town.duckdb") as ledger:
        town_hall.store(ledger, town_hall.TEXTS)
        town_hall.register(ledger)
        form = accounts.person_form("hosei2", "港 次郎", "legal", None)
        first = accounts.add_person(ledger, SYSTEM, form)
        accounts.change_password(ledger, "hosei2", first, town_hall.PASSWORD)
        keys = registry.ordinance_keys(ledger)
        departments.map_ordinances(ledger, SYSTEM, {keys["みなと市都市公園条例"]: "kouen"})
        town_hall.do(ledger, "hosei", "第4条", Act.CONFIRM, Note())
    yield from serve(folder)


def choose(page: Page, label: str, option: str, *, several: bool = False) -> None:
    pick(page.get_by_label(label), option)
    settle(page)
    if several:  # the list of several stays open; Escape on a choice of one would empty it
        page.keyboard.press("Escape")
        settle(page)


def test_two_people_judge_a_sample_without_seeing_each_other(visit: Visit) -> None:
    page = visit("hosei", "judgements")
    page.get_by_label("名前").fill("第1回の確認")
    page.get_by_label("件数").fill("2")
    choose(page, "判定する2人", "港 次郎", several=True)
    page.get_by_role("button", name="無作為に選ぶ").click()
    for done in ("0/2件", "1/2件"):
        expect(page.get_by_text(f"判定済み {done}")).to_be_visible()
        expect(page.get_by_role("button", name="保留")).to_be_visible()
        settle(page)
        page.keyboard.press("1")
    expect(page.get_by_text("あなたの判定は終わりました。")).to_be_visible()
    settle(page)
    expect(page.get_by_text("一致度（κ）")).to_have_count(0)
    page.context.clear_cookies()
    page = visit("hosei2", "judgements")
    expect(page.get_by_text("判定済み 0/2件")).to_be_visible()
    expect(page.get_by_text("あなたの判定：")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.get_by_text("判定済み 1/2件")).to_be_visible()
    settle(page)
    page.keyboard.press("2")
    expect(page.get_by_text("2件のうち1件（50%）")).to_be_visible()
    expect(page.get_by_text("判定の分かれた条項（1件）")).to_be_visible()


def test_a_wave_is_made_filtered_by_and_asked_in_one_go(visit: Visit) -> None:
    page = visit("hosei", "waves")
    page.get_by_label("名前").fill("掲示から")
    choose(page, "種類", "書面掲示", several=True)
    page.get_by_role("button", name="取組を作る").click()
    expect(page.get_by_role("table", name="取組ごとの進み具合")).to_contain_text("掲示から")
    settle(page)
    page.get_by_role("tab", name="所管課へ照会する").click()
    expect(page.get_by_role("table", name="照会先")).to_contain_text("公園緑地課")
    page.get_by_role("button", name="までに照会する").click()
    expect(page.get_by_text("1件を照会しました。")).to_be_visible()
    settle(page)
    page.get_by_role("link", name="掲示から").click()
    settle(page)
    expect(page.locator(".tk-place")).to_have_text("第4条")
    expect(page.get_by_text("全1件")).to_be_visible()


def test_a_department_goes_up_into_another_after_a_look_at_the_counts(visit: Visit) -> None:
    page = visit("admin", "reorganise")
    choose(page, "廃止する課", "水道課")
    expect(page.get_by_text("移る利用者")).to_be_visible()
    choose(page, "移す先の課", "公園緑地課")
    page.get_by_label("理由（必須）").fill("令和9年4月1日の組織改正")
    page.get_by_label("理由（必須）").press("Enter")
    settle(page)
    page.get_by_role("button", name="水道課を廃止し、公園緑地課へ移す").click()
    expect(page.get_by_text("水道課を廃止し、案件0件と利用者1人を公園緑地課へ移しました。")).to_be_visible()
    expect(page.get_by_text("廃止する課を選んでください")).to_be_visible()


@pytest.mark.parametrize(
    ("login", "path"),
    [("kouen", "waves"), ("kouen", "judgements"), ("buchou", "judgements"), ("hosei", "reorganise")],
)
def test_planning_pages_exist_only_for_their_roles(visit: Visit, login: str, path: str) -> None:
    page = visit(login, path)
    expect(page.get_by_text("このページはありません")).to_be_visible()
