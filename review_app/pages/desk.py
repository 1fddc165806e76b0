"""The pages' one door to the workflow layer: who is here, and what they may read and do.

Every call names the person, and the workflow layer reads them afresh from the ledger; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from review_app.ledger import Ledger
from review_app.ledger.audit_rows import AuditPage, AuditQuery
from review_app.ledger.model import (
    CaseDetail,
    CaseRow,
    DepartmentRow,
    Json,
    OrdinancePage,
    OrdinanceText,
    PersonRow,
    QueuePage,
    QueueQuery,
)
from review_app.ledger.progress_rows import Progress, WorkCounts
from review_app.ledger.similar import Similar
from review_app.ledger.wave import WaveRow
from review_app.pages import services
from review_app.workflow import acts, alike, drafts, missed, picklists, views
from review_app.workflow import waves as wave_acts
from review_app.workflow.acts import Done, Outcome
from review_app.workflow.errors import NotFoundError
from review_app.workflow.intake import Intake
from review_app.workflow.machine import Act
from review_app.workflow.model import ROLE_NAMES, Actor, Role
from review_app.workflow.payloads import Missed, Payload

ANSWER_DAYS = 30


class SignedOutError(NotFoundError):
    """The browser's session has ended; nothing is read or written for it any more."""

    def __init__(self) -> None:
        super().__init__(
            "ログインの有効期限が切れました。もう一度ログインしてください。入力中の内容は保存されています。"
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person on a page, as the ledger knows them at this run of the script."""

    actor: Actor
    ledger: Ledger

    @property
    def person_id(self) -> str:
        """The person's id (利用者ID)."""
        return self.actor.person_id


def visit(*, active: bool = True) -> Visit:
    """Give who is here; ``active`` False when a page redraws by itself, which keeps no session alive.

    ``st.user`` is fixed when the websocket connects, so the session is looked up again on every run.

    Raises:
        SignedOutError: the session has ended, or the account was closed.
    """
    given = services.current()
    token = st.user.get("session")
    resolve = given.resolve if active else given.look
    actor = resolve(token) if isinstance(token, str) else None
    if actor is None or actor.must_change or actor.person_id != st.user.get("person"):
        raise SignedOutError
    return Visit(actor, given.ledger)


def intake(_who: Visit) -> Intake:
    """Give the import of this server; each of its calls is authorised on its own."""
    return services.current().intake


def queue(who: Visit, query: QueueQuery) -> QueuePage:
    """Give one page of the cases the person may see."""
    return views.queue(who.ledger, who.person_id, query)


def case(who: Visit, case_id: str) -> CaseDetail:
    """Give everything of one case; NotFoundError when it is not theirs to see."""
    return views.case(who.ledger, who.person_id, case_id)


def ordinances(
    who: Visit, text: str, limit: int, offset: int, *, path: tuple[str, ...] = ()
) -> OrdinancePage:
    """Give one page of the list of ordinances, of one part of the classification (体系) where asked."""
    return views.ordinances(who.ledger, who.person_id, text=text, path=path, limit=limit, offset=offset)


def ordinance_text(who: Visit, ordinance_id: int) -> OrdinanceText:
    """Give an ordinance in full, with the cases the person may see."""
    return views.ordinance(who.ledger, who.person_id, ordinance_id)


def work(who: Visit) -> WorkCounts:
    """Give the counts of the person's own work."""
    return views.work(who.ledger, who.person_id)


def progress(who: Visit) -> Progress:
    """Give the progress of what the person may see."""
    return views.progress(who.ledger, who.person_id)


def department_names(who: Visit, *, closed: bool = False) -> dict[str, str]:
    """Give the names of all open departments by id, in their order.

    With ``closed`` also those that are no more, named as such: what happened under them is still shown.
    """
    return {
        row.department_id: row.name if row.active else f"{row.name}（廃止）"
        for row in views.departments(who.ledger, who.person_id, closed=closed)
    }


def belonging(who: Visit) -> str:
    """Give the person's name with department or role, as shown at the top of each page."""
    actor = who.actor
    place = ROLE_NAMES[actor.role]
    if actor.role is Role.DEPARTMENT and actor.department_id:
        place = department_names(who).get(actor.department_id, place)
    return f"{actor.name}（{place}）"


def inquiry_page(who: Visit) -> str:
    """Give the path of the page on which this person looks at a case that a department was asked about."""
    return {Role.DEPARTMENT: "answer", Role.MANAGER: "decide"}.get(who.actor.role, "triage")


def audit(who: Visit, query: AuditQuery) -> AuditPage:
    """Give one page of the audit log; NotAllowedError for those who may not read it."""
    return views.audit(who.ledger, who.person_id, query)


def people(who: Visit) -> tuple[PersonRow, ...]:
    """Give all people; NotAllowedError for those who may not see them."""
    return views.people(who.ledger, who.person_id)


def departments(who: Visit) -> tuple[DepartmentRow, ...]:
    """Give all open departments."""
    return views.departments(who.ledger, who.person_id)


def act(who: Visit, case_id: str, revision: int, what: Act, payload: Payload) -> Done:
    """Do one act on a case as it was shown at ``revision``; raises WorkflowError or LedgerError when refused."""
    return acts.perform(who.ledger, who.person_id, what, case_id, revision, payload)


def undo(who: Visit, case_id: str) -> None:
    """Take back the person's last act on a case."""
    acts.undo(who.ledger, who.person_id, case_id, case(who, case_id).row.revision)


def undo_all(who: Visit, seen: Sequence[tuple[str, int]]) -> list[Outcome]:
    """Take back the person's last act on many cases."""
    return acts.undo_many(who.ledger, who.person_id, seen)


def bulk(who: Visit, query: QueueQuery, what: Act, payload: Payload) -> list[Outcome]:
    """Do one act on all cases a query gives; give what became of each."""
    seen = views.queue_keys(who.ledger, who.person_id, query)
    return acts.perform_many(who.ledger, who.person_id, what, seen, payload)


def similar(who: Visit, case_id: str, limit: int) -> Similar:
    """Give the cases written like one, as far as the person may see them."""
    return alike.similar_cases(who.ledger, who.person_id, case_id, limit)


def decide_alike(who: Visit, case_id: str) -> list[Outcome]:
    """Judge the clauses written like a case as it was judged itself."""
    return alike.decide_alike(who.ledger, who.person_id, case_id)


def places(who: Visit, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
    """Give the rows of cases, such as those joined to another."""
    return views.places(who.ledger, who.person_id, case_ids)


def add_missed(who: Visit, payload: Missed) -> str:
    """Add a clause the extractor missed; give the new case's id."""
    return missed.add_missed(who.ledger, who.person_id, payload).case_id


def waves(who: Visit) -> tuple[WaveRow, ...]:
    """Give the running waves for those who plan with them, none for the others."""
    return wave_acts.waves(who.ledger, who.person_id)


def choices(who: Visit, name: str) -> Mapping[str, str]:
    """Give a pick list by name (``picklists.EDITABLE``), code to Japanese name, also what is no longer offered."""
    return picklists.in_force(who.ledger).named(name)


def offered(who: Visit, name: str) -> Mapping[str, str]:
    """Give what of a pick list may be chosen now."""
    return picklists.in_force(who.ledger).offered(name)


def default_due(who: Visit) -> date:
    """Give the due date an inquiry starts from."""
    return views.today(who.ledger) + timedelta(days=ANSWER_DAYS)


def checked(what: Act, values: Json) -> Payload:
    """Check entered values as an act's payload; InvalidInputError says in Japanese what is wrong."""
    return acts.parse(what, values)


def save_draft(who: Visit, case_id: str, values: Json) -> None:
    """Keep what was typed for a case."""
    drafts.save(who.ledger, who.person_id, case_id, values)


def draft(who: Visit, case_id: str) -> Json | None:
    """Give what the person typed for a case and did not hand in."""
    return drafts.load(who.ledger, who.person_id, case_id)


def drop_draft(who: Visit, case_id: str) -> None:
    """Forget what was typed for a case."""
    drafts.drop(who.ledger, who.person_id, case_id)
