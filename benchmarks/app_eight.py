"""Eight real browsers at once: three of legal affairs, four of departments, a manager, each deciding by key or form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from app_city import PASSWORD, Person
from app_screen import FLAGS
from playwright.async_api import Page, async_playwright
from playwright.async_api import TimeoutError as TooLate

CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
RESTING = "[data-testid=stApp][data-test-script-state=notRunning]"
PATIENCE = 120_000
NOTE_TOASTS = "window.told = new WeakSet(document.querySelectorAll('[data-testid=stToast]'))"
TOLD = """
[...document.querySelectorAll('[data-testid=stToast]')].some(one => !window.told.has(one)) ? 'done' :
document.querySelector('.st-key-flash [data-testid=stAlert]') ? 'refused' : null
"""
# The key of a button carries the case it stands for.
OFFERED = """
([button, tried]) => [...document.querySelectorAll(`[class*=st-key-${button}-]`)]
  .filter(one => one.querySelector('button:not([disabled])'))
  .map(one => one.className.match(`st-key-${button}-([0-9a-f]{16})`)?.[1])
  .find(id => id && !tried.includes(id))
"""


@dataclass(slots=True)
class Seen:
    """What the browsers showed: (person, case) told to be done, refusals told, errors."""

    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)


def work(chromium: str, address: str, people: list[Person], each: int) -> Seen:
    """Let all browsers do ``each`` acts at the same time; gives what they showed."""
    seen = Seen()

    async def everybody() -> None:
        await asyncio.gather(*(guarded(chromium, address, one, each, seen) for one in people))

    asyncio.run(everybody())
    return seen


async def guarded(chromium: str, address: str, who: Person, each: int, seen: Seen) -> None:
    """One person's browser; whatever fails in it is an error."""
    try:
        async with async_playwright() as running:
            browser = await running.chromium.launch(executable_path=chromium, args=FLAGS)
            page = await browser.new_page(
                base_url=address, viewport={"width": 1280, "height": 720}, locale="ja-JP"
            )
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: seen.errors.append(f"{who.login}: {error}"))
            await day(page, who, each, seen)
            await browser.close()
    except Exception as error:  # noqa: BLE001 - counted and told: that is what this measures
        seen.errors.append(f"{who.login}: {error!r}")


async def day(page: Page, who: Person, each: int, seen: Seen) -> None:
    """Sign in, open the role's queue, and act ``each`` times, each time on the case the buttons stand for."""
    await page.goto("/login")
    await page.get_by_label("利用者ID").fill(who.login)
    await page.get_by_label("パスワード").fill(PASSWORD)
    await page.get_by_role("button", name="ログイン").click()
    await settle(page)
    path, button, act = DAYS[who.role]
    await page.goto(path)
    tried: list[str] = []
    for _ in range(each):
        case_id = await offered(page, button, tried)
        tried.append(case_id)
        await page.evaluate(NOTE_TOASTS)
        await act(page)
        answer = await (await page.wait_for_function(TOLD)).json_value()
        if answer == "done":
            seen.acknowledged.append((who.login, case_id))
        else:
            seen.refused += 1


async def offered(page: Page, button: str, tried: list[str]) -> str:
    """Give the case whose button stands there; go on where it is one that was tried, or a colleague has done it."""
    for _ in range(20):
        try:
            found = await page.wait_for_function(OFFERED, arg=[button, tried], timeout=10_000)
        except TooLate:
            await page.keyboard.press("j")
        else:
            await settle(page)
            return str(await found.json_value())
    raise AssertionError("no case to act on")


async def settle(page: Page) -> None:
    """Wait until the page is connected and its script has run."""
    await page.wait_for_selector(CONNECTED)
    await page.wait_for_selector(RESTING)


async def by_key(page: Page) -> None:
    """The act that stands on key 1: confirm, or decide."""
    await page.keyboard.press("1")


async def by_form(page: Page) -> None:
    """A department's answer, filled in as its people do."""
    await page.get_by_text("該当する", exact=True).click()
    await page.get_by_label("現在の運用").fill("職員が現地で確認している。")
    await page.get_by_text("不要", exact=True).click()
    await page.get_by_label("その理由").fill("人の生命に関わるため。")
    await page.get_by_label("その理由").press("Control+Enter")
    await settle(page)
    await choose(page, "見直し方針", "見直し不要")
    await settle(page)
    await page.get_by_role("button", name="回答を提出する").click()


async def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list; open it again where a redraw has closed it."""
    shown = page.get_by_role("option", name=option)
    for _ in range(10):
        await page.get_by_label(label).click()
        try:
            await shown.click(timeout=3_000)
        except TooLate:
            continue
        return


Deed = Callable[[Page], Coroutine[Any, Any, None]]
DAYS: dict[str, tuple[str, str, Deed]] = {
    "legal": ("/triage", "confirm", by_key),
    "department": ("/answer", "submit", by_form),
    "manager": ("/decide", "decide", by_key),
}
