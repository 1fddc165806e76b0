"""Departments, the map of ordinances, and who may read what."""

from __future__ import annotations

import pytest
from city_hall import Hall, at

from review_app.ledger import registry
from review_app.ledger.audit_rows import AuditQuery
from review_app.ledger.model import QueueQuery
from review_app.workflow import departments, views
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError


def test_a_department_with_open_cases_cannot_be_closed(hall: Hall) -> None:
    hall.put(hall.case_ids[0], at("decided"))
    with pytest.raises(InvalidInputError, match="1件"):
        departments.close(hall.ledger, "admin", "park", 1)
    hall.put(hall.case_ids[0], at("completed"))
    departments.close(hall.ledger, "admin", "park", 1)
    assert [row.department_id for row in views.departments(hall.ledger, "legal")] == ["law", "water"]
    assert len(views.departments(hall.ledger, "legal", closed=True)) == 3


def test_departments_are_registered_all_or_none(hall: Hall) -> None:
    forms = [departments.form("new", "新課"), departments.form("park", "公園課")]
    with pytest.raises(InvalidInputError, match="park"):
        departments.add(hall.ledger, "admin", forms)
    assert registry.department(hall.ledger, "new") is None
    for person in ("legal", "manager", "park"):
        with pytest.raises(NotAllowedError):
            departments.add(hall.ledger, person, forms[:1])


def test_the_map_is_changed_by_those_who_assign_and_only_to_what_exists(hall: Hall) -> None:
    keys = registry.ordinance_keys(hall.ledger)
    owners = {keys["公園条例"]: "park", keys["水道規程"]: "water"}
    assert departments.map_ordinances(hall.ledger, "legal", owners) == 2
    assert departments.map_ordinances(hall.ledger, "legal", owners) == 0
    with pytest.raises(InvalidInputError):
        departments.map_ordinances(hall.ledger, "legal", {keys["公園条例"]: "none"})
    with pytest.raises(NotAllowedError):
        departments.map_ordinances(hall.ledger, "park", owners)
    page = views.queue(hall.ledger, "legal", QueueQuery(departments=("water",)))
    assert {row.proposed_department_id for row in page.rows} == {"water"}


READS = {
    "people": lambda hall, person: views.people(hall.ledger, person),
    "audit": lambda hall, person: views.audit(hall.ledger, person, AuditQuery()),
    "audited": lambda hall, person: views.audited(
        hall.ledger, person, views.audit(hall.ledger, "admin", AuditQuery())
    ),
}


@pytest.mark.parametrize(
    ("read", "allowed"),
    [("people", "admin manager legal"), ("audit", "admin manager"), ("audited", "admin manager")],
)
def test_people_and_audit_are_read_only_by_those_who_may(hall: Hall, read: str, allowed: str) -> None:
    for person in ("admin", "manager", "legal", "park"):
        if person in allowed.split():
            READS[read](hall, person)
        else:
            with pytest.raises(NotAllowedError):
                READS[read](hall, person)


def test_a_foreign_and_a_made_up_case_answer_alike(hall: Hall) -> None:
    hall.put(hall.case_ids[0], at("inquiring"))
    for person in ("law", "admin"):
        said = set()
        for case_id in (hall.case_ids[0], hall.case_ids[1], "f" * 16, "' OR 1=1 --", ""):
            with pytest.raises(NotFoundError) as refused:
                views.case(hall.ledger, person, case_id)
            said.add(str(refused.value))
        assert len(said) == 1
        assert views.queue(hall.ledger, person, QueueQuery()).total == 0


def test_the_audit_log_shows_every_event_but_no_password(hall: Hall) -> None:
    page = views.audit(hall.ledger, "admin", AuditQuery(limit=1000))
    assert page.total == len(page.rows) == hall.events()
    assert all("password_hash" not in row.payload for row in page.rows)
    only = views.audit(
        hall.ledger, "admin", AuditQuery(subject="person:", act="add_person", person_id="system")
    )
    assert {row.subject.split(":")[0] for row in only.rows} == {"person"}


def test_an_event_on_a_case_is_told_by_the_place_of_its_clause(hall: Hall) -> None:
    case_id = hall.case_ids[0]
    hall.put(case_id, at("inquiring"))
    row = views.queue(hall.ledger, "legal", QueueQuery(states=("inquiring",))).rows[0]
    page = views.audit(hall.ledger, "admin", AuditQuery(subject="case:"))
    told = views.audited(hall.ledger, "admin", page)
    assert told[f"case:{case_id}"] == (row.ordinance_title, row.locator, row.label)
    assert (
        views.audited(hall.ledger, "admin", views.audit(hall.ledger, "admin", AuditQuery(act="none"))) == {}
    )
