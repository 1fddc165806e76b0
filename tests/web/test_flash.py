"""What is told after an act reaches the person, even when the run that tells it is interrupted; and it is told once."""

from __future__ import annotations

import sys

import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def _own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script as ``__main__``, which a process spawned by a later test would run: put it back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def script() -> None:
    """A page like ours: what is told first, then the rest, in the middle of which the run may be interrupted."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function's text alone

    from review_app.pages import flash, guard  # noqa: PLC0415 - as above

    def draw() -> None:
        flash.show()
        if st.session_state.pop("interrupt", False):
            st.rerun()
        st.button("対象", on_click=flash.done, args=("対象にしました。",))
        st.button("対象外", on_click=flash.failed, args=("理由が必要です。",))

    guard.guarded(draw)()


def told(app: AppTest) -> tuple[list[str], list[str]]:
    return [one.value for one in app.toast], [one.value for one in app.error]


@pytest.mark.parametrize("interrupted", [False, True])
def test_an_act_is_told_once_whether_or_not_its_run_was_interrupted(interrupted: bool) -> None:
    app = AppTest.from_function(script).run()
    app.session_state["interrupt"] = interrupted
    app.button[0].click().run()
    assert told(app) == (["対象にしました。"], [])
    assert told(app.run()) == ([], [])


def test_a_second_act_does_not_silence_what_the_first_one_told() -> None:
    app = AppTest.from_function(script).run()
    # The click on the first button was told by a run that never came to its end.
    app.session_state["flash"] = (("done", "対象にしました。"),)
    app.button[1].click().run()
    assert told(app) == (["対象にしました。"], ["理由が必要です。"])
    assert told(app.run()) == ([], [])
