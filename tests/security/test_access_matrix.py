"""Who sees what: every read x role x department x state, generated, denied unless said here.

The acts have their matrix in ``tests/workflow/test_flow_matrix.py``; this is the reading side. A new read in
the service layer fails the first test until it is placed in one of the tables below.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from city_hall import PAYLOADS, PEOPLE, Hall, at, build_hall, open_hall

from review_app.ledger import Ledger
from review_app.ledger.audit_rows import AuditQuery
from review_app.ledger.model import QueueQuery
from review_app.workflow import accounts, acts, drafts, exporting, views
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import NotAllowedError, NotFoundError, WorkflowError
from review_app.workflow.machine import Act, State

ALL = QueueQuery(limit=500)
ALL_SEEN = ("legal", "manager")  # roles
DEPARTMENTS = ("park", "park2", "water")  # accountable (twice) and consulted

# Each read that tells of cases: what it gives as the set of case ids.
READS: dict[str, Callable[[Hall, str], set[str]]] = {
    "views.queue": lambda hall, who: {row.case_id for row in views.queue(hall.ledger, who, ALL).rows},
    "views.queue_keys": lambda hall, who: {key for key, _ in views.queue_keys(hall.ledger, who, ALL)},
    "views.queue_all": lambda hall, who: {row.case_id for row in views.queue_all(hall.ledger, who, ALL)},
    "views.case": lambda hall, who: {
        key for key in hall.case_ids if found(views.case, hall.ledger, who, key)
    },
    "views.places": lambda hall, who: {row.case_id for row in views.places(hall.ledger, who, hall.case_ids)},
    "views.ordinance": lambda hall, who: {
        mark.case_id
        for number in (1, 2)
        for clause in views.ordinance(hall.ledger, who, number).clauses
        for mark in clause.marks
    },
    "exporting.material": lambda hall, who: {
        case.row.case_id for case in exporting.material(hall.ledger, who, ALL).cases
    },
    "exporting.find": lambda hall, who: set(exporting.find(hall.ledger, who, hall.case_ids)),
    "drafts.save": lambda hall, who: {key for key in hall.case_ids if found(save, hall.ledger, who, key)},
}
# Reads that give sums over the cases: they must add up to what is seen.
SUMS: dict[str, Callable[[Hall, str], int]] = {
    "views.queue": lambda hall, who: views.queue(hall.ledger, who, ALL).total,
    "views.progress": lambda hall, who: sum(cell.cases for cell in views.progress(hall.ledger, who).cells),
    "views.work": lambda hall, who: sum(views.work(hall.ledger, who).by_state.values()),
    "exporting.progress": lambda hall, who: sum(
        cell.cases for cell in exporting.progress(hall.ledger, who).cells
    ),
}
# Reads that tell of no case, with the roles that may have them.
OTHERS: dict[str, tuple[str, Callable[[Ledger, str], object]]] = {
    "views.actor": ("legal manager department admin", views.actor),
    "views.departments": ("legal manager department admin", views.departments),
    "views.editions": ("legal manager department admin", views.editions),
    "views.ordinances": ("legal manager department admin", views.ordinances),
    "views.people": ("legal manager admin", views.people),
    "views.audit": ("manager admin", lambda ledger, who: views.audit(ledger, who, AuditQuery())),
    "views.audited": (
        "manager admin",
        lambda ledger, who: views.audited(ledger, who, views.audit(ledger, "admin", AuditQuery(limit=1))),
    ),
    "exporting.reader": ("legal manager department", exporting.reader),
    "exporting.public_material": ("legal manager", exporting.public_material),
}
MADE_UP = [
    "0" * 16,
    "",
    "' OR 1=1 --",
    "../../etc/passwd",
    "case:",
    "\0",
    "\u202e" * 16,
    "x" * 10_000,
    "１" * 16,
]


def found(read: Callable[[Ledger, str, str], object], ledger: Ledger, who: str, case_id: str) -> bool:
    """Whether a read of one case finds it."""
    try:
        read(ledger, who, case_id)
    except NotFoundError:
        return False
    return True


def words(read: Callable[[Ledger, str, str], object], ledger: Ledger, who: str, case_id: str) -> str:
    """What a read of one case says when it does not find it."""
    with pytest.raises(NotFoundError) as refused:
        read(ledger, who, case_id)
    return str(refused.value)


def save(ledger: Ledger, who: str, case_id: str) -> None:
    drafts.save(ledger, who, case_id, {"practice": "x"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person must see of the five cases, of which the first has come to a department."""

    who: str
    cases: frozenset[str]


def expected(hall: Hall) -> Iterator[Seen]:
    for who in ("legal", "manager", "admin", "park", "water", "law"):  # one of each kind
        own = frozenset(hall.case_ids[:1]) if who in DEPARTMENTS else frozenset()
        yield Seen(who, frozenset(hall.case_ids) if PEOPLE[who][0] in ALL_SEEN else own)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hall")
    build_hall(folder)
    return folder / "tenken.duckdb"


@pytest.fixture
def hall(built: Path, tmp_path: Path) -> Iterator[Hall]:
    shutil.copy(built, tmp_path)
    with open_hall(tmp_path) as opened:
        yield opened


def reads_of(module: ModuleType) -> set[str]:
    """The public functions of a module that take a person, as ``module.function``."""
    name = module.__name__.rpartition(".")[2]
    return {
        f"{name}.{function}"
        for function, value in inspect.getmembers(module, inspect.isfunction)
        if value.__module__ == module.__name__
        and not function.startswith("_")
        and "person_id" in inspect.signature(value).parameters
    }


def test_every_read_of_the_service_layer_has_its_place_in_the_matrix() -> None:
    """Whoever adds a read says here who may have it."""
    assert reads_of(views) | reads_of(exporting) == {*READS, *SUMS, *OTHERS} - {"drafts.save"}


@pytest.mark.parametrize("state", [state.value for state in State])
def test_each_person_sees_exactly_their_cases_through_every_read(hall: Hall, state: str) -> None:
    """Legal and managers all, a department its own and those it is heard on, others none; sums agree."""
    hall.put(hall.case_ids[0], at(state))
    for seen in expected(hall):
        for name, read in READS.items():
            if seen.who == "admin" and name.startswith("exporting."):
                with pytest.raises(NotAllowedError):
                    read(hall, seen.who)
            else:
                assert read(hall, seen.who) == seen.cases, (name, seen.who)
        for name, total in SUMS.items():
            if seen.who != "admin" or name.startswith("views."):
                assert total(hall, seen.who) == len(seen.cases), (name, seen.who)


@pytest.mark.parametrize("who", PEOPLE)
def test_reads_that_tell_of_no_case_go_by_the_role(hall: Hall, who: str) -> None:
    """A refusal is one for the role, and says nothing of what is there."""
    role = PEOPLE[who][0]
    for name, (roles, read) in OTHERS.items():
        if role in roles.split():
            read(hall.ledger, who)
        else:
            with pytest.raises(NotAllowedError):
                read(hall.ledger, who)
            assert name


@pytest.mark.parametrize("stranger", ["nobody", "closed", "", "' OR 1=1 --", "\0"])
def test_who_is_not_registered_now_reads_nothing(hall: Hall, stranger: str) -> None:
    """Unknown, closed and made-up people are refused by every read and by an act."""
    form = accounts.person_form("closed", "閉", "legal", None)
    accounts.add_person(hall.ledger, SYSTEM, form)
    accounts.close_person(hall.ledger, SYSTEM, "closed", 1)
    for name in ("views.case", "drafts.save", "exporting.find"):
        with suppress(WorkflowError):
            assert READS[name](hall, stranger) == set(), name
    for name in ({*READS} - {"views.case", "drafts.save"}) | {*SUMS}:
        with pytest.raises(WorkflowError):
            (SUMS.get(name) or READS[name])(hall, stranger)
    for _, read in OTHERS.values():
        with pytest.raises(WorkflowError):
            read(hall.ledger, stranger)
    with pytest.raises(WorkflowError):
        acts.perform(hall.ledger, stranger, Act.CONFIRM, hall.case_ids[0], 0, PAYLOADS[Act.CONFIRM])


@pytest.mark.parametrize("made_up", MADE_UP)
@pytest.mark.parametrize("who", ["legal", "park", "law", "admin"])
def test_a_foreign_case_and_one_that_does_not_exist_answer_alike(hall: Hall, who: str, made_up: str) -> None:
    """Same class, same words, for reading, acting, drafting and bulk acts."""
    hall.put(hall.case_ids[0], at("inquiring"))
    ids = [made_up] if who == "legal" else [made_up, hall.case_ids[4]]
    said = set()
    for case_id in ids:
        said |= {words(read, hall.ledger, who, case_id) for read in (views.case, save)}
        with pytest.raises(NotFoundError) as refused:
            acts.perform(hall.ledger, who, Act.COMMENT, case_id, 0, PAYLOADS[Act.COMMENT])
        (outcome,) = acts.perform_many(hall.ledger, who, Act.COMMENT, [(case_id, 0)], PAYLOADS[Act.COMMENT])
        said |= {str(refused.value), outcome.error}
    assert said == {str(NotFoundError())}
