"""The pages before the app: sign-in, sign-out, changing one's password, and the very first administrator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from review_app.ledger import Ledger
from review_app.ledger.errors import LedgerError
from review_app.web.forms import FORM_COOKIE, Field, Form, asset, is_https, read_form, show_form
from review_app.web.identity import COOKIE, Session
from review_app.web.oidc import Provider
from review_app.web.oidc_routes import OidcSignIn
from review_app.workflow import accounts, sessions, settings
from review_app.workflow.errors import WorkflowError
from review_app.workflow.settings import Settings

STALE = "画面の有効期限が切れました。もう一度入力してください。"
AFTERWARDS = "ログインすると、開こうとした画面に移ります。"
LOGIN = Form(
    "/login",
    "ログイン",
    "ログイン",
    (
        Field("login", "利用者ID", purpose="username"),
        Field("password", "パスワード", "password", "current-password"),
    ),
    aside='<p class="aside">パスワードを忘れたときは、システム管理者に再発行を依頼してください。</p>',
)
BACK = '<p class="aside"><a href="/">戻る</a></p>'
LOGOUT = Form("/logout", "ログアウト", "ログアウトする", lead="ログアウトしますか。", aside=BACK)


def password_form(policy: Settings, *, first: bool) -> Form:
    """Give the form that changes a password; at the first sign-in there is no way around it."""
    return Form(
        "/password",
        "パスワードの変更",
        "変更する",
        (
            Field("old", "今のパスワード", "password", "current-password"),
            Field("new", "新しいパスワード", "password", "new-password", policy_hint(policy)),
            Field("again", "新しいパスワード（もう一度）", "password", "new-password"),
        ),
        lead="はじめに、自分だけが知るパスワードに変更してください。"
        if first
        else "変更すると、もう一度ログインします。",
        aside="" if first else BACK,
    )


def setup_form(policy: Settings) -> Form:
    """Give the form that registers the first administrator."""
    return Form(
        "/setup",
        "はじめての設定",
        "登録して始める",
        (
            Field("login", "利用者ID", purpose="username", hint="半角の英数字と . _ @ - （例：admin）"),
            Field("name", "氏名", purpose="name"),
            Field("password", "パスワード", "password", "new-password", policy_hint(policy)),
            Field("again", "パスワード（もう一度）", "password", "new-password"),
        ),
        lead="最初のシステム管理者を登録します。ほかの利用者は、ログインしたあとに登録できます。",
    )


def policy_hint(policy: Settings) -> str:
    """Say what a password must be like, by the settings in force."""
    said = f"{policy.password_min_length}文字以上"
    if policy.password_classes > 1:
        said += f"で、英小文字・英大文字・数字・記号のうち{policy.password_classes}種類以上を混ぜる"
    return said + "。"


class SignIn:
    """The routes before the app, on one ledger."""

    def __init__(self, ledger: Ledger, provider: Provider | None = None) -> None:
        self._ledger = ledger
        self._provider = OidcSignIn(ledger, provider, self._refused, inside) if provider else None

    def routes(self) -> list[Route]:
        """Give the routes."""
        outside = self._provider.routes() if self._provider else []
        return [
            *outside,
            Route("/login", self.login, methods=["GET", "POST"]),
            Route("/logout", self.logout, methods=["GET", "POST"]),
            Route("/password", self.password, methods=["GET", "POST"]),
            Route("/setup", self.setup, methods=["GET", "POST"]),
            Route("/sign_in.css", static("sign_in.css", "text/css")),
            Route("/tenken.svg", static("tenken.svg", "image/svg+xml")),
        ]

    async def login(self, request: Request) -> Response:
        """Sign in, or show the form."""
        if not await self._call(accounts.has_people, self._ledger):
            return RedirectResponse("/setup", status_code=303)
        values = {"next": request.query_params.get("next", "")}
        form = self._form(values["next"])
        if request.method == "GET":
            return show_form(request, form, values=values)
        posted = await read_form(request)
        if posted is None:
            return show_form(request, form, error=STALE, values=values, status=400)
        values = {name: posted.get(name, "") for name in ("login", "next")}
        try:
            signed_in = await self._call(self._sign_in, request, posted)
        except (WorkflowError, LedgerError) as error:
            return show_form(request, form, error=str(error), values=values, status=401)
        answer = RedirectResponse(inside(values["next"]), status_code=303)
        answer.set_cookie(
            COOKIE, signed_in.session_token, httponly=True, samesite="lax", secure=is_https(request), path="/"
        )
        answer.delete_cookie(FORM_COOKIE, path="/")
        return answer

    def _form(self, target: str) -> Form:
        """Give the sign-in form, with the way to the city's identity provider where there is one."""
        form = LOGIN if inside(target) == "/" else replace(LOGIN, lead=AFTERWARDS)
        if self._provider is None:
            return form
        return replace(form, aside=self._provider.button_html(target) + form.aside)

    def _refused(self, request: Request, reason: str) -> Response:
        """Give the sign-in form with the reason why the identity provider's word was not enough."""
        return show_form(request, self._form(""), error=reason, status=401)

    def _sign_in(self, request: Request, posted: dict[str, str]) -> accounts.SignedIn:
        return accounts.sign_in(
            self._ledger,
            posted.get("login", ""),
            posted.get("password", ""),
            self._ledger.now(),
            request.client.host if request.client else "",
            old_token=request.cookies.get(COOKIE),
            only_administrators=self._provider is not None and self._provider.only,
        )

    async def logout(self, request: Request) -> Response:
        """Sign out: at once when the person came from our own page, else after a question."""
        if request.method == "GET" and not from_our_page(request):
            return show_form(request, LOGOUT)
        if request.method == "POST" and await read_form(request) is None:
            return show_form(request, LOGOUT, error=STALE, status=400)
        if token := request.cookies.get(COOKIE):
            await self._call(sessions.sign_out, self._ledger, token)
        return to_login()

    async def password(self, request: Request) -> Response:
        """Change one's own password, or show the form."""
        session: Session = request.state.session
        policy = await self._call(settings.load, self._ledger)
        form = password_form(policy, first=session.actor.must_change)
        if request.method == "GET":
            return show_form(request, form)
        posted = await read_form(request)
        if posted is None:
            return show_form(request, form, error=STALE, status=400)
        error = await self._change(session, posted)
        return show_form(request, form, error=error, status=400) if error else to_login()

    async def _change(self, session: Session, posted: dict[str, str]) -> str:
        """Change the password; give what was wrong, empty when it was changed."""
        if posted.get("new") != posted.get("again"):
            return "新しいパスワードが2つの欄で違います。"
        change, who = accounts.change_password, session.actor.person_id
        try:
            await self._call(change, self._ledger, who, posted.get("old", ""), posted.get("new", ""))
        except (WorkflowError, LedgerError) as error:
            return str(error)
        return ""

    async def setup(self, request: Request) -> Response:
        """Register the first administrator, only while nobody is registered."""
        if await self._call(accounts.has_people, self._ledger):
            return to_login()
        form = setup_form(await self._call(settings.load, self._ledger))
        if request.method == "GET":
            return show_form(request, form)
        posted = await read_form(request)
        if posted is None:
            return show_form(request, form, error=STALE, status=400)
        error = await self._first(posted)
        if error:
            values = {name: posted.get(name, "") for name in ("login", "name")}
            return show_form(request, form, error=error, values=values, status=400)
        return to_login()

    async def _first(self, posted: dict[str, str]) -> str:
        """Register the first administrator; give what was wrong, empty when it was done."""
        if posted.get("password") != posted.get("again"):
            return "パスワードが2つの欄で違います。"
        wanted = (posted.get("login", ""), posted.get("name", ""), posted.get("password", ""))
        try:
            await self._call(accounts.first_administrator, self._ledger, *wanted)
        except (WorkflowError, LedgerError) as error:
            return str(error)
        return ""

    async def _call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call the workflow layer in a thread: argon2 takes its time on purpose."""
        return await to_thread.run_sync(function, *args)


def static(name: str, media_type: str) -> Callable[[Request], Response]:
    """Give a route's function that answers with a file of this package."""

    def serve(_request: Request) -> Response:
        return Response(asset(name), media_type=media_type)

    return serve


def to_login() -> Response:
    """Send to the sign-in page and forget the session's cookie."""
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def inside(target: str) -> str:
    """Give where to go after signing in: only ever a path of our own (no open redirect)."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if safe and not any(ord(char) < 32 or char == "\\" for char in target) else "/"


def from_our_page(request: Request) -> bool:
    """Tell whether a GET came from a page of ours, so that no foreign page can sign somebody out."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("referer", "")).netloc == request.headers.get("host", "")
