"""A new edition imported from the app in a real browser: looked at, confirmed, watched, and its cases carried over."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import serve, settle
from playwright.sync_api import Page, expect

HOSTILE = "<img src=x onerror=alert(1)>.txt"
PARK = """みなと市都市公園条例

平成15年3月20日
条例第46号

（趣旨）
第1条　この条例は、都市公園の設置及び管理について必要な事項を定めるものとする。
（巡視）
第2条　市長は、職員に公園内を巡視させ、施設の損傷の有無を目視により確認させなければならない。
（点検）
第3条　管理者は、遊具の状態を常に把握しなければならない。
（掲示）
第4条　市長は、利用の心得を公園内の見やすい場所に掲示しなければならない。
（委任）
第5条　この条例の施行に関し必要な事項は、規則で定める。
附　則（令和8年9月25日条例第30号）
この条例は、公布の日から施行する。
"""
WATER = """みなと市簡易水道事業給水条例

昭和52年12月24日
条例第8号

（給水装置の検査）
第6条　管理者は、給水装置の工事が完了したときは、現場に立ち入り検査を行うものとする。
（技術者）
第7条　水道技術管理者は、事業所ごとに専任の者を置かなければならない。
（台帳の閲覧）
第8条　管理者は、給水台帳を課に備え置き、関係者の閲覧に供しなければならない。
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A server of this test's own: it makes a new edition."""
    town_hall.build(tmp_path / "town.duckdb")
    yield from serve(tmp_path)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A zip of two of the town's three ordinances, the first amended, beside a broken file with a hostile name."""
    path = tmp_path / "例規集.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("公園.txt", PARK)
        archive.writestr("水道.txt", WATER)
        archive.writestr(HOSTILE, "本文がない")
    return path


def test_a_new_edition_is_imported_from_the_app(
    visit: Callable[[str, str], Page], collection: Path, tmp_path: Path
) -> None:
    """The look before it names what cannot be read and what changes; a reload loses nothing; the decision is kept."""
    page = visit("hosei", "intake")
    page.get_by_label("例規のファイル（いくつでも）").set_input_files(collection)
    page.get_by_role("button", name="送って内容を確かめる").click()

    expect(page.get_by_role("button", name="この内容で取り込む")).to_be_visible()
    expect(page.get_by_text(f"例規集.zip/{HOSTILE}")).to_be_visible()
    expect(page.get_by_text("版「第1版」から変わるところ")).to_be_visible()
    expect(page.get_by_text("遊具の状態を常に把握").first).to_be_visible()
    page.get_by_label("版の名前").fill("令和8年10月")
    page.get_by_role("button", name="この内容で取り込む").click()

    expect(page.get_by_role("button", name="止める")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_text("版「令和8年10月」の取込みが終わりました。")).to_be_visible(timeout=120_000)
    page.get_by_role("link", name="再確認する案件を開く").click()
    settle(page)
    assert not (tmp_path / "town-incoming").exists()

    # The clause before and after, word by word; the decision of before; 完了 by the ordinance that amended it.
    expect(page.get_by_text("アナログな手段の定めがなくなった").first).to_be_visible()
    expect(page.locator(".tk-sides td").nth(0).locator("del").first).to_be_visible()
    expect(page.locator(".tk-sides td").nth(0)).to_contain_text("毎年1回以上、遊具の安全を点検")
    expect(page.locator(".tk-sides td").nth(1)).to_contain_text("遊具の状態を常に把握")
    expect(page.get_by_role("button", name="従前の「照会中」を維持する")).to_be_visible()
    expect(page.get_by_text("公園緑地課").first).to_be_visible()
    expect(page.get_by_label("改正した条例等の番号")).to_have_value("令和8年条例第30号")
    page.get_by_role("button", name="完了にする").click()
    expect(page.get_by_text("完了にしました。").first).to_be_visible()

    page.goto("/intake")
    settle(page)
    page.get_by_role("button", name="この結果を閉じる").click()
    expect(page.get_by_role("button", name="送って内容を確かめる")).to_be_visible()


def test_others_have_no_such_page(visit: Callable[[str, str], Page]) -> None:
    for person in ("kouen", "buchou", "admin"):
        page = visit(person, "intake")
        expect(page.get_by_text("このページはありません")).to_be_visible()
        page.context.clear_cookies()
