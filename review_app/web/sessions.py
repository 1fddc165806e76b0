"""Browser sessions (ログイン中の利用者), kept in the memory of the one server process.

The cookie carries 256 random bits; only their SHA-256 is kept here, and only that hash (the *handle*) is
ever shown to the Streamlit script. A restart signs everybody out; drafts are in the ledger and survive.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

MOST_SESSIONS = 5_000


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """One signed-in browser.

    ``handle`` is the SHA-256 of the cookie's token in hexadecimal; ``started`` and ``seen`` are seconds of the
    store's clock; ``must_change`` keeps the person on the password page until it is changed.
    """

    handle: str
    person_id: str
    started: float
    seen: float
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts: without activity, and in all."""

    idle: timedelta = timedelta(minutes=60)
    absolute: timedelta = timedelta(hours=12)


class SessionStore:
    """The sessions of this process, safe to use from several threads."""

    def __init__(
        self,
        lifetime: Callable[[], Lifetime] = Lifetime,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._sessions: dict[str, BrowserSession] = {}
        self._lock = threading.Lock()

    def start(self, person_id: str, *, must_change: bool = False) -> str:
        """Start a session and give the token for the cookie: a fresh one at each sign-in (no fixation)."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        session = BrowserSession(handle_of(token), person_id, now, now, must_change)
        with self._lock:
            self._drop_expired(now)
            self._sessions[session.handle] = session
        return token

    def resolve(self, token: str | None) -> BrowserSession | None:
        """Give the live session of a cookie's token, or None."""
        return self.alive(handle_of(token)) if token else None

    def alive(self, handle: str) -> BrowserSession | None:
        """Give the session of a handle if it has not ended; looking does not prolong it."""
        now = self._clock()
        with self._lock:
            session = self._sessions.get(handle)
            if session is None or not self._expired(session, now):
                return session
            del self._sessions[handle]
            return None

    def touch(self, handle: str) -> None:
        """Note activity of the person: a message from the page or a request."""
        now = self._clock()
        with self._lock:
            session = self._sessions.get(handle)
            if session is not None and not self._expired(session, now):
                self._sessions[handle] = replace(session, seen=now)

    def end(self, handle: str) -> None:
        """End one session."""
        with self._lock:
            self._sessions.pop(handle, None)

    def end_all_of(self, person_id: str) -> None:
        """End every session of a person (password changed, account closed, role changed)."""
        with self._lock:
            for handle in [key for key, held in self._sessions.items() if held.person_id == person_id]:
                del self._sessions[handle]

    def _expired(self, session: BrowserSession, now: float) -> bool:
        limits = self._lifetime()
        return (
            now - session.seen > limits.idle.total_seconds()
            or now - session.started > limits.absolute.total_seconds()
        )

    def _drop_expired(self, now: float) -> None:
        """Forget dead sessions and, past the cap, the ones idle longest."""
        kept = [held for held in self._sessions.values() if not self._expired(held, now)]
        kept.sort(key=lambda held: held.seen)
        self._sessions = {held.handle: held for held in kept[-(MOST_SESSIONS - 1) :]}


def handle_of(token: str) -> str:
    """Give the handle of a cookie's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
