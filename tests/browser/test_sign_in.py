"""Who gets in, who stays in, and who does not."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import town_hall
from browsing import settle, sign_in
from playwright.sync_api import BrowserContext, Page, expect

Visit = Callable[[str, str], Page]


def test_a_wrong_password_is_refused_in_japanese_and_nothing_is_opened(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, "hosei", "wrong password")
    expect(page.get_by_role("alert")).to_contain_text("利用者IDまたはパスワードが違います。")
    assert not [cookie for cookie in context.cookies() if cookie["name"] == "tenken_session"]


def test_signing_in_leads_back_to_the_page_that_was_asked_for(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/library?ordinance=2")
    assert urlsplit(page.url).path == "/login"
    expect(page.get_by_text("ログインすると、開こうとした画面に移ります。")).to_be_visible()
    page.get_by_label("利用者ID").fill("hosei")
    page.get_by_label("パスワード").fill(town_hall.PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    settle(page)
    expect(page.get_by_text("みなと市簡易水道事業給水条例").first).to_be_visible()
    assert urlsplit(page.url).path == "/library"


def test_a_reload_keeps_the_session_and_signing_out_ends_it(visit: Visit, context: BrowserContext) -> None:
    page = visit("hosei", "")
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", name="わたしの作業")).to_be_visible()
    cookie = next(c for c in context.cookies() if c["name"] == "tenken_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.get_by_role("link", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()
    context.add_cookies([cookie])  # the browser forgot it; the server must have, too
    page.goto("/")
    assert urlsplit(page.url).path == "/login"


def test_the_session_id_changes_at_each_sign_in(visit: Visit, context: BrowserContext) -> None:
    def token() -> str:
        return next(c["value"] for c in context.cookies() if c["name"] == "tenken_session")

    page = visit("hosei", "")
    first = token()
    sign_in(page, "hosei")
    settle(page)
    assert token() != first


def test_a_session_that_ended_elsewhere_stops_the_open_page_at_its_next_act(
    visit: Visit, context: BrowserContext
) -> None:
    page = visit("hosei", "triage")
    other = context.new_page()
    other.goto("/")
    settle(other)
    other.get_by_role("link", name="ログアウト").click()
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_text("ログインの有効期限が切れました").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/triage", "/people"])
def test_a_page_without_a_session_leads_to_the_sign_in_page(site: str, path: str) -> None:
    status, headers = ask(site, path, {"Accept": "text/html"})
    assert status == 303
    assert headers["location"].startswith("/login")


@pytest.mark.parametrize(
    "path",
    ["/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/media/x.png", "/_stcore/agent/mcp"],
)
def test_nothing_behind_the_pages_answers_without_a_session(site: str, path: str) -> None:
    assert ask(site, path, {})[0] == 403


FORGED = {"X-Tenken-Person": "admin", "X-Tenken-Session": "x", "x-tenken-person": "admin"}
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_a_forged_identity_header_opens_neither_page_nor_websocket(site: str) -> None:
    assert ask(site, "/people", FORGED | {"Accept": "text/html"})[0] == 303
    assert ask(site, "/_stcore/stream", FORGED | UPGRADE | {"Origin": site})[0] == 403


def test_a_forged_identity_header_does_not_change_who_one_is(context: BrowserContext) -> None:
    context.set_extra_http_headers({"X-Tenken-Person": "admin"})
    page = context.new_page()
    sign_in(page, "kouen")
    settle(page)
    expect(page.get_by_text("川辺 緑（公園緑地課）").first).to_be_visible()


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", ""])
def test_a_websocket_from_another_origin_is_refused_even_with_a_session(
    visit: Visit, context: BrowserContext, site: str, origin: str
) -> None:
    visit("hosei", "")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in context.cookies())
    upgrade = UPGRADE | {"Cookie": cookies}
    assert ask(site, "/_stcore/stream", upgrade | ({"Origin": origin} if origin else {}))[0] == 403
    assert ask(site, "/_stcore/stream", upgrade | {"Origin": site})[0] == 101


def test_a_host_name_that_is_not_ours_is_not_served(site: str) -> None:
    assert ask(site, "/login", {"Host": "rebound.example"})[0] == 400


@pytest.mark.parametrize("path", ["/login", "/logout", "/setup"])
def test_a_form_without_its_own_token_is_not_accepted(site: str, path: str) -> None:
    body = f"login=hosei&password={town_hall.PASSWORD}&token=guess"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "tenken_form=other"}
    status, answer = ask(site, path, headers, method="POST", body=body)
    assert "tenken_session=" not in answer.get("set-cookie", "").replace('tenken_session=""', "")
    assert status in {303, 400}


def test_the_answers_carry_the_security_headers(site: str) -> None:
    _, headers = ask(site, "/login", {})
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]  # default-src 'none': no script at all
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def ask(
    site: str, path: str, headers: dict[str, str], *, method: str = "GET", body: str | None = None
) -> tuple[int, dict[str, str]]:
    """One bare request: its status and headers, without following anything."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()
