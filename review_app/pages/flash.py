"""What to tell the person after an act: kept until a run of the page that showed it has come to its end.

A run that the next click interrupts may never reach the browser, so what it showed is shown again by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from review_app.ledger.errors import LedgerError, StaleRevisionError
from review_app.workflow.errors import WorkflowError

_KEY, _SHOWN = "flash", "flash-shown"
OWN = (
    "あなたが別の画面（タブ）で先に更新しました。最新の内容を確認して、もう一度操作してください。"
    "この画面で入力した内容は残っています。"
)
Told = tuple[tuple[str, str], ...]


def done(text: str) -> None:
    """Say that an act was done."""
    st.session_state[_KEY] = (*_waiting(), ("done", text))


def failed(text: str) -> None:
    """Say why an act was not done."""
    st.session_state[_KEY] = (*_waiting(), ("failed", text))


def _waiting() -> Told:
    waiting: Told = st.session_state.get(_KEY, ())
    return waiting


def show() -> None:
    """Show what there is to tell."""
    waiting = _waiting()
    # The place is kept even when empty: an element that comes and goes would make all below it be drawn anew.
    place = st.container(key="flash")
    for kind, text in waiting:
        if kind == "done":
            st.toast(text, icon=":material/check_circle:")
        else:
            place.error(text, icon=":material/error:")
    st.session_state[_SHOWN] = len(waiting)


def ended() -> None:
    """Forget what was shown: the run that showed it came to its end."""
    shown: int = st.session_state.pop(_SHOWN, 0)
    if left := _waiting()[shown:]:
        st.session_state[_KEY] = left
    else:
        st.session_state.pop(_KEY, None)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refused act into its Japanese sentence for the person; nothing was written then."""
    try:
        yield
    except StaleRevisionError as error:
        failed(OWN if error.newer.person_id == st.user.get("person") else str(error))
    except (WorkflowError, LedgerError) as error:
        failed(str(error))


@contextmanager
def refusals_here() -> Iterator[None]:
    """Show the Japanese sentence of what was refused in its place, where a read and not an act was asked for."""
    try:
        yield
    except (WorkflowError, LedgerError) as error:
        st.error(str(error), icon=":material/error:")
