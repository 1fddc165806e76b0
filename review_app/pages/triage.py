"""仕分け (legal): confirm, dismiss, hold or send to a department, one case after another or all filtered at once."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ordinances.wareki import format_wareki
from review_app.ledger.model import CaseDetail, QueuePage, QueueQuery
from review_app.pages import bulk, consulting, desk, flash, guard, marks, recheck, words, workbench
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue, View
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.machine import Act, State
from review_app.workflow.payloads import Assign, Note, Payload, Reason

SHELF = Queue(
    "triage",
    (
        View("todo", "未確認", (State.UNREVIEWED, State.RECHECK)),
        View("recheck", "再確認", (State.RECHECK,)),
        View("in_scope", "対象・割当待ち", (State.IN_SCOPE,)),
        View("hold", "保留", (State.ON_HOLD,)),
        View("out", "対象外", (State.OUT_OF_SCOPE,)),
        View("asked", "照会中", (State.INQUIRING, State.RETURNED)),
        View("all", "すべて", ()),
    ),
    by_likelihood=True,
)
JUDGEMENTS = (
    (Act.CONFIRM, "対象", "1"),
    (Act.DISMISS, "対象外", "2"),
    (Act.HOLD, "保留", "3"),
)


@guard.part
def page() -> None:
    """Show the triage workbench."""
    workbench.show(desk.visit(), SHELF, panel, tools)


def panel(visit: Visit, detail: CaseDetail) -> None:
    """Show the judgements on one case."""
    recheck.show(visit, SHELF, detail)
    if any(workbench.may(visit, detail, what) for what, _, _ in JUDGEMENTS):
        judgements(visit, detail)
    else:
        st.info(f"この案件は「{words.state(detail.row.facts.state)}」です。仕分けの判断は済んでいます。")
    if workbench.may(visit, detail, Act.ASSIGN):
        with st.container(border=True, key="inquiry"):
            inquiry(visit, detail)
    if workbench.may(visit, detail, Act.WITHDRAW):
        st.button(
            "照会を取り下げる",
            width="stretch",
            on_click=workbench.act,
            args=(
                SHELF,
                detail.row.case_id,
                detail.row.revision,
                Act.WITHDRAW,
                Note(),
                "照会を取り下げました。",
            ),
            key=f"withdraw-{detail.row.case_id}",
        )
    consulting.show(visit, detail)


def judgements(visit: Visit, detail: CaseDetail) -> None:
    """Show the judgements with the reason some of them need."""
    with st.container(border=True, key="judgement"):
        st.markdown("**判断**")
        columns = st.columns(3, gap="small", wrap=False)
        for column, (what, name, key) in zip(columns, JUDGEMENTS, strict=True):
            with column:
                judgement(visit, detail, what, name, key)
        reasons(visit, detail.row.case_id)


def reasons(visit: Visit, case_id: str) -> None:
    """Ask for the reason that dismissing and holding need."""
    choices = desk.offered(visit, "dismiss_reasons")
    st.selectbox(
        "理由（対象外・保留のとき）",
        list(choices),
        format_func=lambda code: choices[code],
        index=None,
        placeholder="選ぶか、下に書く",
        key=f"choice-{case_id}",
    )
    st.text_input(
        "補足", key=f"reason-{case_id}", placeholder="補足（なくてもよい）", label_visibility="collapsed"
    )


def judgement(visit: Visit, detail: CaseDetail, what: Act, name: str, key: str) -> None:
    """Show one judgement as a button with its key."""
    row = detail.row
    st.button(
        name,
        type="primary" if what is Act.CONFIRM else "secondary",
        shortcut=key,
        width="stretch",
        disabled=not workbench.may(visit, detail, what),
        on_click=judge,
        args=(row.case_id, row.revision, what, f"{row.locator}を「{name}」にしました。"),
        key=f"{what}-{row.case_id}",
    )


def judge(case_id: str, revision: int, what: Act, said: str) -> None:
    """Do a judgement with the reason as entered."""
    with flash.refusals():
        workbench.do(SHELF, case_id, revision, what, payload_of(what, case_id), said)


def payload_of(what: Act, case_id: str) -> Payload:
    """Give what a judgement carries.

    Raises:
        InvalidInputError: dismissing and holding need a reason, chosen or written.
    """
    choice = st.session_state.get(f"choice-{case_id}") or ""
    written = (st.session_state.get(f"reason-{case_id}") or "").strip()
    if what is Act.CONFIRM:
        return Note(note=written)
    reason = written or desk.choices(desk.visit(), "dismiss_reasons").get(choice, "")
    if not reason:
        raise InvalidInputError("対象外・保留にするときは、理由を選ぶか書いてください。")
    return Reason(reason=reason, choice=choice)


def inquiry(visit: Visit, detail: CaseDetail) -> None:
    """Show the inquiry to a department: which one, until when."""
    row = detail.row
    departments = desk.department_names(visit)
    proposed = row.facts.department_id or row.proposed_department_id
    ids = list(departments)
    st.markdown("**所管課への照会**")
    department = st.selectbox(
        "所管課",
        ids,
        index=ids.index(proposed) if proposed in ids else None,
        format_func=marks.named(departments),
        placeholder="所管課を選んでください",
        key=f"department-{row.case_id}",
        label_visibility="collapsed",
    )
    when, go = st.columns([3, 2], vertical_alignment="bottom", gap="small")
    due = when.date_input(
        "回答期限", row.facts.due_on or desk.default_due(visit), format="YYYY/MM/DD", key=f"due-{row.case_id}"
    )
    go.button(
        "照会",
        shortcut="4",
        width="stretch",
        disabled=department is None,
        on_click=ask,
        args=(row.case_id, row.revision, department, due, row.locator),
        key=f"assign-{row.case_id}",
    )
    st.caption(format_wareki(due) if due else "")


def ask(case_id: str, revision: int, department: str, due: date, place: str) -> None:
    """Send the inquiry."""
    said = f"{place}を照会しました。"
    workbench.act(SHELF, case_id, revision, Act.ASSIGN, Assign(department_id=department, due_on=due), said)


def tools(visit: Visit, query: QueueQuery, found: QueuePage) -> None:
    """Show the acts on all that is filtered."""
    bulk.show(visit, SHELF, query, found, (Act.CONFIRM, Act.DISMISS, Act.HOLD, Act.ASSIGN))
