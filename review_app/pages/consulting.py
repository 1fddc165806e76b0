"""合議先: the departments heard on a case beside the accountable one; they see the case and may comment on it."""

from __future__ import annotations

import streamlit as st

from review_app.ledger.model import CaseDetail
from review_app.pages import desk, flash, marks
from review_app.pages.desk import Visit
from review_app.workflow import acts
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Consult


def show(visit: Visit, detail: CaseDetail) -> None:
    """Offer to choose the departments to be heard, where the role and the state allow it."""
    row = detail.row
    if Act.CONSULT not in acts.available(visit.actor, row):
        return
    heard = row.facts.consulted
    names = desk.department_names(visit)
    names.pop(row.facts.department_id or "", None)
    key = f"consulted-{row.case_id}-{row.revision}"
    with st.expander(f"合議先（{len(heard)}課）" if heard else "合議先"):
        st.multiselect(
            "意見を聴く課",
            list(names),
            default=[code for code in heard if code in names],
            format_func=marks.named(names),
            placeholder="課を選ぶ",
            key=key,
            select_all=False,
        )
        st.caption("合議先の課は、この案件を見て、コメントできます。")
        st.button("合議先を決める", on_click=choose, args=(row.case_id, row.revision, key), key=f"{key}-set")


def choose(case_id: str, revision: int, key: str) -> None:
    """Set the departments as chosen."""
    with flash.refusals():
        payload = Consult(department_ids=tuple(st.session_state.get(key) or ()))
        desk.act(desk.visit(), case_id, revision, Act.CONSULT, payload)
        flash.done("合議先を決めました。")
