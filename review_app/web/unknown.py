"""A mistyped address is answered in Japanese, before Streamlit's front end shows its own English notice for it."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from review_app.web.forms import page_template
from review_app.web.identity import is_page_view

# What Streamlit serves for itself: its channel, its bundle, made files, components.
STREAMLITS = ("/_stcore/", "/static/", "/media/", "/component/")
_TITLE = "このページはありません"
_BODY = """<p>アドレスを確かめるか、下から入り直してください。</p>
<p><a href="/">「わたしの作業」へ</a></p>"""


class UnknownPages:
    """Answer page views of paths that are not ``known`` with 404; everything else passes."""

    def __init__(self, app: ASGIApp, *, known: Iterable[str]) -> None:
        self._app = app
        self._known = frozenset(known)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and is_page_view(scope) and not self._has(scope["path"]):
            page = page_template().substitute(title=_TITLE, notice="", body=_BODY)
            await HTMLResponse(page, status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _has(self, path: str) -> bool:
        return path in self._known or path.startswith(STREAMLITS)
