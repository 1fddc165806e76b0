"""What the browser tests do again and again: start the server, sign a person in, wait for a page to settle."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import town_hall
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


TENKEN = Path(sys.executable).with_name("tenken")


def serve(folder: Path, *options: str, port: int | None = None, db: str = "town.duckdb") -> Iterator[str]:
    port = port or free_port()
    command = [TENKEN, "serve", "--db", db, "--port", str(port), *options]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(port, server, folder / "log")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def serve_behind(folder: Path) -> Iterator[str]:
    """The same on a ledger server of its own, as a city with several apps does."""
    port = free_port()
    command = [TENKEN, "ledger-server", "--db", "town.duckdb", "--token-file", "token", "--port", str(port)]
    with (folder / "server-log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(port, server, folder / "server-log")
            yield from serve(folder, "--token-file", "token", db=f"quack:localhost:{port}")
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.2)  # polling a process that is starting; nothing tells us when it is ready
        else:
            return
    pytest.fail(f"the server did not start: {log.read_text()}")


def sign_in(page: Page, login: str, password: str = town_hall.PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("利用者ID").fill(login)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()


def settle(page: Page) -> None:
    """Wait until Streamlit is connected and its script has run (as in Streamlit's own end-to-end tests)."""
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def rest(page: Page) -> None:
    """Wait until all parts are there and nothing fades or unfolds any more, as before a look at its contrast."""
    settle(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.evaluate(
        "() => Promise.allSettled(document.getAnimations()"
        ".filter(one => one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished))"
    )


def unfold(page: Page, name: str) -> None:
    """Open a box by its name, and wait until it moves no more: a click on what still slides may miss it."""
    page.locator("summary", has_text=name).click()
    rest(page)


def pick(box: Locator, option: str, *, exact: bool = False) -> None:
    """Open a list of choices and take one. It closes whenever what it hangs on moves, as a form does while it
    unfolds, and then a person opens it again."""
    offered = box.page.get_by_role("option", name=option, exact=exact)
    for _ in range(6):
        box.click()
        try:
            offered.click(timeout=3_000)
        except PlaywrightTimeoutError:
            continue
        return
    pytest.fail(f"{option} was not offered")


def type_until_offered(box: Locator, letters: str, options: list[str]) -> None:
    """Type into a list of choices until it offers these. It closes whenever what it hangs on moves, as a form does
    while it unfolds, and then a person types again."""
    offered = box.page.get_by_role("option")
    for _ in range(6):
        box.blur()
        box.fill("")
        box.press_sequentially(letters)
        try:
            expect(offered).to_have_text(options, timeout=3_000)
        except AssertionError:
            continue
        return
    pytest.fail(f"{letters} offers {offered.all_inner_texts()}, not {options}")
