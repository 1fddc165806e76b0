"""再確認: what a new edition changed in a case's clause, the decision of before, and what becomes of it now."""

from __future__ import annotations

from datetime import date

import streamlit as st

from review_app.ledger.model import CaseDetail
from review_app.pages import desk, tables, wareki, words, workbench
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue
from review_app.workflow import comparing, views
from review_app.workflow.comparing import Rechecked
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Complete, Note

LINE_NUMBER = 200


def show(visit: Visit, shelf: Queue, detail: CaseDetail) -> None:
    """Show the decision of before, and the ways out of 再確認 that this person has; nothing for other cases."""
    found = comparing.rechecked(detail, visit.ledger)
    if found is None:
        return
    row = detail.row
    before = words.state(str(found.before.get("state", "")))
    with st.container(border=True, key="recheck"):
        st.markdown("**再確認**")
        st.html(before_html(visit, found))
        if workbench.may(visit, detail, Act.KEEP):
            said = f"{row.locator}の「{before}」を維持しました。"
            st.button(
                f"従前の「{before}」を維持する",
                width="stretch",
                on_click=workbench.act,
                args=(shelf, row.case_id, row.revision, Act.KEEP, Note(), said),
                key=f"keep-{row.case_id}",
            )
        if found.completes and workbench.may(visit, detail, Act.COMPLETE):
            completing(visit, shelf, detail, found.number)


def completing(visit: Visit, shelf: Queue, detail: CaseDetail, number: str) -> None:
    """Offer 完了, by the amending ordinance that the new text names."""
    key = f"amending-{detail.row.case_id}"
    st.text_input("改正した条例等の番号", value=number, max_chars=LINE_NUMBER, key=key)
    st.button(
        "完了にする",
        type="primary",
        width="stretch",
        on_click=complete,
        args=(shelf, detail.row.case_id, detail.row.revision, views.today(visit.ledger)),
        key=f"complete-{detail.row.case_id}",
    )


def complete(shelf: Queue, case_id: str, revision: int, day: date) -> None:
    """Complete the case by the number as entered."""
    number = str(st.session_state.get(f"amending-{case_id}") or "").strip()
    workbench.act(
        shelf,
        case_id,
        revision,
        Act.COMPLETE,
        Complete(completed_on=day, amending_number=number),
        "完了にしました。",
    )


def before_html(visit: Visit, found: Rechecked) -> str:
    """Give the decision of before as a list of facts."""
    facts = found.before
    names = desk.department_names(visit, closed=True)
    policies = desk.choices(visit, "policies")
    department, policy = str(facts.get("department_id") or ""), str(facts.get("policy") or "")
    return tables.facts(
        {
            "従前の状態": words.state(str(facts.get("state", ""))),
            "所管課": names.get(department, department),
            "見直し方針": policies.get(policy, policy),
            "完了予定日": day_text(facts.get("planned_on")),
            "完了日": day_text(facts.get("completed_on")),
        }
    )


def day_text(value: object) -> str:
    """Give a stored day in both calendars, empty when there is none."""
    return wareki.both(date.fromisoformat(value), none="") if isinstance(value, str) and value else ""
