"""Accounts (利用者と認証) in one place, for the sign-in pages and the administration."""

from review_app.ledger.registry import has_people
from review_app.workflow.people import (
    PersonForm,
    add_person,
    change_password,
    change_person,
    close_person,
    first_administrator,
    person_form,
    reset_password,
)
from review_app.workflow.signin import SignedIn, sign_in, sign_in_by_provider

__all__ = [
    "PersonForm",
    "SignedIn",
    "add_person",
    "change_password",
    "change_person",
    "close_person",
    "first_administrator",
    "has_people",
    "person_form",
    "reset_password",
    "sign_in",
    "sign_in_by_provider",
]
