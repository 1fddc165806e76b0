"""Who is asking: a pure-ASGI middleware that turns the session cookie into trusted headers.

Streamlit maps the two headers to ``st.user`` (``server.trustedUserHeaders``), so a client's own copy is
dropped before anything else happens. Deny by default: without a session only the sign-in pages answer.
Pure ASGI because Starlette's ``BaseHTTPMiddleware`` does not see websockets.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review_app.web.sessions import BrowserSession, SessionStore
from review_app.web.settings import PERSON_HEADER, SESSION_HEADER

COOKIE = "tenken_session"
OPEN_PATHS = frozenset({"/login", "/setup", "/logout", "/sign_in.css", "/tenken.svg", "/favicon.ico"})
PASSWORD_PATH = "/password"  # noqa: S105 - a path, not a password
_TRUSTED = frozenset({PERSON_HEADER.lower().encode(), SESSION_HEADER.lower().encode()})


class Identity:
    """Resolve the session of each request and websocket, and refuse what has none."""

    def __init__(self, app: ASGIApp, *, sessions: SessionStore) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one http or websocket connection; pass the server's lifespan through."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        session = self._sessions.resolve(session_token(scope))
        scope = with_identity(scope, session)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, session)
        else:
            await self._http(scope, receive, send, session)

    async def _http(self, scope: Scope, receive: Receive, send: Send, session: BrowserSession | None) -> None:
        path = scope["path"]
        refusal: Response | None = None
        if path not in OPEN_PATHS:
            if session is None:
                refusal = ask_to_sign_in(scope)
            elif session.must_change and path != PASSWORD_PATH:
                refusal = RedirectResponse(PASSWORD_PATH, status_code=303)
            elif is_page_view(scope):
                self._sessions.touch(session.handle)
        await (refusal or self._app)(scope, receive, send)

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, session: BrowserSession | None
    ) -> None:
        if session is None or session.must_change or not same_origin(scope):
            await receive()
            # Closing before accepting is answered with HTTP 403.
            await send({"type": "websocket.close", "code": 1008})
            return

        async def noting_activity() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                self._sessions.touch(session.handle)
            return message

        await self._app(scope, noting_activity, send)


def session_token(scope: Scope) -> str | None:
    """Give the session token of the request's cookie, None when there is none or the header is malformed."""
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    morsel = cookies.get(COOKIE)
    return morsel.value if morsel else None


def with_identity(scope: Scope, session: BrowserSession | None) -> Scope:
    """Give the scope without any client copy of the identity headers, with ours when there is a session."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _TRUSTED]
    if session is not None and not session.must_change:
        headers.append((PERSON_HEADER.lower().encode(), session.person_id.encode("latin-1")))
        headers.append((SESSION_HEADER.lower().encode(), session.handle.encode("latin-1")))
    state = dict(scope.get("state") or {}) | {"session": session}
    return dict(scope) | {"headers": headers, "state": state}


def same_origin(scope: Scope) -> bool:
    """Tell whether a websocket comes from a page of this very host and port (against CSWSH).

    Browsers always send Origin with a websocket; a client without one is not a browser and is refused.
    """
    headers = Headers(scope=scope)
    origin, host = headers.get("origin", ""), headers.get("host", "")
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def is_page_view(scope: Scope) -> bool:
    """Tell whether a person opened a page, as against a script asking for a part of it."""
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def ask_to_sign_in(scope: Scope) -> Response:
    """Send a page view to the sign-in page, which brings the person back; refuse anything else."""
    if not is_page_view(scope):
        return PlainTextResponse("ログインが必要です。", status_code=403)
    wanted = scope["path"]
    if scope.get("query_string"):
        wanted += "?" + scope["query_string"].decode("latin-1")
    target = "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"
    return RedirectResponse(target, status_code=303)
