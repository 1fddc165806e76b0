"""Who acts: read from the ledger for every act and every page, never remembered."""

from __future__ import annotations

from datetime import timedelta

from review_app.ledger import Ledger, registry
from review_app.ledger.events import Author
from review_app.ledger.model import Scope
from review_app.workflow import setting_values
from review_app.workflow.errors import NotAllowedError, NotFoundError
from review_app.workflow.machine import sees_everything
from review_app.workflow.model import Actor, Role

# The person at the command line of the machine itself: whoever can run it can read and write the file anyway.
SYSTEM = "system"
SYSTEM_AUTHOR = Author(SYSTEM, "コマンド操作", SYSTEM, None, "cli")


def actor(ledger: Ledger, person_id: str) -> Actor:
    """The person as they are now; NotFoundError when unknown or closed."""
    row = registry.person(ledger, person_id)
    if row is None or not row.active:
        raise NotFoundError("この利用者は登録されていないか、利用を停止されています。")
    must_change = row.must_change or _expired(ledger, person_id)
    return Actor(row.person_id, row.name, Role(row.role), row.department_id, must_change)


def _expired(ledger: Ledger, person_id: str) -> bool:
    """Whether the person's password is older than the city allows."""
    days = setting_values.value(ledger, "password_expiry_days")
    credential = registry.credential(ledger, person_id) if days else None
    if (
        credential is None or not credential.password_hash
    ):  # signs in by the identity provider: nothing to expire
        return False
    return ledger.now() - credential.changed_at >= timedelta(days=days)


def author(who: Actor, source: str) -> Author:
    """The actor as the author of an event."""
    return Author(who.person_id, who.name, who.role.value, who.department_id, source)


def scope(who: Actor) -> Scope:
    """Whose cases the actor may see; an administrator sees none, a department person without department
    none.
    """
    if sees_everything(who.role):
        return Scope(everything=True)
    if who.role is Role.DEPARTMENT and who.department_id:
        return Scope(department_id=who.department_id)
    return Scope()


def require(ledger: Ledger, person_id: str, *roles: Role, source: str = "app") -> Author:
    """The author of an act on people, departments or settings; the command line counts as administrator.

    Raises NotAllowedError when the person's role is not among ``roles``.
    """
    if person_id == SYSTEM:
        return SYSTEM_AUTHOR
    who = actor(ledger, person_id)
    if who.role not in roles:
        raise NotAllowedError("この操作を行う権限がありません。")
    return author(who, source)
