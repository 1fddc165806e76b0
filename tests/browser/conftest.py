"""A real server on a real ledger, driven by a real Chromium; skipped with a reason where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import serve, settle, sign_in
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from review_app.ledger import Ledger

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser")) if path), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Patience for a busy machine: a page that works is never waited for this long.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a browser test, and say why it is skipped."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small town hall's ledger, and a file for each place holding its case id."""
    folder = tmp_path_factory.mktemp("site")
    town_hall.build(folder / "town.duckdb")
    with Ledger.open(folder / "town.duckdb") as ledger:
        for place in ("第6条", "第8条"):
            (folder / place).write_text(town_hall.case_at(ledger, place)[0])
    return folder


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of a server with the small town hall, started as its users start it, from another folder."""
    yield from serve(site_folder)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A fresh browser profile that fails the test when anything asks another host, or shows a dialog."""
    opened = browser.new_context(
        base_url=site, viewport={"width": 1280, "height": 720}, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    opened.set_default_timeout(20_000)
    strangers: list[str] = []
    dialogs: list[str] = []
    opened.on("request", lambda asked: note_stranger(asked.url, site, strangers))
    opened.on("dialog", lambda shown: (dialogs.append(shown.message), shown.dismiss()))
    yield opened
    opened.close()
    assert strangers == []
    assert dialogs == []


def note_stranger(url: str, site: str, strangers: list[str]) -> None:
    if not url.startswith((site, site.replace("http", "ws"), "data:", "blob:")):
        strangers.append(url)


@pytest.fixture
def visit(context: BrowserContext) -> Callable[[str, str], Page]:
    """Sign a person in and open a page of the app."""

    def open_as(login: str, path: str = "") -> Page:
        page = context.new_page()
        sign_in(page, login)
        page.goto(f"/{path}")
        settle(page)
        return page

    return open_as
