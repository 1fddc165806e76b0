"""Time as the person at the screen has it: from the key to the picture, by the browser's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app_city import PASSWORD
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

# The list stands on the screen when its rows have a size; the clause when the reader shows the one in question.
LIST = "!!document.querySelector('[class*=st-key-queue-list] [data-testid=stRadioOption]')?.offsetHeight"
CLAUSE = "!!document.querySelector('.tk-here')?.offsetHeight"
SHOWN = "document.querySelector('.tk-ordinance').innerText + document.querySelector('.tk-here').innerText"
AT_REST = "!document.querySelector('[data-testid=stSkeleton], [data-stale=true]')"
# What a key is answered with. The clock starts at the key itself.
WATCH = """
window.answers = {};
addEventListener('keydown', () => {
  const start = performance.now(), shown = window.shown, told = window.told, mine = window.answers = {};
  const look = () => {
    const place = document.querySelector('.tk-ordinance'), here = document.querySelector('.tk-here');
    if (place && here && place.innerText + here.innerText !== shown) mine.next ??= performance.now() - start;
    const toasts = [...document.querySelectorAll('[data-testid=stToast]')];
    if (toasts.some(one => !told.has(one))) mine.saved ??= performance.now() - start;
    if (mine === window.answers) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}, {capture: true});
"""
NOTE = f"""
window.shown = {SHOWN};
window.told = new WeakSet(document.querySelectorAll('[data-testid=stToast]'));
"""


@contextmanager
def browser_context(chromium: str, address: str) -> Iterator[BrowserContext]:
    """A fresh browser at the size of a small office screen."""
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(
            base_url=address,
            viewport={"width": 1280, "height": 720},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        context.set_default_timeout(60_000)
        yield context
        browser.close()


def sign_in(context: BrowserContext, login: str) -> Page:
    """Sign a person in and give their page at rest."""
    context.clear_cookies()
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("利用者ID").fill(login)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    settle(page)
    return page


def settle(page: Page) -> None:
    """Wait until the page is connected and its script has run."""
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def paint(page: Page, path: str) -> tuple[float, float]:
    """Seconds from opening a page of the queue to its list, and to the clause of the first case."""
    page.goto(path, wait_until="commit")
    page.wait_for_function(LIST, polling="raf")
    listed = float(page.evaluate("performance.now()"))
    page.wait_for_function(CLAUSE, polling="raf")
    whole = float(page.evaluate("performance.now()"))
    settle(page)
    return listed / 1000, whole / 1000


def watch(page: Page) -> None:
    """Make the page take the time of every key."""
    page.evaluate(WATCH)


def press(page: Page, key: str, answer: str) -> dict[str, float]:
    """Press a key at rest and give the seconds until its answers; ``answer`` is the one that is waited for."""
    settle(page)
    page.evaluate(NOTE)
    page.keyboard.press(key)
    page.wait_for_function(f"window.answers.{answer} !== undefined", polling="raf")
    settle(page)
    found: dict[str, float] = page.evaluate("window.answers")
    return {name: value / 1000 for name, value in found.items()}


def faults(page: Page) -> list[str]:
    """The serious and critical accessibility faults of a page at rest: nothing is pale for being redrawn or fading."""
    settle(page)
    page.wait_for_function(AT_REST, polling="raf")
    page.evaluate(
        "() => Promise.all(document.getAnimations()"
        ".filter(one => one.effect.getComputedTiming().endTime !== Infinity)"
        ".map(one => one.finished.catch(() => null)))"
    )
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
