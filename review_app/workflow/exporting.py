"""What may leave the ledger in a file, and for whom (出力の権限): the reads behind every export.

Legal and managers take out every case, a department its own and those it is consulted on, administrators
none. The command line of the machine itself counts as legal: whoever runs it can read the file anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from review_app.ledger import Ledger, queue, registry
from review_app.ledger import progress as figures
from review_app.ledger.details import CaseExtra, details, ledger_mark
from review_app.ledger.model import CaseRow, DepartmentRow, QueueQuery, Scope
from review_app.ledger.progress_rows import Progress
from review_app.workflow import actors, acts, views
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import NotAllowedError
from review_app.workflow.machine import Act, State, permits
from review_app.workflow.model import Actor, Role

_EVERYTHING = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class ExportCase:
    """One case as an export shows it; ``answerable`` says whether a department may answer it now.

    Of clauses joined to one case, ``lead`` is the row of that case, and ``joined`` are those of the others, on every
    one of them; what the reader may not see is left out.
    """

    row: CaseRow
    extra: CaseExtra
    answerable: bool
    lead: CaseRow | None = None
    joined: tuple[CaseRow, ...] = ()

    @property
    def department_id(self) -> str | None:
        """The accountable department, before assignment the proposed one."""
        return self.row.facts.department_id or self.row.proposed_department_id


@dataclass(frozen=True, slots=True)
class Material:
    """All that one export is made of, read for one person at one time.

    ``departments`` holds closed ones too, since a case keeps the department it was answered by; ``mark``
    tells this ledger from others.
    """

    person_name: str
    today: date
    mark: str
    cases: tuple[ExportCase, ...]
    departments: dict[str, DepartmentRow] = field(default_factory=dict)


def reader(ledger: Ledger, person_id: str) -> tuple[Actor | None, Scope]:
    """The person (None for the command line) and whose cases they may take out.

    Raises NotAllowedError for administrators, NotFoundError for unknown or closed accounts.
    """
    if person_id == SYSTEM:
        return None, _EVERYTHING
    who = actors.actor(ledger, person_id)
    if who.role is Role.ADMIN or who.must_change:
        raise NotAllowedError("案件を出力する権限がありません。")
    return who, actors.scope(who)


def material(ledger: Ledger, person_id: str, query: QueueQuery) -> Material:
    """Everything of the cases that ``query`` gives within the person's scope, in its order (unpaged); each clause
    joined to another case is a row of its own.
    """
    who, scope = reader(ledger, person_id)
    found = _complete(ledger, who, scope, queue.every_row(ledger, scope, replace(query, joined=True)))
    places = {row.department_id: row for row in registry.departments(ledger, closed=True)}
    name = who.name if who else actors.SYSTEM_AUTHOR.name
    return Material(name, views.today(ledger), ledger_mark(ledger), found, places)


def find(ledger: Ledger, person_id: str, case_ids: Sequence[str]) -> dict[str, ExportCase]:
    """The given cases by id as they are now; what the person may not see is left out."""
    who, scope = reader(ledger, person_id)
    return {
        case.row.case_id: case for case in _complete(ledger, who, scope, queue.rows(ledger, scope, case_ids))
    }


def public_material(ledger: Ledger, person_id: str) -> Material:
    """The decided cases, for publication; NotAllowedError for departments (managers publish)."""
    who, _ = reader(ledger, person_id)
    if who is not None and who.role is Role.DEPARTMENT:
        raise NotAllowedError("公開用のデータを出力できるのは、法制担当と管理者です。")
    decided = (State.DECIDED, State.IN_PROGRESS, State.COMPLETED)
    return material(ledger, person_id, QueueQuery(states=tuple(state.value for state in decided)))


def progress(ledger: Ledger, person_id: str) -> Progress:
    """The progress of what the person may take out."""
    _, scope = reader(ledger, person_id)
    return figures.progress(ledger, scope, views.today(ledger))


def _complete(
    ledger: Ledger, who: Actor | None, scope: Scope, rows: Sequence[CaseRow]
) -> tuple[ExportCase, ...]:
    extras = details(ledger, scope, [row.case_id for row in rows])
    leads = _leads(ledger, scope, rows)
    known = {row.case_id: row for row in (*rows, *leads.values())}
    others = [one for lead in leads.values() for one in lead.facts.joined]
    known |= {
        row.case_id: row for row in queue.rows(ledger, scope, [one for one in others if one not in known])
    }

    def case(row: CaseRow) -> ExportCase:
        lead = leads.get(row.facts.joined_to or row.case_id)
        joined = tuple(known[one] for one in lead.facts.joined if one in known) if lead else ()
        return ExportCase(row, extras[row.case_id], _answerable(who, row), lead, joined)

    return tuple(case(row) for row in rows if row.case_id in extras)


def _leads(ledger: Ledger, scope: Scope, rows: Sequence[CaseRow]) -> dict[str, CaseRow]:
    """The cases that others are joined to, of all that ``rows`` have a part in."""
    known = {row.case_id: row for row in rows if row.facts.joined}
    wanted = {row.facts.joined_to for row in rows if row.facts.joined_to} - known.keys()
    return known | {row.case_id: row for row in queue.rows(ledger, scope, sorted(filter(None, wanted)))}


def _answerable(who: Actor | None, row: CaseRow) -> bool:
    """Whether the department this goes to may answer; for a department person, whether they may."""
    if who is not None and who.role is Role.DEPARTMENT:
        return Act.ANSWER in acts.available(who, row)
    return permits(Act.ANSWER, State(row.facts.state), Role.DEPARTMENT, own=True)
