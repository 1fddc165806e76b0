"""Sessions (ログイン状態): a random id in the browser, its hash and its limits in the ledger.

A session ends by signing out, by idling, by its absolute age, when the person is closed, and when their
credential changes (it remembers the credential's revision, so nothing has to be searched and revoked).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from review_app.ledger import Ledger, events, registry
from review_app.workflow import actors, setting_values
from review_app.workflow.errors import NotFoundError
from review_app.workflow.model import Actor

_SEEN_EVERY = timedelta(minutes=1)  # how exactly idling is measured; spares a write on every click


def _subject(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


def opening(
    token: str, who: Actor, credential_revision: int, ends_at: datetime, origin: str
) -> events.NewEvent:
    """The event that opens a session; ``origin`` is where the person signed in from."""
    payload = {
        "person_id": who.person_id,
        "credential": credential_revision,
        "ends_at": ends_at.isoformat(),
        "from": origin[:100],
    }
    return events.NewEvent(_subject(token), 1, "sign_in", payload, "open")


def new_token() -> str:
    """A fresh session id: 256 random bits."""
    return secrets.token_urlsafe(32)


def resolve(ledger: Ledger, token: str, now: datetime, *, active: bool = True) -> Actor | None:
    """Who a session id stands for at ``now`` (naive UTC), None when it is unknown or over.

    ``active`` False asks without keeping the session alive: for a page that redraws by itself.
    """
    if not token or len(token) > 200:
        return None
    event = events.last(ledger, _subject(token))
    if event is None or event.state != "open" or _over(ledger, event, now, active):
        return None
    credential = registry.credential(ledger, event.payload["person_id"])
    if credential is None or credential.revision != event.payload["credential"]:
        return None
    try:
        return actors.actor(ledger, credential.person_id)
    except NotFoundError:
        return None


def _over(ledger: Ledger, event: events.Event, now: datetime, active: bool) -> bool:
    if now >= datetime.fromisoformat(event.payload["ends_at"]):
        return True
    seen = registry.last_seen(ledger, event.subject) or event.occurred_at
    if now - seen >= timedelta(minutes=setting_values.value(ledger, "session_idle_minutes")):
        return True
    if active and now - seen >= _SEEN_EVERY:
        registry.seen(ledger, event.subject, now)
    return False


def sign_out(ledger: Ledger, token: str) -> None:
    """End a session; an unknown or ended one is no error."""
    event = events.last(ledger, _subject(token))
    if event is None or event.state != "open":
        return
    author = events.Author(event.person_id, event.person_name, event.role, event.department_id, event.source)
    closing = events.NewEvent(
        event.subject, 0, "sign_out", {"person_id": event.payload["person_id"]}, "closed"
    )
    events.append_next(ledger, author, closing)
