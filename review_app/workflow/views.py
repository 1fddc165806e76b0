"""What pages and exports read (閲覧): each call re-reads the person and asks within their scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from review_app.ledger import Ledger, cases, reader, registry, subjects
from review_app.ledger import audit as audits
from review_app.ledger import progress as figures
from review_app.ledger import queue as queues
from review_app.ledger.audit_rows import AuditPage, AuditQuery
from review_app.ledger.model import (
    CaseDetail,
    CaseRow,
    DepartmentRow,
    EditionRow,
    OrdinancePage,
    OrdinanceText,
    PersonRow,
    QueuePage,
    QueueQuery,
)
from review_app.ledger.progress_rows import Progress, WorkCounts
from review_app.workflow import actors
from review_app.workflow.acts import MAX_BULK
from review_app.workflow.errors import NotAllowedError, NotFoundError
from review_app.workflow.model import Actor, Role


def actor(ledger: Ledger, person_id: str) -> Actor:
    """The person as they are now; NotFoundError when unknown or closed."""
    return actors.actor(ledger, person_id)


def today(ledger: Ledger) -> date:
    """Today in Japan, by the ledger's clock."""
    return (ledger.now() + timedelta(hours=9)).date()


def queue(ledger: Ledger, person_id: str, query: QueueQuery) -> QueuePage:
    """One page of the cases the person may see."""
    return queues.queue(ledger, actors.scope(actor(ledger, person_id)), query)


def queue_keys(ledger: Ledger, person_id: str, query: QueueQuery) -> list[tuple[str, int]]:
    """(case id, revision) of all cases the query gives, up to the limit of a bulk act."""
    return queues.keys(ledger, actors.scope(actor(ledger, person_id)), query, MAX_BULK)


def queue_all(ledger: Ledger, person_id: str, query: QueueQuery) -> tuple[CaseRow, ...]:
    """All cases the query gives, unpaged: for exports."""
    return queues.every_row(ledger, actors.scope(actor(ledger, person_id)), query)


def case(ledger: Ledger, person_id: str, case_id: str) -> CaseDetail:
    """Everything of one case; NotFoundError when it does not exist or is not theirs to see."""
    found = cases.detail(ledger, actors.scope(actor(ledger, person_id)), case_id)
    if found is None:
        raise NotFoundError
    return found


def places(ledger: Ledger, person_id: str, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
    """The rows of the given cases (what is joined to a case), in that order; those not theirs to see are left out."""
    return queues.rows(ledger, actors.scope(actor(ledger, person_id)), case_ids)


def ordinances(
    ledger: Ledger,
    person_id: str,
    *,
    text: str = "",
    path: tuple[str, ...] = (),
    edition_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> OrdinancePage:
    """One page of the ordinances; their texts are public, so everybody signed in may list them."""
    actor(ledger, person_id)
    return reader.ordinances(ledger, text=text, path=path, edition_id=edition_id, limit=limit, offset=offset)


def ordinance(ledger: Ledger, person_id: str, ordinance_id: int) -> OrdinanceText:
    """An ordinance in full, with the marks of the cases the person may see."""
    found = reader.ordinance(ledger, actors.scope(actor(ledger, person_id)), ordinance_id)
    if found is None:
        raise NotFoundError
    return found


def progress(ledger: Ledger, person_id: str) -> Progress:
    """The progress of what the person may see."""
    return figures.progress(ledger, actors.scope(actor(ledger, person_id)), today(ledger))


def work(ledger: Ledger, person_id: str) -> WorkCounts:
    """The counts of the person's own work page."""
    who = actor(ledger, person_id)
    return figures.work(ledger, actors.scope(who), who.person_id, today(ledger))


def departments(ledger: Ledger, person_id: str, *, closed: bool = False) -> tuple[DepartmentRow, ...]:
    """All departments: names are needed for assigning and handing on."""
    actor(ledger, person_id)
    return registry.departments(ledger, closed=closed)


def people(ledger: Ledger, person_id: str) -> tuple[PersonRow, ...]:
    """All people, for administrators, managers and legal."""
    _only(ledger, person_id, Role.ADMIN, Role.MANAGER, Role.LEGAL)
    return registry.people(ledger)


def editions(ledger: Ledger, person_id: str) -> tuple[EditionRow, ...]:
    """All editions, newest first."""
    actor(ledger, person_id)
    return reader.editions(ledger)


def audit(ledger: Ledger, person_id: str, query: AuditQuery) -> AuditPage:
    """One page of the audit log, for administrators and managers."""
    _only(ledger, person_id, Role.ADMIN, Role.MANAGER)
    return audits.audit(ledger, query)


def audited(ledger: Ledger, person_id: str, found: AuditPage) -> Mapping[str, tuple[str, ...]]:
    """What the events of a page are about, by subject: a case's title, locator and type, an ordinance's title.

    For those who may read the audit log, administrators too: where a clause stands is no part of a decision.
    """
    _only(ledger, person_id, Role.ADMIN, Role.MANAGER)
    keys: dict[str, set[str]] = {"case": set(), "ordinance": set()}
    for row in found.rows:
        kind, _, key = row.subject.partition(":")
        if kind in keys:
            keys[kind].add(key)
    cases = subjects.cases(ledger, keys["case"])
    titles = subjects.titles(ledger, keys["ordinance"])
    return {f"case:{key}": value for key, value in cases.items()} | {
        f"ordinance:{key}": (title,) for key, title in titles.items()
    }


def _only(ledger: Ledger, person_id: str, *roles: Role) -> None:
    if actor(ledger, person_id).role not in roles:
        raise NotAllowedError("このページを見る権限がありません。")
