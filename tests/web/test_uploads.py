"""The route that takes uploads: streams to the folder where they wait, and takes nothing from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette

sys.path.append(str(Path(__file__).parents[1] / "ledger"))
sys.path.append(str(Path(__file__).parents[1] / "workflow"))

from city_hall import Hall, build_hall, open_hall

from review_app.web.identity import Session
from review_app.web.uploads import Uploads
from review_app.workflow import actors
from review_app.workflow.intake import Intake

HERE = "http://tenken.test"
TEXT = "公園条例\n\n平成15年3月20日\n条例第46号\n\n第1条　市長は、公園を巡視するものとする。\n"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    build_hall(folder)
    with open_hall(folder) as opened:
        yield opened


@pytest.fixture
def intake(hall: Hall) -> Iterator[Intake]:
    made = Intake(hall.ledger)
    yield made
    made.close()


class Browser:
    """Posts to the route as a signed-in person, without the rest of the server."""

    def __init__(self, hall: Hall, intake: Intake) -> None:
        self.hall, self.intake, self.person = hall, intake, "legal"
        self._app = Starlette(routes=Uploads(intake).routes())

    async def _signed_in(self, scope: Any, receive: Any, send: Any) -> None:
        session = Session("token", actors.actor(self.hall.ledger, self.person))
        await self._app({**scope, "state": {"session": session}}, receive, send)

    def post(
        self, content: bytes, kind: str, origin: str = HERE, ticket: str | None = None
    ) -> httpx.Response:
        word = self.intake.ticket("legal") if ticket is None else ticket

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._signed_in)
            async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
                headers = {"content-type": kind, "origin": origin}
                return await client.post(f"/intake/upload?ticket={word}", content=content, headers=headers)

        with start_blocking_portal() as portal:
            return portal.call(send)

    def waiting(self) -> list[str]:
        folder = self.hall.ledger.path.parent / "tenken-incoming"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def browser(hall: Hall, intake: Intake) -> Browser:
    return Browser(hall, intake)


FORM = "multipart/form-data; boundary=xx"


def body(*files: tuple[str, str]) -> bytes:
    parts = [
        f'--xx\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: text/plain\r\n\r\n{text}\r\n"
        for name, text in files
    ]
    return ("".join(parts) + "--xx--\r\n").encode()


def test_files_arrive_under_numbers_and_are_looked_through(browser: Browser, intake: Intake) -> None:
    """Byte for byte, with their names only as something to show; the page with the result follows."""
    answer = browser.post(
        body(("公園条例.txt", TEXT), ("../../../tmp/新.txt", TEXT + "第2条　点検する。\n")), FORM
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/intake")
    assert browser.waiting() == ["00000", "00001"]
    folder = browser.hall.ledger.path.parent / "tenken-incoming"
    assert (folder / "00000").read_bytes() == TEXT.encode()
    assert folder.stat().st_mode & 0o077 == 0
    assert intake._thread is not None
    intake._thread.join()
    assert [filed.source for filed in intake.status("legal").files] == ["公園条例.txt", "tmp/新.txt"]


@pytest.mark.parametrize(
    ("content", "kind", "how", "why"),
    [
        (body(("a.txt", TEXT)), FORM, {"origin": "http://evil.test"}, "有効期限"),
        (body(("a.txt", TEXT)), FORM, {"ticket": "made-up"}, "有効期限"),
        (body(("a.txt", TEXT)), FORM, {"ticket": ""}, "有効期限"),
        (b"{}", "application/json", {}, "読み取れません"),
        (body(("a.txt", TEXT)), "multipart/form-data", {}, "読み取れません"),
        (b"not multipart at all", FORM, {}, "読み取れません"),
        (body(("a.txt", TEXT)), "multipart/form-data; boundary=" + "x" * 300, {}, "読み取れません"),
        (body(), FORM, {}, "選ばれていません"),
        (body(("", "")), FORM, {}, "選ばれていません"),
    ],
)
def test_what_does_not_come_from_our_page_whole_is_refused(
    browser: Browser, content: bytes, kind: str, how: dict[str, str], why: str
) -> None:
    """One Japanese sentence, the way back, and nothing kept."""
    answer = browser.post(content, kind, **how)
    assert answer.status_code == 400
    assert why in answer.text
    assert 'href="/intake"' in answer.text
    assert browser.waiting() == []


def test_others_than_legal_are_refused(browser: Browser) -> None:
    browser.person = "park"
    assert browser.post(body(("a.txt", TEXT)), FORM).status_code == 400
    assert browser.waiting() == []


def test_an_upload_over_the_limit_is_refused_before_it_is_all_there(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its announced size, and by its bytes while they stream."""
    monkeypatch.setenv("TENKEN_MAX_UPLOAD_MB", "1")
    for size in (3_000_000, 1_100_000):
        answer = browser.post(body(("a.txt", "x" * size)), FORM)
        assert (answer.status_code, "大きすぎます" in answer.text) == (400, True)
        assert browser.waiting() == []
