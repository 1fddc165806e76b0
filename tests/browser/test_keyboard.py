"""Each role does its work without a mouse; keys meant for the Japanese input method are no commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import serve, settle
from playwright.sync_api import Page, expect

Visit = Callable[[str, str], Page]
FOCUS = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A town hall of their own: these tests decide cases that others look for."""
    folder: Path = tmp_path_factory.mktemp("keyboard")
    town_hall.build(folder / "town.duckdb")
    yield from serve(folder)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    control = page.get_by_label(name, exact=True).or_(page.get_by_role("button", name=name)).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if control.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not lead to {name}; it ended on {page.evaluate(FOCUS)}")


def ready(page: Page, button: str) -> None:
    expect(page.get_by_role("button", name=button)).to_be_enabled()
    settle(page)


def test_legal_affairs_sort_and_ask_by_keys_alone(visit: Visit) -> None:
    page = visit("hosei", "triage")
    ready(page, "対象 Shortcut 1")
    page.keyboard.press("1")
    expect(page.get_by_text("第2条を「対象」にしました。")).to_be_visible()
    expect(page.locator(".tk-place")).to_have_text("第4条")
    settle(page)
    tab_to(page, "所管課")
    page.keyboard.type("公園")
    page.keyboard.press("Enter")
    ready(page, "照会 Shortcut 4")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("4")
    expect(page.get_by_text("第4条を照会しました。")).to_be_visible()


def test_a_department_answers_by_keys_alone(visit: Visit) -> None:
    page = visit("kouen", "answer")
    ready(page, "回答を提出する")
    tab_to(page, "該当する")
    page.keyboard.press("Space")
    settle(page)
    tab_to(page, "現在の運用")
    page.keyboard.type("職員が歩いて確認している。")
    tab_to(page, "必要")
    page.keyboard.press("Space")
    settle(page)
    tab_to(page, "見直し方針（必須）")
    page.keyboard.type("運用変更")
    page.keyboard.press("Enter")
    settle(page)
    tab_to(page, "回答を提出する")
    page.keyboard.press("Enter")
    expect(page.get_by_text("の回答を提出しました。")).to_be_visible()


def test_a_manager_decides_by_keys_alone(visit: Visit) -> None:
    page = visit("buchou", "decide")
    ready(page, "決定する Shortcut 1")
    page.keyboard.press("1")
    expect(page.get_by_text("第7条を決定しました。")).to_be_visible()


def test_an_administrator_adds_a_person_by_keys_alone(visit: Visit) -> None:
    page = visit("admin", "people")
    tab_to(page, "利用者ID")
    page.keyboard.type("shinjin")
    page.keyboard.press("Tab")
    page.keyboard.type("新田 人美")
    page.keyboard.press("Tab")
    page.keyboard.type("法制担当")
    page.keyboard.press("Enter")
    settle(page)
    tab_to(page, "登録する")
    page.keyboard.press("Enter")
    expect(page.locator("code")).to_be_visible()


def test_keys_pressed_while_the_input_method_composes_are_no_commands(visit: Visit) -> None:
    page = visit("hosei", "triage")
    ready(page, "次へ Shortcut J")
    before = page.locator(".tk-place").inner_text()
    page.get_by_label("補足").focus()
    devtools = page.context.new_cdp_session(page)
    for so_far in ("j", "じ", "じk", "じこ1"):
        devtools.send(
            "Input.imeSetComposition",
            {"text": so_far, "selectionStart": len(so_far), "selectionEnd": len(so_far)},
        )
        for key in ("j", "1", "u"):
            process = {
                "type": "rawKeyDown",
                "windowsVirtualKeyCode": 229,
                "key": "Process",
                "code": f"Key{key}",
            }
            devtools.send("Input.dispatchKeyEvent", process)
    devtools.send("Input.insertText", {"text": "事故"})
    expect(page.get_by_label("補足")).to_have_value("事故")
    settle(page)
    assert page.locator(".tk-place").inner_text() == before
    assert page.get_by_test_id("stToast").count() == 0
