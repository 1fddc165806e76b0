"""Failures of a page as Japanese sentences, for whole pages and for the parts that redraw on their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from html import escape

import streamlit as st

from review_app.ledger.errors import LedgerError
from review_app.pages import flash, tables
from review_app.pages.desk import SignedOutError
from review_app.workflow.errors import WorkflowError

Draw = Callable[[], None]


def guarded(draw: Draw) -> Draw:
    """Give a page that tells what went wrong instead of failing."""

    @wraps(draw)
    def page() -> None:
        try:
            draw()
        except SignedOutError as error:
            signed_out(error)
        except (WorkflowError, LedgerError) as error:
            st.html(tables.empty("表示できません", str(error)))
        flash.ended()

    return page


def part(draw: Draw) -> Draw:
    """Give a part of a page that redraws on its own: acting on a case does not redraw the frame around it."""
    redrawn: Draw = st.fragment(guarded(draw))
    return redrawn


def begin_page() -> None:
    """Note that the whole page runs: it was opened, reloaded, or reached by the browser's back button."""
    st.session_state["whole-page"] = True


def whole_page() -> bool:
    """Tell, once in a run, whether the whole page runs, as against a part that redraws after a click."""
    return bool(st.session_state.pop("whole-page", False))


def signed_out(error: SignedOutError) -> None:
    """Tell the person that they must sign in again."""
    st.html(
        f'<div class="tk-empty"><strong>{escape(str(error))}</strong><a href="/login">ログイン画面へ</a></div>'
    )
