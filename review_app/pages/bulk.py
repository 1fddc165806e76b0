"""まとめて処理: one act on all that is filtered, with the number shown before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from review_app.ledger.model import QueuePage, QueueQuery
from review_app.pages import desk, flash, marks, undoing, words
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Assign, Note, Payload, Reason

NAMES = {
    Act.CONFIRM: "対象にする",
    Act.DISMISS: "対象外にする",
    Act.HOLD: "保留にする",
    Act.ASSIGN: "所管課へ照会する",
    Act.CHECK: "確認済みにする",
    Act.DECIDE: "決定する",
}
FIRST = 3
"""How many clauses the preview names."""
WITHOUT_INPUT = frozenset({Act.CONFIRM, Act.CHECK, Act.DECIDE})


def show(visit: Visit, shelf: Queue, query: QueueQuery, found: QueuePage, offered: Sequence[Act]) -> None:
    """Show a popover that asks what to do with all filtered cases."""
    total = found.total
    with st.popover(f"まとめて処理（{total:,}件）", disabled=not total, width="stretch"):
        st.markdown(f"いまの絞り込みに合う **{total:,}件** すべてに行います。")
        st.html(preview_html(query, found))
        what = st.radio(
            "操作",
            list(offered),
            format_func=lambda code: NAMES[code],
            horizontal=True,
            key=f"{shelf.key}-bulk-act",
        )
        payload = asked(visit, shelf, what)
        st.button(
            f"{total:,}件に実行する",
            type="primary",
            disabled=payload is None,
            on_click=do,
            args=(shelf, query, what, payload),
            key=f"{shelf.key}-bulk-do",
        )


def preview_html(query: QueueQuery, found: QueuePage) -> str:
    """Say what would be acted on: how many of each type, and the first of the clauses as the list shows them."""
    kinds = "、".join(
        f"{words.label(facet.value)} {facet.count:,}件"
        for facet in found.facets.get("label", ())
        if facet.count and (not query.labels or facet.value in query.labels)
    )
    first = "".join(
        f"<li>{escape(row.ordinance_title)} {escape(row.locator)}（{words.label(row.label)}）</li>"
        for row in found.rows[:FIRST]
    )
    more = f"<li>ほか{found.total - FIRST:,}件</li>" if found.total > FIRST else ""
    return f'<div class="tk-preview"><p>{escape(kinds)}</p><ul>{first}{more}</ul></div>'


def asked(visit: Visit, shelf: Queue, what: Act) -> Payload | None:
    """Ask for what the act carries; None while something is missing."""
    if what in WITHOUT_INPUT:
        return Note()
    if what is Act.ASSIGN:
        return inquiry(visit, shelf)
    reason = st.text_input("理由（必須）", key=f"{shelf.key}-bulk-reason").strip()
    return Reason(reason=reason) if reason else None


def inquiry(visit: Visit, shelf: Queue) -> Assign | None:
    """Ask for the department and the due date of an inquiry."""
    departments = desk.department_names(visit)
    who, when = st.columns([3, 2])
    department = who.selectbox(
        "所管課",
        list(departments),
        index=None,
        format_func=marks.named(departments),
        placeholder="所管課を選んでください",
        key=f"{shelf.key}-bulk-department",
    )
    due = when.date_input(
        "回答期限", desk.default_due(visit), format="YYYY/MM/DD", key=f"{shelf.key}-bulk-due"
    )
    wave = st.session_state.get(f"{shelf.key}_wave") or ""
    if wave:
        st.caption(f"取組「{marks.plain(wave)}」の照会として記録します。")
    if department is None or not isinstance(due, date):
        return None
    return Assign(department_id=department, due_on=due, wave=wave)


def do(shelf: Queue, query: QueueQuery, what: Act, payload: Payload) -> None:
    """Act on all filtered cases and say what was done and what was not."""
    with flash.refusals():
        report = undoing.remember_all(shelf, desk.bulk(desk.visit(), query, what, payload))
        shelf.forget()
        shelf.start_over()
        flash.done(report)
