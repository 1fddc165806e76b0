"""Security headers on every answer, and the host names the app answers to."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's bundle styles itself with inline styles, and its charts (Vega) compile expressions, which needs
# 'unsafe-eval'; no inline script is allowed, and nothing may be fetched from another host.
APP_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
FORM_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FORM_PATHS = frozenset({"/login", "/logout", "/password", "/setup", "/oidc/start", "/oidc/callback"})
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Add the headers to each http answer; refuse a Host we do not serve (against DNS rebinding)."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and not self._serves(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), scope["path"])
            await send(message)

        if self._serves(scope):
            await self._app(scope, receive, with_headers)
        else:
            refusal = PlainTextResponse("このアドレスでは利用できません。", status_code=400)
            await refusal(scope, receive, with_headers)

    def _serves(self, scope: Scope) -> bool:
        host = Headers(scope=scope).get("host", "").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return not self._hosts or name in self._hosts


def dress(headers: MutableHeaders, path: str) -> None:
    """Add the security headers of a path."""
    for name, value in COMMON.items():
        headers[name] = value
    headers["Content-Security-Policy"] = FORM_POLICY if path in FORM_PATHS else APP_POLICY
    # Pages and uploads are personal; only Streamlit's own fingerprinted bundle may be cached.
    if not path.startswith("/static/"):
        headers["Cache-Control"] = "no-store"
