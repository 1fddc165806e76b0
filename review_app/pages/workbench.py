"""The screen most work happens on: the queue on the left, the clause in its ordinance, the acts on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from review_app.ledger.model import CaseDetail, OrdinanceText, QueuePage, QueueQuery
from review_app.pages import (
    alike,
    case_view,
    comments,
    desk,
    editions_view,
    filters,
    flash,
    guard,
    marks,
    queue,
    reader,
    tables,
    undoing,
)
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue
from review_app.workflow import acts, comparing
from review_app.workflow.errors import NotFoundError
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Payload

Panel = Callable[[Visit, CaseDetail], None]
Tools = Callable[[Visit, QueueQuery, QueuePage], None]
WHOLE = "whole-ordinance"
"""The state's key of the ordinance that is shown in full, however long."""
READING = (26, 44, 30)
"""Widths of list, clause and acts where there is more to read than to write."""
WRITING = (25, 38, 37)
"""The same where there is a form to fill in."""


def show(
    visit: Visit,
    shelf: Queue,
    panel: Panel,
    tools: Tools | None = None,
    widths: tuple[int, int, int] = READING,
) -> None:
    """Show a workbench: ``panel`` draws the acts on a case, ``tools`` what works on all that is filtered."""
    flash.show()
    filters.restore(shelf)
    if guard.whole_page():
        shelf.follow_url()
    top, aside = st.columns([7, 3], vertical_alignment="center")
    left, middle, right = st.columns(widths, gap="medium")
    # The case first: it is what the person waits for, and it is on the screen while the rest is still counted.
    chosen = shelf.chosen
    if chosen is not None:
        show_case(visit, shelf, chosen, panel, middle, right)
    with top:
        view = filters.view_control(shelf, desk.work(visit))
    waves = desk.waves(visit)
    query = filters.query_of(shelf, view, visit.person_id, waves)
    page = queue.read(shelf, query, lambda asked: desk.queue(visit, asked))
    with left:
        filters.show(shelf, page, waves)
        first = queue.listing(shelf, view, page, desk.department_names(visit, closed=True))
    if tools is not None:
        with aside:
            tools(visit, query, page)
    if chosen is None and first is not None:
        show_case(visit, shelf, first, panel, middle, right)
    elif chosen is None:
        with middle:
            st.html(
                tables.empty("表示する案件がありません", "左の一覧に案件があると、条文がここに表示されます。")
            )
        if undoing.possible(shelf):
            with right:
                moving(shelf)


def show_case(
    visit: Visit,
    shelf: Queue,
    case_id: str,
    panel: Panel,
    middle: st.delta_generator.DeltaGenerator,
    right: st.delta_generator.DeltaGenerator,
) -> None:
    """Show one case in the middle and its acts on the right; one that may not be seen looks like none at all."""
    try:
        detail = desk.case(visit, case_id)
    except NotFoundError as error:
        with middle:
            st.html(tables.empty("見つかりません", str(error)))
        return
    with middle:
        clause_column(visit, detail)
    with right:
        moving(shelf)
        panel(visit, detail)
        alike.show(visit, shelf, detail)


def clause_column(visit: Visit, detail: CaseDetail) -> None:
    """Show the clause in its ordinance, and behind tabs why it was found and what happened."""
    names = desk.department_names(visit, closed=True)
    text = desk.ordinance_text(visit, detail.row.ordinance_id)
    st.html(reader.ordinance_line(text.ordinance) + case_view.head_html(detail.row, names))
    said = comments.quoted(detail.history, detail.row.text)
    changed = comparing.rechecked(detail, visit.ledger)
    names_of_tabs = ["条文", "見つけた理由", f"経過（{len(detail.history)}）"]
    tabs = st.tabs(["新旧対照", *names_of_tabs] if changed else names_of_tabs)
    whole, why, past = tabs[-3:]
    if changed:
        with tabs[0]:
            st.html(tables.alert(changed.said) + editions_view.clauses_html([changed.clause]))
    with whole:
        st.html(case_view.brief_html(detail.candidate))
        ordinance_column(text, detail, comments.noted(said))
    with why:
        st.html(case_view.text_html(detail) + case_view.why_html(detail.candidate))
    with past:
        if may(visit, detail, Act.COMMENT):
            comments.form(detail)
        st.html(case_view.timeline_html(detail.history, names, said))


def ordinance_column(text: OrdinanceText, detail: CaseDetail, notes: Sequence[marks.Noted]) -> None:
    """Show the ordinance around the clause, and the whole of a long one when it is asked for."""
    whole = st.session_state.get(WHOLE) == detail.row.ordinance_id
    most = reader.MOST_CLAUSES if whole else reader.FIRST_CLAUSES
    st.html(reader.reader_html(text.clauses, detail.row.clause_id, notes, most))
    if not whole and len(text.clauses) > most:
        st.button(
            f"全文を表示する（{len(text.clauses):,}条項）",
            on_click=show_whole,
            args=(detail.row.ordinance_id,),
            key=f"whole-{detail.row.ordinance_id}",
        )


def show_whole(ordinance_id: int) -> None:
    """Show an ordinance in full from now on, until another comes into view."""
    st.session_state[WHOLE] = ordinance_id


def moving(shelf: Queue) -> None:
    """Show the buttons that move through the list and take back; the key stands on each."""
    buttons: tuple[tuple[str, str, Callable[..., None], tuple[Any, ...], bool], ...] = (
        ("前へ", "K", queue.step, (shelf, -1), False),
        ("次へ", "J", queue.step, (shelf, 1), False),
        ("あとで", "S", queue.skip, (shelf,), False),
        ("取消", "U", undoing.undo, (shelf,), not undoing.possible(shelf)),
    )
    with st.container(key="moving"):
        columns = st.columns(4, gap="xsmall", wrap=False)
    for column, (name, key, go, args, off) in zip(columns, buttons, strict=True):
        column.button(
            name,
            shortcut=key,
            on_click=go,
            args=args,
            disabled=off,
            width="stretch",
            key=f"{shelf.key}-{key}",
        )
    if shelf.skipped:
        st.button(
            f"あとで見る案件に戻る（{len(shelf.skipped)}件）",
            on_click=queue.come_back,
            args=(shelf,),
            width="stretch",
            key=f"{shelf.key}-return",
        )


def may(visit: Visit, detail: CaseDetail, what: Act) -> bool:
    """Tell whether to offer an act; the workflow layer decides again when it is done."""
    return what in acts.available(visit.actor, detail.row)


def act(shelf: Queue, case_id: str, revision: int, what: Act, payload: Payload, said: str) -> None:
    """Do an act on the revision that was shown, tell the person, and go on to the next case."""
    with flash.refusals():
        do(shelf, case_id, revision, what, payload, said)


def do(shelf: Queue, case_id: str, revision: int, what: Act, payload: Payload, said: str) -> None:
    """Do an act like ``act``; raises what the workflow layer or the ledger refuses it with."""
    done = desk.act(desk.visit(), case_id, revision, what, payload)
    shelf.forget()
    undoing.remember(shelf, [(case_id, done.revision)])
    queue.advance(shelf, case_id)
    flash.done(said)
