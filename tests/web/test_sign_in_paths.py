"""Where signing in may lead, who is let through to what, and what the identity headers say."""

from __future__ import annotations

from typing import Any

import pytest

from review_app.web import headers, identity, index, settings, sign_in
from review_app.web.identity import Session
from review_app.workflow.model import Actor, Role

PERSON = Actor("hosei", "港 法子", Role.LEGAL, None)
NEW = Actor("shinjin", "新 人", Role.LEGAL, None, must_change=True)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/triage?case=1", "/triage?case=1"),
        ("", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("http://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
    ],
)
def test_signing_in_leads_only_to_a_path_of_our_own(target: str, expected: str) -> None:
    assert sign_in.inside(target) == expected


def scope(path: str = "/", method: str = "GET", **given: str) -> dict[str, Any]:
    names = {name.replace("_", "-"): value for name, value in given.items()}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in names.items()],
    }


@pytest.mark.parametrize(
    ("path", "accept", "session", "status"),
    [
        ("/login", "text/html", None, None),
        ("/static/js/index.js", "*/*", None, None),
        ("/", "text/html", None, 303),
        ("/triage", "text/html", None, 303),
        ("/_stcore/health", "*/*", None, 403),
        ("/media/a.xlsx", "*/*", None, 403),
        ("/triage", "text/html", Session("t", PERSON), None),
        ("/_stcore/health", "*/*", Session("t", PERSON), None),
        ("/triage", "text/html", Session("t", NEW), 303),
        ("/password", "text/html", Session("t", NEW), None),
    ],
)
def test_only_the_sign_in_pages_answer_without_a_session(
    path: str, accept: str, session: Session | None, status: int | None
) -> None:
    answer = identity.refusal(scope(path, accept=accept), session)
    assert (answer.status_code if answer else None) == status


def test_a_clients_own_identity_headers_are_dropped_whatever_their_case() -> None:
    asked = scope(X_Tenken_Person="admin", x_tenken_session="stolen", accept="text/html")
    assert [name for name, _ in identity.with_identity(asked, None)["headers"]] == [b"accept"]
    known = dict(identity.with_identity(asked, Session("token", PERSON))["headers"])
    assert known[settings.PERSON_HEADER.lower().encode()] == b"hosei"
    assert known[settings.SESSION_HEADER.lower().encode()] == b"token"


def test_who_must_change_the_password_has_no_identity_in_the_app_yet() -> None:
    assert identity.with_identity(scope(), Session("token", NEW))["headers"] == []


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("https://Tenken.city:443", "tenken.city:443", True),
        ("http://127.0.0.1:8502", "127.0.0.1:8501", False),
        ("http://evil.example", "127.0.0.1:8501", False),
        ("null", "127.0.0.1:8501", False),
        ("", "127.0.0.1:8501", False),
        ("http://", "", False),
    ],
)
def test_a_websocket_must_come_from_this_host_and_port(origin: str, host: str, same: bool) -> None:
    assert identity.same_origin(scope(origin=origin, host=host)) is same


@pytest.mark.parametrize("cookie", ["", "tenken_session", "a=b; ;=;\x00", "tenken_session=", "x" * 10_000])
def test_a_malformed_cookie_is_no_session(cookie: str) -> None:
    assert not identity.session_token(scope(cookie=cookie))


def test_streamlits_doors_stay_shut_whatever_the_working_directory_says() -> None:
    options = settings.packaged_options()
    assert options["server.enableAgentApi"] is False
    assert options["browser.gatherUsageStats"] is False
    assert options["server.enableXsrfProtection"] is True
    assert options["server.enableStaticServing"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["server.maxUploadSize"] == 20
    assert "http" not in options["theme.font"]


def test_the_start_page_is_japanese_and_has_no_inline_script() -> None:
    page = index.index_html()
    assert '<html lang="ja">' in page
    assert "<script>" not in page
    assert "service-desc" not in page
    assert "script-src 'self' 'unsafe-eval'" in headers.APP_POLICY
