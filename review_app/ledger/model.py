"""What the ledger gives back: plain frozen rows, one class per question asked of it.

Ids: ``case_id`` is a 16-digit hex string that stays the same across editions (ordinance key + locator +
label); ``ordinance_id`` and ``clause_id`` are integers of one edition; ``department_id`` and ``person_id``
are the strings chosen when they were registered. Times are naive UTC ``datetime``; hours are hours a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from review_app.ledger.wave import WaveRow

Json = dict[str, Any]
SortKey = Literal["score", "ordinance", "due", "updated", "label", "department", "state"]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the last event of a case says of it: the columns that lists filter and sort on (案件の現在).

    ``department_id`` is the one accountable 所管課 (None before assignment); ``assignee_id`` the person a
    sent-back case returns to; ``consulted`` the departments of 合議; ``yearly_cases`` the 年間件数;
    ``answer`` the whole last answer (``workflow.payloads.Answer`` as JSON) or None. ``joined`` are the cases
    decided together with this one, ``joined_to`` the one this is decided with; one of the two is always empty.
    """

    state: str = "unreviewed"
    department_id: str | None = None
    assignee_id: str | None = None
    consulted: tuple[str, ...] = ()
    due_on: date | None = None
    wave: str = ""
    policy: str = ""
    needs_review: bool | None = None
    phase_target: int | None = None
    planned_on: date | None = None
    completed_on: date | None = None
    yearly_cases: int | None = None
    hours_staff: float = 0.0
    hours_citizen: float = 0.0
    tags: tuple[str, ...] = ()
    answer: Json | None = None
    joined_to: str | None = None
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a queue. ``text`` is the clause's whole text; ``revision`` is 0 while nobody has acted.

    ``proposed_department_id`` comes from the ordinance → department map; ``spans`` is a list of
    ``{start, end, text, rule}`` into ``text``; ``current`` is False when the last extraction no longer
    finds it. ``score`` is the extractor's; ``likelihood`` (0-1) is what is shown and ordered by: what was learned
    from decisions makes of it, the same as long as nothing was.
    """

    case_id: str
    revision: int
    label: str
    origin: str
    current: bool
    score: float
    likelihood: float
    phase_now: int | None
    category: str
    modality: str
    flags: tuple[str, ...]
    spans: tuple[Json, ...]
    ordinance_id: int
    ordinance_key: str
    ordinance_title: str
    ordinance_number: str
    ordinance_kind: str
    clause_id: int
    locator: str
    caption: str
    text: str
    proposed_department_id: str | None
    updated_at: datetime | None
    updated_by: str
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What a queue shows: filters are joined by AND, the values inside one filter by OR; empty means any.

    ``departments`` matches the accountable department; with ``proposed`` True also the proposed one of a
    case not yet assigned. ``text`` is looked for in title, locator and clause text, literally.
    ``due_before`` keeps open cases due before that day. ``wave`` is the name a case was asked under,
    ``within`` a wave as defined, with the cases it still has to ask. ``joined`` gives the clauses joined to another
    case as rows of their own, which a queue does not. ``limit`` is at most 500.
    """

    labels: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    proposed: bool = True
    ordinance_key: str | None = None
    score_min: float = 0.0
    score_max: float = 1.0
    text: str = ""
    wave: str | None = None
    within: WaveRow | None = None
    policy: str | None = None
    origin: str | None = None
    due_before: date | None = None
    returned_to: str | None = None
    joined: bool = False
    sort: SortKey = "ordinance"
    descending: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter with the number of cases it would give (under all *other* filters)."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a queue: its rows, the total behind it, facets by
    ``label|state|department|ordinance|wave``.

    The ``ordinance`` facet's value is the ordinance key, its label the title; at most 200 values a facet.
    """

    rows: tuple[CaseRow, ...]
    total: int
    facets: dict[str, tuple[Facet, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A case drawn on a clause in the reader."""

    case_id: str
    label: str
    score: float
    state: str
    spans: tuple[Json, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause as imported, in document order, with the cases on it that the reader may see."""

    clause_id: int
    ordinance_id: int
    position: int
    part: str
    locator: str
    article: str | None
    paragraph: str | None
    items: tuple[str, ...]
    caption: str
    headings: tuple[str, ...]
    lead: tuple[str, ...]
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What the extractor said (the last time it found this case).

    ``frequency`` and ``authority`` are the JSON forms of the extractor's dataclasses; ``rules_hash`` and
    ``models`` tell with what it was found.
    """

    candidate_id: int
    label: str
    score: float
    rules: tuple[str, ...]
    spans: tuple[Json, ...]
    modality: str
    frequency: Json | None
    digital_alternative: tuple[Json, ...]
    authority: Json
    phase: int | None
    category: str
    flags: tuple[str, ...]
    explanation: str
    rules_hash: str
    models: Json


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event of a case's timeline (経過). ``payload`` holds what the act carried (reason, comment,
    answer ...).
    """

    revision: int
    occurred_at: datetime
    person_id: str
    person_name: str
    role: str
    department_id: str | None
    act: str
    payload: Json
    source: str
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything one screen says of a case. ``siblings`` are the other cases on the same clause."""

    row: CaseRow
    clause: ClauseRow
    candidate: CandidateRow | None
    siblings: tuple[Mark, ...]
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class OrdinanceRow:
    """One ordinance of an edition. ``path`` is the 体系 (folders or the collection's own outline),
    outermost first.
    """

    ordinance_id: int
    ordinance_key: str
    edition_id: int
    source: str
    title: str
    number: str
    kind: str
    promulgated: str
    promulgated_on: date | None
    path: tuple[str, ...]
    notes: tuple[str, ...]
    clause_count: int
    case_count: int
    department_id: str | None


@dataclass(frozen=True, slots=True)
class OrdinancePage:
    """One page of the list of ordinances and the total behind it."""

    rows: tuple[OrdinanceRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OrdinanceText:
    """An ordinance in full for the reader: all clauses in order, each with its marks."""

    ordinance: OrdinanceRow
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition (版) with what it holds."""

    edition_id: int
    name: str
    created_at: datetime
    ordinances: int
    clauses: int


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department (所管課); ``bureau`` is its 部局. ``revision`` is needed to change it."""

    department_id: str
    name: str
    bureau: str
    position: int
    active: bool
    revision: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with an account, without any credential. ``person_id`` is also the sign-in name (利用者ID)."""

    person_id: str
    name: str
    role: str
    department_id: str | None
    active: bool
    must_change: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases a query may touch; it is part of every query's WHERE, and the default is nobody's.

    ``everything`` for legal and manager; otherwise the cases a department is accountable for or consulted on.
    """

    everything: bool = False
    department_id: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the ledger holds: shown by ``verify`` and compared after a backup."""

    rows: dict[str, int] = field(default_factory=dict)
