"""Who is asking: a pure-ASGI middleware that turns the session cookie into trusted headers.

Streamlit maps the two headers to ``st.user`` (``server.trustedUserHeaders``), so a client's own copy is
dropped before anything else happens. Deny by default: without a session only the sign-in pages and Streamlit's
own bundle answer. Pure ASGI because Starlette's ``BaseHTTPMiddleware`` does not see websockets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from review_app.web.settings import PERSON_HEADER, SESSION_HEADER
from review_app.workflow.model import Actor

COOKIE = "tenken_session"
OPEN_PATHS = frozenset(
    {"/login", "/setup", "/logout", "/oidc/start", "/oidc/callback", "/sign_in.css", "/tenken.svg"}
)
# The bundle of Streamlit's front end is public software; nothing of ours is in it.
OPEN_FOLDER = "/static/"
PASSWORD_PATH = "/password"  # noqa: S105 - a path, not a password
_TRUSTED = frozenset({PERSON_HEADER.lower().encode(), SESSION_HEADER.lower().encode()})


@dataclass(frozen=True, slots=True)
class Session:
    """A live session: its token and whose it is."""

    token: str
    actor: Actor


class Identity:
    """Resolve the session of each request and websocket, and refuse what has none.

    ``resolve`` gives the person a session token stands for now, None when it is unknown or over.
    """

    def __init__(self, app: ASGIApp, *, resolve: Callable[[str], Actor | None]) -> None:
        self._app = app
        self._resolve = resolve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one http or websocket connection; pass the server's lifespan through."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        bundle = scope["type"] == "http" and scope["path"].startswith(OPEN_FOLDER)
        session = None if bundle else await self._session(scope)
        scope = with_identity(scope, session)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, session)
        else:
            await self._http(scope, receive, send, session)

    async def _session(self, scope: Scope) -> Session | None:
        token = session_token(scope)
        if not token:
            return None
        # The ledger blocks for some milliseconds: not on the event loop that carries everybody's websocket.
        actor = await to_thread.run_sync(self._resolve, token)
        return Session(token, actor) if actor else None

    async def _http(self, scope: Scope, receive: Receive, send: Send, session: Session | None) -> None:
        await (refusal(scope, session) or self._app)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, session: Session | None) -> None:
        if session is None or session.actor.must_change or not same_origin(scope):
            await receive()
            # Closing before accepting is answered with HTTP 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, receive, send)


def refusal(scope: Scope, session: Session | None) -> Response | None:
    """Give the answer to a request that may not go through, None for one that may."""
    path = scope["path"]
    if path in OPEN_PATHS or path.startswith(OPEN_FOLDER):
        return None
    if session is None:
        return ask_to_sign_in(scope)
    if session.actor.must_change and path != PASSWORD_PATH:
        return RedirectResponse(PASSWORD_PATH, status_code=303)
    return None


def session_token(scope: Scope) -> str | None:
    """Give the session token of the request's cookie, None when there is none or the header is malformed."""
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    morsel = cookies.get(COOKIE)
    return morsel.value if morsel else None


def with_identity(scope: Scope, session: Session | None) -> Scope:
    """Give the scope without any client copy of the identity headers, with ours when there is a session."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _TRUSTED]
    if session is not None and not session.actor.must_change:
        headers.append((PERSON_HEADER.lower().encode(), session.actor.person_id.encode("latin-1")))
        headers.append((SESSION_HEADER.lower().encode(), session.token.encode("latin-1")))
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
