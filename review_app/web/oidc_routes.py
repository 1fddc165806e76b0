"""Signing in through the city's identity provider: out to it and back, each way once.

What was sent out waits here under its ``state`` for ten minutes, bound to the browser by a cookie of its own, and is
taken away when the answer comes: an answer that is replayed, or that another browser brings, finds nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from review_app.ledger import Ledger
from review_app.ledger.errors import LedgerError
from review_app.web.forms import is_https
from review_app.web.identity import COOKIE
from review_app.web.oidc import Provider
from review_app.web.oidc_settings import OidcError
from review_app.workflow import accounts
from review_app.workflow.errors import WorkflowError

START_PATH, CALLBACK_PATH = "/oidc/start", "/oidc/callback"
BROWSER_COOKIE = "tenken_oidc"
WAIT = timedelta(minutes=10)
MOST_WAITING = 1_000
STALE = "ログインの手続が古くなりました。もう一度ログインしてください。"

Refuse = Callable[[Request, str], Response]
"""Gives the sign-in page with the reason of a refusal."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person on their way to the provider; ``browser`` is a hash of the cookie they left with."""

    browser: str
    nonce: str
    verifier: str
    target: str
    until: datetime


class OidcSignIn:
    """The routes to the provider and back. ``inside`` keeps the page to go to afterwards one of ours."""

    def __init__(
        self, ledger: Ledger, provider: Provider, refuse: Refuse, inside: Callable[[str], str]
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._refuse = refuse
        self._inside = inside
        self._lock = threading.Lock()
        self._waiting: dict[str, Waiting] = {}

    @property
    def only(self) -> bool:
        """Whether passwords are for administrators only."""
        return self._provider.settings.only

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [Route(START_PATH, self.start), Route(CALLBACK_PATH, self.callback)]

    def button_html(self, target: str) -> str:
        """Give the link to the provider, for the sign-in page."""
        name = escape(self._provider.settings.name)
        return f'<p class="provider"><a href="{START_PATH}?next={quote(target, safe="")}">{name}でログイン</a></p>'

    async def start(self, request: Request) -> Response:
        """Send a person to the provider."""
        browser, state = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        try:
            url = await to_thread.run_sync(self._provider.authorization_url, state, nonce, verifier)
        except OidcError as error:
            return self._refuse(request, str(error))
        target = self._inside(request.query_params.get("next", ""))
        self._keep(state, Waiting(_hash(browser), nonce, verifier, target, self._ledger.now() + WAIT))
        answer = RedirectResponse(url, status_code=303)
        # Lax, not strict: the provider's page, another site, sends the browser back here.
        answer.set_cookie(
            BROWSER_COOKIE,
            browser,
            max_age=int(WAIT.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=is_https(request),
            path="/oidc",
        )
        return answer

    def _keep(self, state: str, waiting: Waiting) -> None:
        now = self._ledger.now()
        with self._lock:
            self._waiting = {key: one for key, one in self._waiting.items() if one.until > now}
            while len(self._waiting) >= MOST_WAITING:  # a stranger cannot fill the memory; the oldest goes
                del self._waiting[next(iter(self._waiting))]
            self._waiting[state] = waiting

    def _taken(self, request: Request) -> Waiting | None:
        """Take away what waits for this answer; None when nothing does, or another browser's."""
        with self._lock:
            waiting = self._waiting.pop(request.query_params.get("state", ""), None)
        browser = _hash(request.cookies.get(BROWSER_COOKIE, ""))
        if waiting is None or waiting.until <= self._ledger.now():
            return None
        return waiting if secrets.compare_digest(waiting.browser, browser) else None

    async def callback(self, request: Request) -> Response:
        """Take the provider's answer: open a session, or say why not."""
        waiting = self._taken(request)
        code = request.query_params.get("code", "")
        issuer = request.query_params.get("iss", self._provider.settings.issuer)  # RFC 9207, where it is sent
        if waiting is None or not code or issuer != self._provider.settings.issuer:
            return self._forgotten(self._refuse(request, STALE))
        try:
            signed_in = await to_thread.run_sync(self._sign_in, request, code, waiting)
        except (OidcError, WorkflowError, LedgerError) as error:
            return self._forgotten(self._refuse(request, str(error)))
        answer = RedirectResponse(waiting.target, status_code=303)
        answer.set_cookie(
            COOKIE, signed_in.session_token, httponly=True, samesite="lax", secure=is_https(request), path="/"
        )
        return self._forgotten(answer)

    def _sign_in(self, request: Request, code: str, waiting: Waiting) -> accounts.SignedIn:
        subject = self._provider.subject(code, waiting.verifier, waiting.nonce)
        return accounts.sign_in_by_provider(
            self._ledger,
            subject,
            self._ledger.now(),
            request.client.host if request.client else "",
            old_token=request.cookies.get(COOKIE),
        )

    def _forgotten(self, answer: Response) -> Response:
        answer.delete_cookie(BROWSER_COOKIE, path="/oidc")
        return answer


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
