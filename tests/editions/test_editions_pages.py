"""What the pages show of a case after a repeal: it is closed, and its history tells why."""

from __future__ import annotations

import sys

import pytest
from city_hall import Hall, at
from ledger_maker import AUTHOR, PARK, extract, load
from streamlit.testing.v1 import AppTest

from review_app.pages import services
from review_app.workflow import accounts, editions, sessions
from review_app.workflow.actors import SYSTEM
from review_app.workflow.intake import Intake
from review_app.workflow.model import Actor

PASSWORD = "Minato-9281-kawa"


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script as ``__main__``, which a process spawned by a later test would run: put it back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def token(hall: Hall) -> str:
    """A session of legal affairs, and the services that the server gives the pages."""

    def resolve(given: str) -> Actor | None:
        return sessions.resolve(hall.ledger, given, hall.ledger.now())

    services.install(services.Services(hall.ledger, resolve, resolve, Intake(hall.ledger)))
    first = accounts.reset_password(hall.ledger, SYSTEM, "legal")
    accounts.change_password(hall.ledger, "legal", first, PASSWORD)
    return accounts.sign_in(hall.ledger, "legal", PASSWORD, hall.ledger.now(), "test").session_token


def draw() -> None:
    from review_app.pages import guard, triage  # noqa: PLC0415 - AppTest runs this function's text alone

    guard.begin_page()
    triage.page()


@pytest.mark.parametrize("linked", [False, True])
def test_a_case_closed_by_a_repeal_shows_its_history_in_triage(hall: Hall, token: str, linked: bool) -> None:
    closed = hall.case_ids[4]
    hall.put(closed, at("inquiring", department_id="water"))
    load(hall.ledger, PARK, edition="令和8年10月")
    editions.link(hall.ledger, AUTHOR)
    extract(hall.ledger)
    assert editions.carry_over(hall.ledger, AUTHOR).counts["closed"] == 1
    app = AppTest.from_function(draw, default_timeout=60)
    app.user = {"person": "legal", "session": token}
    app.query_params["triage_view"] = "out"
    if linked:
        app.query_params["case"] = closed
    app.run()
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["条文", "見つけた理由", "経過（2）"]
    text = " ".join(element.proto.body for element in app.get("html"))
    assert "水道規程" in text
    assert "例規が廃止されました" in text
