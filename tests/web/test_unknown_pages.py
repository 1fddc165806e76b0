"""A mistyped address is told in Japanese; everything the app or Streamlit answers itself goes through."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from review_app.web.unknown import UnknownPages

HTML = "text/html,application/xhtml+xml"


def ask(path: str, accept: str, method: str = "GET") -> tuple[int, str]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept", accept.encode())]}
    app = UnknownPages(PlainTextResponse("inside"), known=["/", "/triage", "/login"])
    # In a thread of its own: Playwright keeps a loop running in this one when browser tests went before.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize(
    "path", ["/", "/triage", "/login", "/_stcore/health", "/media/a.xlsx", "/static/x.js"]
)
def test_what_exists_goes_through(path: str) -> None:
    assert ask(path, HTML) == (200, "inside")


@pytest.mark.parametrize(
    "path", ["/tirage", "/triage/x", "/nosuch/triage", "/<script>alert(1)</script>", "/目視"]
)
def test_what_does_not_exist_is_told_in_japanese_with_a_way_back(path: str) -> None:
    status, page = ask(path, HTML)
    assert status == 404
    assert "このページはありません" in page
    assert 'href="/"' in page
    assert path not in page


@pytest.mark.parametrize(("path", "accept", "method"), [("/tirage", "*/*", "GET"), ("/tirage", HTML, "POST")])
def test_what_is_no_page_view_is_left_to_the_app(path: str, accept: str, method: str) -> None:
    assert ask(path, accept, method) == (200, "inside")
