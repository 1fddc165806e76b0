"""Waves: which cases belong to one, who may define it, and asking all its departments at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from city_hall import Hall, at

from review_app.ledger import registry
from review_app.ledger.errors import StaleRevisionError
from review_app.ledger.model import CaseFacts, QueueQuery
from review_app.workflow import departments, views, waves
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.waves import WaveForm

DUE = date(2026, 12, 10)
VISUAL = WaveForm(name="目視から", labels=("visual",), due_on=DUE)
IN_SCOPE = CaseFacts(state="in_scope")


def of_label(hall: Hall, label: str) -> list[str]:
    rows = views.queue(hall.ledger, "legal", QueueQuery(labels=(label,))).rows
    return [row.case_id for row in rows]


def within(hall: Hall, name: str) -> set[str]:
    wave = next(row for row in waves.waves(hall.ledger, "legal") if row.name == name)
    return {row.case_id for row in views.queue(hall.ledger, "legal", QueueQuery(within=wave)).rows}


def map_all(hall: Hall) -> None:
    keys = registry.ordinance_keys(hall.ledger)
    owners = {keys["公園条例"]: "park", keys["水道規程"]: "water"}
    departments.map_ordinances(hall.ledger, "legal", owners)


def test_a_wave_holds_what_its_filter_covers_and_what_was_asked_under_it(hall: Hall) -> None:
    waves.define(hall.ledger, "legal", VISUAL)
    covered, other = of_label(hall, "visual"), of_label(hall, "posting")[0]
    assert within(hall, "目視から") == set(covered)
    hall.put(covered[0], at("inquiring", wave="別の取組"))
    hall.put(other, at("inquiring", wave="目視から"))
    assert within(hall, "目視から") == {*covered[1:], other}


def test_the_filter_joins_types_departments_and_ordinances(hall: Hall) -> None:
    map_all(hall)
    keys = registry.ordinance_keys(hall.ledger)
    waves.define(
        hall.ledger, "legal", VISUAL.model_copy(update={"name": "水道だけ", "departments": ("water",)})
    )
    waves.define(
        hall.ledger,
        "manager",
        VISUAL.model_copy(update={"name": "公園だけ", "ordinance_keys": (keys["公園条例"],)}),
    )
    assert within(hall, "水道だけ") | within(hall, "公園だけ") == set(of_label(hall, "visual"))
    assert not within(hall, "水道だけ") & within(hall, "公園だけ")


def test_asking_a_wave_asks_each_ordinances_department_until_its_due_date(hall: Hall) -> None:
    map_all(hall)
    waves.define(hall.ledger, "legal", VISUAL)
    for case_id in of_label(hall, "visual"):
        hall.put(case_id, IN_SCOPE)
    plan = waves.plan(hall.ledger, "legal", "目視から")
    assert {key: len(cases) for key, cases in plan.seen.items()} == {"park": 1, "water": 1}
    assert plan.without_department == 0
    outcomes = waves.ask(hall.ledger, "legal", plan)
    assert waves.said(outcomes) == "2件を照会しました。"
    for case_id in of_label(hall, "visual"):
        facts = hall.facts(case_id)
        assert (facts.state, facts.due_on, facts.wave) == ("inquiring", DUE, "目視から")
    assert waves.said(waves.ask(hall.ledger, "legal", plan)).startswith("0件を照会しました。2件は")


def test_a_case_without_department_waits_and_is_counted(hall: Hall) -> None:
    waves.define(hall.ledger, "legal", VISUAL)
    hall.put(of_label(hall, "visual")[0], IN_SCOPE)
    plan = waves.plan(hall.ledger, "manager", "目視から")
    assert (plan.total, plan.without_department) == (0, 1)


def test_progress_counts_states_and_the_overdue(hall: Hall) -> None:
    waves.define(hall.ledger, "legal", VISUAL)
    first, second = of_label(hall, "visual")
    hall.put(first, at("inquiring", wave="目視から", due_on=date(2020, 1, 1)))
    ((row, counts),) = waves.progress(hall.ledger, "manager")
    assert (row.name, counts.by_state, counts.overdue, counts.total) == (
        "目視から",
        {"inquiring": 1, "unreviewed": 1},
        1,
        2,
    )
    assert hall.facts(second).wave == ""


def test_a_changed_wave_is_not_asked_as_it_was_shown(hall: Hall) -> None:
    waves.define(hall.ledger, "legal", VISUAL)
    plan = waves.plan(hall.ledger, "legal", "目視から")
    waves.define(
        hall.ledger, "manager", VISUAL.model_copy(update={"due_on": date(2027, 1, 1)}), plan.wave.revision
    )
    with pytest.raises(InvalidInputError, match="変更されています"):
        waves.ask(hall.ledger, "legal", plan)
    with pytest.raises(StaleRevisionError):
        waves.define(hall.ledger, "legal", VISUAL, plan.wave.revision)


def test_an_ended_wave_leaves_the_lists_and_its_name_stays_taken(hall: Hall) -> None:
    waves.define(hall.ledger, "legal", VISUAL)
    waves.close(hall.ledger, "legal", "目視から", 1)
    assert waves.waves(hall.ledger, "legal") == ()
    with pytest.raises(NotFoundError):
        waves.plan(hall.ledger, "legal", "目視から")
    with pytest.raises(InvalidInputError, match="すでに"):
        waves.define(hall.ledger, "legal", VISUAL)


@pytest.mark.parametrize(
    "wrong",
    [{"labels": ("nothing",)}, {"departments": ("nothing",)}, {"ordinance_keys": ("nothing",)}],
)
def test_a_wave_names_only_what_exists(hall: Hall, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="一覧から"):
        waves.define(hall.ledger, "legal", VISUAL.model_copy(update=wrong))


def test_only_legal_and_manager_plan_waves(hall: Hall) -> None:
    waves.define(hall.ledger, "legal", VISUAL)
    plan = waves.plan(hall.ledger, "legal", "目視から")
    for person in ("park", "water", "admin"):
        assert waves.waves(hall.ledger, person) == ()
        for attempt in (
            lambda who=person: waves.define(hall.ledger, who, VISUAL.model_copy(update={"name": "別"})),
            lambda who=person: waves.define(hall.ledger, who, VISUAL, 1),
            lambda who=person: waves.close(hall.ledger, who, "目視から", 1),
            lambda who=person: waves.progress(hall.ledger, who),
            lambda who=person: waves.plan(hall.ledger, who, "目視から"),
            lambda who=person: waves.ask(hall.ledger, who, plan),
        ):
            count = hall.events()
            with pytest.raises(NotAllowedError):
                attempt()
            assert hall.events() == count


def test_a_wave_widens_nobodys_view(hall: Hall) -> None:
    """The filter is one more condition: the scope of a department stays around it."""
    waves.define(hall.ledger, "legal", VISUAL)
    wave = waves.waves(hall.ledger, "legal")[0]
    case_id = of_label(hall, "visual")[0]
    hall.put(case_id, replace(at("inquiring"), wave="目視から"))
    seen = {
        who: views.queue(hall.ledger, who, QueueQuery(within=wave)).total for who in ("park", "law", "admin")
    }
    assert seen == {"park": 1, "law": 0, "admin": 0}
