"""The server: Streamlit behind the sign-in, as one ASGI application, run by uvicorn."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog
from starlette.middleware import Middleware
from starlette.routing import Route

from review_app.ledger import Ledger
from review_app.pages import services
from review_app.web import settings
from review_app.web.headers import SecurityHeaders
from review_app.web.identity import Identity
from review_app.web.index import SCRIPTS, index
from review_app.web.oidc import Provider
from review_app.web.sign_in import SignIn, static
from review_app.web.unknown import UnknownPages
from review_app.web.uploads import Uploads
from review_app.workflow import sessions
from review_app.workflow.intake import Intake
from review_app.workflow.model import Actor

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and by which further host names people reach it.

    ``certificate`` and ``key`` are PEM files; without them the server speaks plain HTTP. ``provider``: the city's
    identity provider, where people may sign in by it.
    """

    host: str = "127.0.0.1"
    port: int = 8501
    names: Sequence[str] = ()
    certificate: Path | None = None
    key: Path | None = None
    provider: Provider | None = None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The Host headers that are answered."""
        return (*LOCAL_NAMES, self.host, *self.names)


def build(ledger: Ledger, address: Address) -> Any:
    """Give the ASGI application for a ledger."""
    settings.apply(server__address=address.host, server__port=address.port)
    # Streamlit reads its configuration when it is imported, so it is imported after it was set.
    import streamlit as st  # noqa: PLC0415

    from review_app.pages import case_view  # noqa: PLC0415 - the pages import Streamlit
    from review_app.pages.shell import PATHS  # noqa: PLC0415 - as above

    def resolve(token: str) -> Actor | None:
        return sessions.resolve(ledger, token, ledger.now())

    def look(token: str) -> Actor | None:
        return sessions.resolve(ledger, token, ledger.now(), active=False)

    intake = Intake(ledger)
    services.install(services.Services(ledger, resolve, look, intake))
    # The first person of the day should not wait for the rule packs to be read.
    case_view.rule_names()
    pages = [Route(f"/{path}", index) for path in PATHS]
    scripts = [Route(f"/{name}", static(name, "text/javascript")) for name in SCRIPTS]
    routes = [*SignIn(ledger, address.provider).routes(), *Uploads(intake).routes(), *scripts, *pages]
    return st.App(
        str(files(__package__).joinpath("entry.py")),
        routes=routes,
        middleware=[
            Middleware(SecurityHeaders, hosts=address.hosts),
            Middleware(Identity, resolve=resolve),
            Middleware(UnknownPages, known=[route.path for route in routes]),
        ],
        on_script_error=tell_failure,
    )


def tell_failure(error: Exception) -> bool:
    """Tell the person in Japanese that a page failed, and the log why; keeps Streamlit's English box away."""
    import streamlit as st  # noqa: PLC0415 - as above

    reference = secrets.token_hex(3)
    structlog.get_logger("tenken.pages").error("page failed", reference=reference, exc_info=error)
    st.error(
        "画面の表示中に問題が起きました。保存済みの内容は失われていません。再読み込みしても直らないときは、"
        f"システム管理者に番号 {reference} を伝えてください。"
    )
    return True


def run(ledger: Ledger, address: Address) -> None:
    """Serve until interrupted (Ctrl+C)."""
    app = build(ledger, address)
    try:
        _serve(app, address)
    finally:
        services.current().intake.close()


def _serve(app: Any, address: Address) -> None:
    import uvicorn  # noqa: PLC0415 - only the server needs it

    uvicorn.run(
        app,
        host=address.host,
        port=address.port,
        # Streamlit's choice: one message is one protobuf, at most 50 MB (config.toml).
        ws="websockets-sansio",
        ws_max_size=50 * 1024 * 1024,
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
        timeout_graceful_shutdown=3,
    )
