"""Page addresses with foreign ids: page × role × id, generated; what is another's and what is made up look the same.

Each page runs as Streamlit runs it, without a browser and without the menu that would not offer it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from city_hall import Hall, at, build_hall, open_hall
from streamlit.testing.v1 import AppTest

from review_app.pages import services
from review_app.pages.shell import MENUS, PATHS
from review_app.workflow import accounts, sessions
from review_app.workflow.actors import SYSTEM
from review_app.workflow.intake import Intake
from review_app.workflow.model import Actor, Role

PASSWORD = "Minato-9281-kawa"
# One of each role that does not see the case: an administrator, and a department that has no part in it.
STRANGERS = {"admin": Role.ADMIN, "law": Role.DEPARTMENT}
EVERYBODY = {**STRANGERS, "legal": Role.LEGAL, "manager": Role.MANAGER}
MADE_UP = ("0" * 16, "' OR 1=1 --", "../../etc/passwd", "<script>alert(1)</script>", "\u202e" * 8)


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script as ``__main__``, which a process spawned by a later test would run: put it back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    build_hall(folder)
    with open_hall(folder) as opened:
        opened.put(opened.case_ids[0], at("inquiring"))
        yield opened


@pytest.fixture(scope="module")
def tokens(hall: Hall) -> dict[str, str]:
    """A session for each of them, and the services that the server gives the pages."""
    found = {}
    for who in EVERYBODY:
        first = accounts.reset_password(hall.ledger, SYSTEM, who)
        accounts.change_password(hall.ledger, who, first, PASSWORD)
        found[who] = accounts.sign_in(hall.ledger, who, PASSWORD, hall.ledger.now(), "test").session_token

    def resolve(token: str) -> Actor | None:
        return sessions.resolve(hall.ledger, token, hall.ledger.now())

    services.install(services.Services(hall.ledger, resolve, resolve, Intake(hall.ledger)))
    return found


def draw(path: str, role: str) -> None:
    """Draw a page; where a path leads each role to a page of its own, that of the role."""
    from review_app.pages import guard, shell  # noqa: PLC0415 - Streamlit runs this body as a script of its own
    from review_app.workflow.model import Role  # noqa: PLC0415 - as above

    menus = [shell.MENUS[Role(role)], *shell.MENUS.values()]
    place = next(place for menu in menus for place in menu if place.path == path)
    guard.begin_page()
    guard.guarded(place.draw)()


def shown(path: str, who: str, token: str, case: str = "") -> str:
    """What a page shows as text, the id that was asked for taken out."""
    arguments = {"path": path, "role": EVERYBODY[who].value}
    app = AppTest.from_function(draw, kwargs=arguments, default_timeout=60)
    app.user = {"person": who, "session": token}
    if case:
        app.query_params["case"] = case
    app.run()
    assert not app.exception, (path, who, [one.value for one in app.exception])
    texts = [element.proto.body for kind in ("html", "markdown") for element in app.get(kind)]
    texts += [str(getattr(element, "label", "")) for element in (*app.button, *app.selectbox, *app.radio)]
    return "\n".join(texts).replace(case, "ID") if case else "\n".join(texts)


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_case_in_the_address_looks_like_a_made_up_one(
    hall: Hall, tokens: dict[str, str], path: str, who: str
) -> None:
    """Letter by letter, on every page, those of other roles included."""
    foreign = shown(path, who, tokens[who], hall.case_ids[0])
    made_up = MADE_UP if path == "answer" else MADE_UP[:1]
    for case in made_up:
        assert shown(path, who, tokens[who], case) == foreign


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_is_not_of_ones_role_tells_nothing_of_cases(
    hall: Hall, tokens: dict[str, str], path: str, who: str
) -> None:
    """Reached without the menu it is refused below the page, or is as empty as for somebody without cases."""
    if path in {place.path for place in MENUS[EVERYBODY[who]]}:
        return
    text = shown(path, who, tokens[who], hall.case_ids[0])
    assert "巡視するものとする" not in text
    assert "公園条例" not in text


def test_the_case_is_shown_to_those_who_may_see_it(hall: Hall, tokens: dict[str, str]) -> None:
    """The measure itself is measured: what the strangers do not see is there."""
    assert "巡視" in shown("triage", "legal", tokens["legal"], hall.case_ids[0])
