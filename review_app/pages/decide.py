"""確認・決定: legal affairs check the answers, the manager decides, and the amendment is followed to its end."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ordinances.wareki import format_wareki
from review_app.ledger.model import CaseDetail, QueuePage, QueueQuery
from review_app.pages import bulk, case_view, consulting, desk, flash, guard, wareki, workbench
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue, View
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.machine import Act, State
from review_app.workflow.model import Role
from review_app.workflow.payloads import Complete, Note, Reason

ANSWERED = View("answered", "回答済（確認待ち）", (State.ANSWERED,))
CHECKED = View("checked", "確認済（決定待ち）", (State.CHECKED,))
REST = (
    View("doing", "決定・対応中", (State.DECIDED, State.IN_PROGRESS)),
    View("done", "完了", (State.COMPLETED,)),
)
SHELVES = {
    Role.LEGAL: Queue("decide", (ANSWERED, CHECKED, *REST)),
    Role.MANAGER: Queue("decide", (CHECKED, ANSWERED, *REST)),
    Role.DEPARTMENT: Queue("decide", REST, by_department=False),
}


@guard.part
def page() -> None:
    """Show the workbench of checking and deciding."""
    visit = desk.visit()
    workbench.show(visit, shelf(visit), panel, tools, widths=workbench.WRITING)


def shelf(visit: Visit) -> Queue:
    """Give the queue of the person's role: what waits for them comes first."""
    return SHELVES.get(visit.actor.role, SHELVES[Role.DEPARTMENT])


def tools(visit: Visit, query: QueueQuery, found: QueuePage) -> None:
    """Offer to check or decide all that is filtered, where its state and the role allow it."""
    step = {(Role.LEGAL, ANSWERED.states): Act.CHECK, (Role.MANAGER, CHECKED.states): Act.DECIDE}
    if offered := step.get((visit.actor.role, query.states)):
        bulk.show(visit, shelf(visit), query, found, (offered,))


def panel(visit: Visit, detail: CaseDetail) -> None:
    """Show the answer and what may be done with it."""
    with st.container(border=True, key="answer-given"):
        st.markdown("**所管課の回答**")
        policies, tags = desk.choices(visit, "policies"), desk.choices(visit, "tags")
        answer = case_view.answer_html(detail.row.facts.answer, policies, tags)
        # The box scrolls, so the keyboard must reach it.
        st.html(f'<div class="tk-given" tabindex="0" role="region" aria-label="所管課の回答">{answer}</div>')
    offer(visit, detail, Act.CHECK, "確認済みにする", "1", "を確認済みにしました。")
    offer(visit, detail, Act.DECIDE, "決定する", "1", "を決定しました。")
    offer(visit, detail, Act.START, "着手した", "1", "を対応中にしました。")
    send_back(visit, detail)
    complete(visit, detail)
    consulting.show(visit, detail)


def offer(visit: Visit, detail: CaseDetail, what: Act, name: str, key: str, said: str) -> None:
    """Show an act that needs nothing but a click, when it is possible now."""
    row = detail.row
    if workbench.may(visit, detail, what):
        st.button(
            name,
            type="primary",
            shortcut=key,
            width="stretch",
            on_click=workbench.act,
            args=(shelf(visit), row.case_id, row.revision, what, Note(), row.locator + said),
            key=f"{what}-{row.case_id}",
        )


def send_back(visit: Visit, detail: CaseDetail) -> None:
    """Ask for the reason and send the answer back."""
    row = detail.row
    if not workbench.may(visit, detail, Act.SEND_BACK):
        return
    with st.container(border=True):
        st.text_area(
            "差し戻す理由（必須）",
            height=68,
            key=f"back-{row.case_id}",
            placeholder="何を、どう直してほしいか",
        )
        st.button(
            "差し戻す",
            shortcut="2",
            width="stretch",
            on_click=return_it,
            args=(row.case_id, row.revision, row.locator),
            key=f"send-back-{row.case_id}",
        )


def return_it(case_id: str, revision: int, place: str) -> None:
    """Send the answer back with its reason."""
    with flash.refusals():
        reason = (st.session_state.get(f"back-{case_id}") or "").strip()
        if not reason:
            raise InvalidInputError("差し戻す理由を書いてください。")
        queue = shelf(desk.visit())
        workbench.do(
            queue, case_id, revision, Act.SEND_BACK, Reason(reason=reason), f"{place}を差し戻しました。"
        )


def complete(visit: Visit, detail: CaseDetail) -> None:
    """Ask for the day and the amending ordinance's number, and complete the case."""
    row = detail.row
    if not workbench.may(visit, detail, Act.COMPLETE):
        return
    with st.container(border=True):
        st.markdown("**完了の記録**")
        day = st.date_input("完了日", wareki.today(), format="YYYY/MM/DD", key=f"completed-{row.case_id}")
        st.caption(format_wareki(day) if isinstance(day, date) else "")
        st.text_input(
            "改正した例規の番号（なければ空欄）",
            key=f"amending-{row.case_id}",
            placeholder="例：令和9年条例第12号",
        )
        st.button(
            "完了にする",
            shortcut="3",
            width="stretch",
            on_click=finish,
            args=(row.case_id, row.revision, row.locator),
            key=f"complete-{row.case_id}",
        )


def finish(case_id: str, revision: int, place: str) -> None:
    """Complete the case."""
    with flash.refusals():
        day = st.session_state.get(f"completed-{case_id}")
        if not isinstance(day, date):
            raise InvalidInputError("完了日を入れてください。")
        number = (st.session_state.get(f"amending-{case_id}") or "").strip()
        payload = Complete(completed_on=day, amending_number=number)
        queue = shelf(desk.visit())
        workbench.do(queue, case_id, revision, Act.COMPLETE, payload, f"{place}を完了にしました。")
