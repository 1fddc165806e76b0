"""Signing in (ログイン): the same answer and the same time for an unknown name and a wrong password.

Failures are counted per name entered, known or not; from a set number on the name is locked, longer each
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from review_app.ledger import Ledger, events, registry
from review_app.workflow import actors, passwords, sessions
from review_app.workflow.errors import SignInError
from review_app.workflow.model import Actor, Role
from review_app.workflow.people import login_key
from review_app.workflow.setting_values import Settings
from review_app.workflow.setting_values import load as load_settings

_REFUSED = "利用者IDまたはパスワードが違います。"
_PROVIDER = "provider:oidc"
_NOBODY = events.Author("anonymous", "未ログイン", "anonymous")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was opened; ``must_change``: nothing but changing the password is allowed yet."""

    session_token: str
    person: Actor
    must_change: bool


def sign_in(
    ledger: Ledger,
    login: str,
    password: str,
    now: datetime,
    source: str,
    *,
    old_token: str | None = None,
    only_administrators: bool = False,
) -> SignedIn:
    """Open a new session (the browser's old one, if any, is ended: no session id outlives a sign-in).

    ``source`` says where from (an address) for the audit log. ``only_administrators``: the others sign in by the
    city's identity provider. Raises SignInError when refused or locked.
    """
    key = login_key(login)
    settings = load_settings(ledger)
    failures = _check_lock(ledger, key, now)
    credential = registry.credential(ledger, key)
    row = registry.person(ledger, key)
    fits = passwords.verify(credential.password_hash if credential else None, password)
    if not fits or credential is None or row is None or not row.active:
        _count_failure(ledger, key, now, settings, source)
        raise SignInError(_REFUSED)
    if only_administrators and row.role != Role.ADMIN.value:
        raise SignInError("パスワードではログインできません。共通認証のボタンからログインしてください。")
    if failures:
        author = actors.author(actors.actor(ledger, key), "app")
        events.append_next(ledger, author, _attempts(key, 0, None, source))
    return _open(ledger, key, now, source, old_token)


def sign_in_by_provider(
    ledger: Ledger, subject: str, now: datetime, source: str, *, old_token: str | None = None
) -> SignedIn:
    """Open a new session for the person whom the city's identity provider (共通認証) has vouched for.

    ``subject`` is what it calls them: their 利用者ID. Raises SignInError for somebody who is not registered here or
    was closed. An initial or expired password is taken away: it would be asked for, and nobody needs it any more.
    """
    key = login_key(subject)
    row = registry.person(ledger, key)
    if row is None or not row.active or len(subject) > 50:
        refused = events.NewEvent(_PROVIDER, 0, "sign_in_refused", {"person_id": key, "from": source[:100]})
        events.append_next(ledger, _NOBODY, refused)
        raise SignInError(
            "この利用者は点検に登録されていないか、利用を停止されています。システム管理者に登録を依頼してください。"
        )
    who = actors.actor(ledger, key)
    if who.must_change:
        without = {"password_hash": "", "must_change": False}
        new = events.NewEvent(f"credential:{key}", 0, "drop_password", without)
        events.append_next(ledger, actors.author(who, "app"), new)
    return _open(ledger, key, now, source, old_token)


def _open(ledger: Ledger, key: str, now: datetime, source: str, old_token: str | None) -> SignedIn:
    """Open a session, ending the browser's old one; its absolute end is set now, by the settings."""
    if old_token:
        sessions.sign_out(ledger, old_token)
    who = actors.actor(ledger, key)
    credential = registry.credential(ledger, key)
    ends_at = now + timedelta(hours=load_settings(ledger).session_hours)
    token, revision = sessions.new_token(), credential.revision if credential else 0
    opening = sessions.opening(token, who, revision, ends_at, source)
    events.append(ledger, actors.author(who, "app"), [opening])
    return SignedIn(token, who, who.must_change)


def _check_lock(ledger: Ledger, key: str, now: datetime) -> int:
    """The failures in a row so far; raises SignInError while the name is locked."""
    standing = events.last(ledger, f"login:{key}")
    if standing is None:
        return 0
    until = standing.payload.get("locked_until")
    if until and now < datetime.fromisoformat(until):
        minutes = ceil((datetime.fromisoformat(until) - now).total_seconds() / 60)
        raise SignInError(f"続けて失敗したため、あと{minutes}分間ログインできません。")
    return int(standing.payload["failures"])


def _count_failure(ledger: Ledger, key: str, now: datetime, settings: Settings, source: str) -> None:
    with ledger.append_lock:
        standing = events.last(ledger, f"login:{key}")
        failures = (int(standing.payload["failures"]) if standing else 0) + 1
        beyond = failures - settings.lockout_failures
        until = None
        if beyond >= 0:
            minutes = min(settings.lockout_minutes * 2 ** min(beyond, 20), settings.lockout_max_minutes)
            until = now + timedelta(minutes=minutes)
        events.append_next(ledger, _NOBODY, _attempts(key, failures, until, source))


def _attempts(key: str, failures: int, until: datetime | None, source: str) -> events.NewEvent:
    payload = {
        "failures": failures,
        "locked_until": until.isoformat() if until else None,
        "from": source[:100],
    }
    return events.NewEvent(f"login:{key}", 0, "sign_in_failed" if failures else "sign_in_reset", payload)
