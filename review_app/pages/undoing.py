"""取消: what the person did last from a queue, one act or one act on many cases, taken back as one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from review_app.pages import desk, flash
from review_app.pages.queue import Queue
from review_app.workflow.acts import Outcome

Seen = Sequence[tuple[str, int]]


def remember(shelf: Queue, done: Seen) -> None:
    """Remember the cases just acted on, each with the revision the act gave it."""
    st.session_state[_key(shelf)] = tuple(done)


def remember_all(shelf: Queue, outcomes: Sequence[Outcome]) -> str:
    """Remember an act on many cases; give a sentence with what was done and what was not."""
    done = [(one.case_id, one.done.revision) for one in outcomes if one.done]
    refused = [one.error for one in outcomes if one.done is None]
    remember(shelf, done)
    said = f"{len(done):,}件に行いました。"
    if done:
        said += "「取消」で、まとめて取り消せます。"
    return f"{said}{len(refused):,}件は行えませんでした（{refused[0]}）" if refused else said


def possible(shelf: Queue) -> bool:
    """Tell whether there is anything to take back."""
    return bool(st.session_state.get(_key(shelf)))


def undo(shelf: Queue) -> None:
    """Take back the last act; bring its case back into view when it was on one."""
    last: Seen = st.session_state.get(_key(shelf)) or ()
    if not last:
        return
    with flash.refusals():
        if len(last) == 1:
            desk.undo(desk.visit(), last[0][0])
            shelf.choose(last[0][0])
            flash.done("直前の操作を取り消しました。")
        else:
            flash.done(undone(desk.undo_all(desk.visit(), last)))
            shelf.start_over()
        shelf.forget()
        remember(shelf, ())


def undone(outcomes: Sequence[Outcome]) -> str:
    """Say what was taken back and what was not."""
    refused = [one.error for one in outcomes if one.done is None]
    said = f"{len(outcomes) - len(refused):,}件の操作を取り消しました。"
    return f"{said}{len(refused):,}件は取り消せませんでした（{refused[0]}）" if refused else said


def _key(shelf: Queue) -> str:
    return f"{shelf.key}-last"
