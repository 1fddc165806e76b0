"""The pages' door to administration: people, departments and settings, each act authorised in the workflow layer."""

from __future__ import annotations

from pydantic import ValidationError

from review_app.ledger.model import Json
from review_app.pages.desk import Visit
from review_app.workflow import accounts, settings
from review_app.workflow import departments as department_acts
from review_app.workflow.accounts import PersonForm
from review_app.workflow.departments import DepartmentForm
from review_app.workflow.errors import NotAllowedError
from review_app.workflow.messages import invalid_input
from review_app.workflow.model import Role


def person_form(login: str, name: str, role: Role, department_id: str | None) -> PersonForm:
    """Give what was typed of a person, checked; InvalidInputError in Japanese when it cannot be."""
    return accounts.person_form(login, name, role.value, department_id)


def add_person(who: Visit, form: PersonForm) -> str:
    """Register a person and give the generated password."""
    return accounts.add_person(who.ledger, who.person_id, form)


def change_person(who: Visit, form: PersonForm, revision: int) -> None:
    """Change a person as seen at ``revision``."""
    accounts.change_person(who.ledger, who.person_id, form, revision)


def close_person(who: Visit, person_id: str, revision: int) -> None:
    """Close an account."""
    accounts.close_person(who.ledger, who.person_id, person_id, revision)


def reset_password(who: Visit, person_id: str) -> str:
    """Give a person a new generated password."""
    return accounts.reset_password(who.ledger, who.person_id, person_id)


def department_form(values: Json) -> DepartmentForm:
    """Give what was typed of a department, checked; InvalidInputError in Japanese when it cannot be."""
    try:
        return DepartmentForm.model_validate(values)
    except ValidationError as error:
        raise invalid_input(error) from error


def add_department(who: Visit, values: Json) -> None:
    """Register a department."""
    department_acts.add(who.ledger, who.person_id, [department_form(values)])


def change_department(who: Visit, values: Json, revision: int) -> None:
    """Change a department as seen at ``revision``."""
    department_acts.change(who.ledger, who.person_id, department_form(values), revision)


def close_department(who: Visit, department_id: str, revision: int) -> None:
    """Close a department that has no open case."""
    department_acts.close(who.ledger, who.person_id, department_id, revision)


def settings_now(who: Visit) -> dict[str, int]:
    """Give the settings in force; they are no secret, but only administrators have the page."""
    if who.actor.role is not Role.ADMIN:
        raise NotAllowedError("このページを見る権限がありません。")
    values: dict[str, int] = settings.load(who.ledger).model_dump()
    return values


def change_setting(who: Visit, key: str, value: int, seen: int) -> None:
    """Change one setting as seen at revision ``seen``."""
    settings.change(who.ledger, who.person_id, key, value, seen)


def setting_revision(who: Visit, key: str) -> int:
    """Give the revision of one setting."""
    return settings.revision(who.ledger, key)
