"""A page refuses by itself who may not see it, even when it is reached without the menu."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from review_app.ledger import Ledger
from review_app.pages import services
from review_app.workflow import accounts, departments, sessions
from review_app.workflow.actors import SYSTEM
from review_app.workflow.departments import DepartmentForm
from review_app.workflow.intake import Intake
from review_app.workflow.model import Actor

PASSWORD = "Minato-9281-kawa"


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script as ``__main__``, which a process spawned by a later test would run: put it back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A ledger with a person of each role; gives their session tokens."""
    with Ledger.open(tmp_path_factory.mktemp("hall") / "hall.duckdb") as ledger:
        departments.add(ledger, SYSTEM, [DepartmentForm(department_id="kouen", name="公園緑地課")])
        tokens = {}
        for role, department in (
            ("legal", None),
            ("department", "kouen"),
            ("manager", None),
            ("admin", None),
        ):
            first = accounts.add_person(
                ledger, SYSTEM, accounts.person_form(f"{role}1", role, role, department)
            )
            accounts.change_password(ledger, f"{role}1", first, PASSWORD)
            tokens[role] = accounts.sign_in(ledger, f"{role}1", PASSWORD, ledger.now(), "test").session_token

        def resolve(token: str) -> Actor | None:
            return sessions.resolve(ledger, token, ledger.now())

        services.install(services.Services(ledger, resolve, resolve, Intake(ledger)))
        yield tokens


PAGES = {
    "people": "admin.people_page",
    "settings": "settings.page",
    "audit": "audit.page",
    "triage": "triage.page",
}


def run(page: str, person: str, token: str) -> AppTest:
    script = f"from review_app.pages import admin, audit, settings, triage\n{PAGES[page]}()"
    app = AppTest.from_string(script, default_timeout=30)
    app.user = {"person": person, "session": token}
    return app.run()


REFUSED = "表示できません"


@pytest.mark.parametrize(
    ("page", "role", "allowed"),
    [
        ("people", "admin", True),
        ("people", "department", False),
        ("settings", "admin", True),
        ("settings", "legal", True),
        ("settings", "manager", False),
        ("settings", "department", False),
        ("audit", "manager", True),
        ("audit", "admin", True),
        ("audit", "legal", False),
        ("audit", "department", False),
    ],
)
def test_who_may_see_a_page_is_decided_below_it(
    hall: dict[str, str], page: str, role: str, allowed: bool
) -> None:
    app = run(page, f"{role}1", hall[role])
    assert not app.exception
    assert (REFUSED not in html(app)) is allowed


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_legal_affairs_set_tables_but_not_the_rules_of_signing_in(hall: dict[str, str]) -> None:
    assert "ログインとパスワード" not in [tab.label for tab in run("settings", "legal1", hall["legal"]).tabs]
    assert "ログインとパスワード" in [tab.label for tab in run("settings", "admin1", hall["admin"]).tabs]


@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize("token", ["", "guess"])
def test_without_a_live_session_a_page_shows_only_the_way_to_sign_in(token: str) -> None:
    app = run("triage", "legal1", token)
    assert "ログインの有効期限が切れました" in html(app)
    assert not app.button


def test_a_session_of_one_person_is_no_session_of_another(hall: dict[str, str]) -> None:
    app = run("people", "admin1", hall["department"])
    assert "ログインの有効期限が切れました" in html(app)


def test_an_empty_queue_says_what_to_do(hall: dict[str, str]) -> None:
    app = run("triage", "legal1", hall["legal"])
    assert not app.exception
    assert "該当する案件はありません" in html(app)
