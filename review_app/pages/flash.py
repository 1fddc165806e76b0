"""What to tell the person after an act: kept over the rerun that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from review_app.ledger.errors import LedgerError
from review_app.workflow.errors import WorkflowError

_KEY = "flash"


def done(text: str) -> None:
    """Say that an act was done."""
    st.session_state[_KEY] = ("done", text)


def failed(text: str) -> None:
    """Say why an act was not done."""
    st.session_state[_KEY] = ("failed", text)


def show() -> None:
    """Show what there is to tell, once."""
    kind, text = st.session_state.pop(_KEY, ("", ""))
    # The place is kept even when empty: an element that comes and goes would make all below it be drawn anew.
    place = st.container(key="flash")
    if kind == "done":
        st.toast(text, icon=":material/check_circle:")
    elif kind == "failed":
        place.error(text, icon=":material/error:")


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refused act into its Japanese sentence for the person; nothing was written then."""
    try:
        yield
    except (WorkflowError, LedgerError) as error:
        failed(str(error))


@contextmanager
def refusals_here() -> Iterator[None]:
    """Show the Japanese sentence of what was refused in its place, where a read and not an act was asked for."""
    try:
        yield
    except (WorkflowError, LedgerError) as error:
        st.error(str(error), icon=":material/error:")
