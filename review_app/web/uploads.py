"""Where files for an import arrive: straight from the network into the folder where they wait, never held whole.

Streamlit's own upload keeps files in memory and the system's temporary folder, and has one size limit for
everybody; a city's collection is too large for it. The body is ``multipart/form-data`` (RFC 7578).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from review_app.ledger.errors import LedgerError
from review_app.web.forms import notice_html, page_template
from review_app.web.identity import Session
from review_app.workflow.errors import InvalidInputError, WorkflowError
from review_app.workflow.intake import Intake
from review_app.workflow.staging import Receiving, UploadError

UPLOAD_PATH = "/intake/upload"
PAGE_PATH = "/intake"
# A browser shows an answer only when its whole upload was taken, so a refused one is read on and thrown away.
_MOST_THROWN_AWAY = 2 * 1024**3
_STALE = "画面の有効期限が切れました。「取込み」の画面を開き直して、もう一度選んでください。"
_UNREADABLE = "送られた内容を読み取れません。もう一度選び直してください。"


class Uploads:
    """The route that takes uploads for an import."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def routes(self) -> list[Route]:
        """Give the route."""
        return [Route(UPLOAD_PATH, self.upload, methods=["POST"])]

    async def upload(self, request: Request) -> Response:
        """Take an upload and go to the page that shows what is in it, or say why it was not taken."""
        try:
            await self._take(request)
        except (WorkflowError, LedgerError) as error:
            await _throw_away(request)
            return refused(str(error))
        return RedirectResponse(PAGE_PATH, status_code=303)

    async def _take(self, request: Request) -> None:
        session: Session = request.state.session
        person = session.actor.person_id
        if not from_here(request) or not self._intake.admits(person, request.query_params.get("ticket", "")):
            raise InvalidInputError(_STALE)
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise InvalidInputError(_UNREADABLE)
        length = request.headers.get("content-length", "")
        expected = int(length) if length.isdecimal() else 0
        with self._intake.receive(person, expected) as receiving:
            await _stream(request, boundary, receiving)


async def _stream(request: Request, boundary: bytes, receiving: Receiving) -> None:
    """Write the files of the body as they come; a browser that goes away leaves nothing."""
    try:
        parser = MultipartParser(boundary, _Parts(receiving).callbacks())
        async for chunk in request.stream():
            await to_thread.run_sync(parser.write, chunk)
        parser.finalize()
    except (FormParserError, ClientDisconnect) as error:
        raise UploadError(_UNREADABLE) from error


class _Parts:
    """Tells the files of a multipart body from its other fields, and hands them on as they stream."""

    def __init__(self, receiving: Receiving) -> None:
        self._receiving = receiving
        self._name = b""
        self._value = b""
        self._file = False

    def callbacks(self) -> Any:
        """Give the functions the parser calls."""
        on: dict[str, Callable[..., None]] = {
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_part_data": self._on_data,
            "on_part_end": self._on_end,
        }
        return on

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            name = options.get(b"filename", b"")
            if name:  # a file field that was left empty has no name
                self._receiving.begin(name.decode("utf-8", errors="replace"))
                self._file = True
        self._name = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._file:
            self._receiving.write(data[start:end])

    def _on_end(self) -> None:
        if self._file:
            self._receiving.end()
        self._file = False


async def _throw_away(request: Request) -> None:
    """Read the rest of a refused upload without keeping it."""
    thrown = 0
    try:
        async for chunk in request.stream():
            thrown += len(chunk)
            if thrown > _MOST_THROWN_AWAY:
                return
    except (ClientDisconnect, RuntimeError):
        return


def from_here(request: Request) -> bool:
    """Tell whether a post comes from a page of this very host and port."""
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "")


def refused(reason: str) -> Response:
    """Give the page that says why an upload was not taken."""
    back = f'<p class="aside"><a href="{escape(PAGE_PATH)}">「取込み」の画面へ戻る</a></p>'
    page = page_template().substitute(title="受け取れませんでした", notice=notice_html("", reason), body=back)
    return HTMLResponse(page, status_code=400)
