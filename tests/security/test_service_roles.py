"""Every service that takes a person, with the roles that may call it; what is not in the table fails the first test.

Acts on cases, reads of cases and drafts have matrices of their own (``test_flow_matrix.py``,
``test_access_matrix.py``); this holds all the rest of ``review_app.workflow``, its classes included.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from city_hall import PAYLOADS, PEOPLE, Hall, build_hall, open_hall

from extractor.learning.lesson import TooLittleError
from review_app import workflow
from review_app.ledger import Ledger
from review_app.ledger.errors import LedgerError
from review_app.workflow import (
    accounts,
    acts,
    alike,
    city_tables,
    class_tables,
    comparing,
    departments,
    following,
    learning,
    lookup,
    missed,
    people,
    picklists,
    preview,
    reorganisation,
    rules,
    sampling,
    settings,
    sheet_layouts,
    together,
    trials,
    waves,
)
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import NotAllowedError, NotFoundError, WorkflowError
from review_app.workflow.intake import Intake
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Missed
from review_app.workflow.people import PersonForm
from review_app.workflow.reorganisation import Reorganise
from review_app.workflow.sampling import Draw, Judgement
from review_app.workflow.waves import WaveForm

# Modules whose every function stands in another matrix, and what all of them are built of.
ELSEWHERE = ("views.", "exporting.", "drafts.", "actors.", "acts.")
EVERYBODY = "legal manager department admin"
Call = Callable[[Ledger, str], object]

NEWCOMER = PersonForm.model_construct(login="newcomer", name="新", role="legal", department_id=None)
WAVE = WaveForm(name="取組", due_on=date(2027, 1, 1))
BUREAU = departments.form("new", "新しい課")
SERVICES: dict[str, tuple[str, Call]] = {
    "alike.decide_alike": (EVERYBODY, lambda led, who: alike.decide_alike(led, who, "0" * 16)),
    "alike.similar_cases": (EVERYBODY, lambda led, who: alike.similar_cases(led, who, "0" * 16)),
    "city_tables.require": ("legal admin", city_tables.require),
    "city_tables.store": ("legal admin", lambda led, who: city_tables.store(led, who, "made_up", None, 0)),
    "class_tables.categories": ("legal admin", class_tables.categories),
    "class_tables.change_categories": (
        "legal admin",
        lambda led, who: class_tables.change_categories(led, who, {}, 0),
    ),
    "class_tables.change_phases": (
        "legal admin",
        lambda led, who: class_tables.change_phases(led, who, {}, 0),
    ),
    "class_tables.phases": ("legal admin", class_tables.phases),
    "class_tables.reset": ("legal admin", lambda led, who: class_tables.reset(led, who, "phase", 0)),
    "comparing.compare": ("legal manager", lambda led, who: comparing.compare(led, who, 1, 1)),
    "comparing.compare_named": (
        "legal manager",
        lambda led, who: comparing.compare_named(led, who, "第1版", "第1版"),
    ),
    "comparing.keep_renumbered": (EVERYBODY, lambda led, who: comparing.keep_renumbered(led, who, [])),
    "comparing.stamp": (EVERYBODY, comparing.stamp),
    "departments.add": ("admin", lambda led, who: departments.add(led, who, [BUREAU])),
    "departments.change": ("admin", lambda led, who: departments.change(led, who, BUREAU, 1)),
    "departments.close": ("admin", lambda led, who: departments.close(led, who, "law", 1)),
    "departments.map_ordinances": (
        "legal manager admin",
        lambda led, who: departments.map_ordinances(led, who, {}),
    ),
    "departments.require_mapper": (
        "legal manager admin",
        departments.require_mapper,
    ),
    "following.following": (EVERYBODY, following.following),
    "learning.forget": ("legal admin", learning.forget),
    "learning.from_decisions": ("legal admin", learning.from_decisions),
    "lookup.classifications": (EVERYBODY, lookup.classifications),
    "lookup.look_up": (EVERYBODY, lambda led, who: lookup.look_up(led, who, "点検", limit=1, offset=0)),
    "missed.add_missed": (
        "legal",
        lambda led, who: missed.add_missed(
            led, who, Missed(clause_id=1, label="media", start=0, end=1, reason="漏れ")
        ),
    ),
    "missed.proposals": ("legal", missed.proposals),
    "people.add_person": ("admin", lambda led, who: people.add_person(led, who, NEWCOMER)),
    "people.change_person": ("admin", lambda led, who: people.change_person(led, who, NEWCOMER, 1)),
    "people.close_person": ("admin", lambda led, who: people.close_person(led, who, "legal2", 1)),
    "people.reset_password": ("admin", lambda led, who: people.reset_password(led, who, "legal2")),
    "people.change_password": (EVERYBODY, lambda led, who: people.change_password(led, who, "wrong", "new")),
    "picklists.change": ("legal admin", lambda led, who: picklists.change(led, who, "tags", [], 0)),
    "picklists.entries": ("legal admin", lambda led, who: picklists.entries(led, who, "tags")),
    "preview.preview_paths": ("legal", lambda led, who: preview.preview_paths(led, who, [])),
    "reorganisation.preview": ("admin", lambda led, who: reorganisation.preview(led, who, "law")),
    "reorganisation.reorganise": (
        "admin",
        lambda led, who: reorganisation.reorganise(
            led, who, Reorganise(department_id="law", into="park", reason="統合"), "mark"
        ),
    ),
    "rules.overview": ("legal admin", rules.overview),
    "rules.switch": (
        "legal admin",
        lambda led, who: rules.switch(led, who, "made-up", 0, off=True, reason="合わない"),
    ),
    "sampling.draw": (
        "legal",
        lambda led, who: sampling.draw(led, who, Draw(name="標本", size=2, judges=("legal", "legal2"))),
    ),
    "sampling.items": ("legal", lambda led, who: sampling.items(led, who, "made-up")),
    "sampling.judge": (
        "legal",
        lambda led, who: sampling.judge(led, who, "made-up", "0", Judgement(choice="in_scope")),
    ),
    "sampling.judges": ("legal", sampling.judges),
    "sampling.result": ("legal", lambda led, who: sampling.result(led, who, "made-up")),
    "sampling.samples": ("legal", sampling.samples),
    "sampling.waiting": (EVERYBODY, sampling.waiting),
    "settings.change": ("admin", lambda led, who: settings.change(led, who, "lockout_failures", 3, 0)),
    "sheet_layouts.keep": ("legal admin", lambda led, who: sheet_layouts.keep(led, who, None, 0)),
    "sheet_layouts.shown": ("legal admin", sheet_layouts.shown),
    "together.perform_all": (EVERYBODY, lambda led, who: together.perform_all(led, who, Act.COMMENT, [])),
    "together.rehearse": (EVERYBODY, lambda led, who: together.rehearse(led, who, Act.COMMENT, [])),
    "trials.tried_proposals": (
        "legal",
        lambda led, who: trials.tried_proposals(led, who, limit=1, offset=0),
    ),
    "trials.try_sentence": ("legal admin", lambda led, who: trials.try_sentence(led, who, "点検する。")),
    "waves.ask": ("legal manager", lambda led, who: waves.ask(led, who, waves.plan(led, who, "made-up"))),
    "waves.close": ("legal manager", lambda led, who: waves.close(led, who, "made-up", 1)),
    "waves.define": (
        "legal manager",
        lambda led, who: waves.define(led, who, WAVE),
    ),
    "waves.plan": ("legal manager", lambda led, who: waves.plan(led, who, "made-up")),
    "waves.progress": ("legal manager", waves.progress),
    "waves.waves": (EVERYBODY, waves.waves),
}
# The import belongs to the server: its calls name the person like the functions above.
INTAKE: dict[str, Callable[[Intake, str], object]] = {
    "status": lambda intake, who: intake.status(who),
    "waiting": lambda intake, who: intake.waiting(who),
    "ticket": lambda intake, who: intake.ticket(who),
    "receive": lambda intake, who: intake.receive(who, 0).__enter__(),
    "start": lambda intake, who: intake.start(who, "版"),
    "extract": lambda intake, who: intake.extract(who),
    "stop": lambda intake, who: intake.stop(who),
    "drop": lambda intake, who: intake.drop(who),
}
ONE_OF_EACH = ("legal", "manager", "admin", "park", "water", "law")
STRANGERS = ("nobody", "closed", "", "' OR 1=1 --", "\0")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hall")
    build_hall(folder)
    with open_hall(folder) as hall:
        accounts.add_person(hall.ledger, SYSTEM, accounts.person_form("closed", "閉", "admin", None))
        accounts.close_person(hall.ledger, SYSTEM, "closed", 1)
    return folder / "tenken.duckdb"


@pytest.fixture
def hall(built: Path, tmp_path: Path) -> Iterator[Hall]:
    shutil.copy(built, tmp_path)
    with open_hall(tmp_path) as opened:
        yield opened


def services() -> set[str]:
    """Every public function of the workflow that takes a person, as ``module.function``."""
    found = set()
    for info in pkgutil.iter_modules(workflow.__path__):
        module = importlib.import_module(f"review_app.workflow.{info.name}")
        for name, value in inspect.getmembers(module, inspect.isfunction):
            own = value.__module__ == module.__name__ and not name.startswith("_")
            if own and {"person_id", "actor_id"} & set(inspect.signature(value).parameters):
                found.add(f"{info.name}.{name}")
    return {name for name in found if not name.startswith(ELSEWHERE)}


def test_every_service_has_its_roles_in_the_table() -> None:
    """Whoever adds a service says here who may call it."""
    assert services() == set(SERVICES)
    calls = {
        name
        for name, value in inspect.getmembers(Intake, inspect.isfunction)
        if not name.startswith("_") and "person_id" in inspect.signature(value).parameters
    }
    assert calls == {*INTAKE, "admits"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_refuses_every_other_role_and_writes_nothing(hall: Hall, name: str) -> None:
    """Refused as not allowed or not there; those in the table are not refused for their role."""
    roles, call = SERVICES[name]
    before = hall.events()
    for who in ONE_OF_EACH:
        if PEOPLE[who][0] not in roles.split():
            with pytest.raises((NotAllowedError, NotFoundError)):
                call(hall.ledger, who)
    assert hall.events() == before
    for who in ONE_OF_EACH:
        if PEOPLE[who][0] in roles.split():
            refusal = refused(lambda who=who: call(hall.ledger, who))  # type: ignore[misc]
            assert not isinstance(refusal, NotAllowedError), (who, refusal)


def test_what_everybody_may_ask_tells_the_others_nothing(hall: Hall) -> None:
    """Counts and lists on pages that all share are empty for those they are not for."""
    waves.define(hall.ledger, "manager", WAVE)
    sampling.draw(hall.ledger, "legal", Draw(name="標本", size=2, judges=("legal", "legal2")))
    for who in ONE_OF_EACH:
        planner = PEOPLE[who][0] in ("legal", "manager")
        assert bool(waves.waves(hall.ledger, who)) is planner, who
        assert bool(sampling.waiting(hall.ledger, who)) is (who == "legal"), who


@pytest.mark.parametrize("who", ["admin", "park", "law"])
def test_a_foreign_case_is_not_found_by_what_looks_for_its_like(hall: Hall, who: str) -> None:
    """The same as for a case that does not exist: neither its text nor its like is told."""
    for call in (alike.similar_cases, alike.decide_alike):
        with pytest.raises(NotFoundError):
            call(hall.ledger, who, hall.case_ids[0])


def refused(call: Callable[[], object]) -> Exception | None:
    """What a call by somebody who may refuses for another reason (made-up ids, a stale revision)."""
    try:
        call()
    except (WorkflowError, LedgerError, TooLittleError, ValueError) as error:
        return error
    return None


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_is_not_registered_now_is_refused_by_every_service(hall: Hall, stranger: str) -> None:
    """Unknown, closed (an administrator once) and made-up people."""
    before = hall.events()
    for name, (_, call) in SERVICES.items():
        with pytest.raises(WorkflowError):
            assert call(hall.ledger, stranger) is None, name
    assert hall.events() == before


@pytest.mark.parametrize("name", INTAKE)
def test_the_import_is_for_legal_alone(hall: Hall, name: str) -> None:
    intake = Intake(hall.ledger)
    for who in (*(one for one in ONE_OF_EACH if one != "legal"), *STRANGERS):
        with pytest.raises((NotAllowedError, NotFoundError)):
            INTAKE[name](intake, who)
    intake.close()


def test_a_role_taken_away_is_gone_at_the_next_call(hall: Hall) -> None:
    """Nothing remembers a role: the same person, the same call, one changed line in the ledger between."""
    legal = "legal2"
    assert rules.overview(hall.ledger, legal)
    changed = accounts.person_form(legal, legal, "department", "law")
    accounts.change_person(hall.ledger, SYSTEM, changed, 1)
    for name, (roles, call) in SERVICES.items():
        if roles.startswith("legal") and roles != EVERYBODY:
            with pytest.raises((NotAllowedError, NotFoundError)):
                assert call(hall.ledger, legal) is None, name
    with pytest.raises(NotFoundError):
        acts.perform(hall.ledger, legal, Act.CONFIRM, hall.case_ids[0], 0, PAYLOADS[Act.CONFIRM])
    with suppress(WorkflowError):
        accounts.close_person(hall.ledger, SYSTEM, legal, 2)
    with pytest.raises(NotFoundError):
        rules.overview(hall.ledger, legal)
