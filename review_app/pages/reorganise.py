"""課の統廃合 (administrator): move everything open of one department to another, with the counts shown first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

from review_app.pages import desk, flash, guard, marks, tables, words
from review_app.workflow import reorganisation
from review_app.workflow.messages import invalid_input
from review_app.workflow.reorganisation import Moving, Reorganise


@guard.part
def page() -> None:
    """Ask for the two departments, show what would move, and do it."""
    visit = desk.visit()
    st.title("課の統廃合")
    st.caption(
        "廃止する課の、まだ終わっていない案件・利用者・所管する例規を、まとめて別の課へ移します。"
        "完了・対象外の案件は、元の課のまま記録に残ります。"
    )
    flash.show()
    names = desk.department_names(visit)
    left, right = st.columns([4, 6], gap="large")
    with left:
        old = pick("廃止する課", names, "reorganise-old")
        new = pick("移す先の課", {key: name for key, name in names.items() if key != old}, "reorganise-new")
        reason = st.text_input(
            "理由（必須）", key="reorganise-reason", placeholder="例：令和9年4月1日の組織改正"
        )
    with right:
        if old is None:
            st.html(tables.empty("廃止する課を選んでください", "移るものの件数が、ここに表示されます。"))
            return
        moving = reorganisation.preview(visit.ledger, visit.person_id, old)
        st.html(moving_html(names[old], moving))
        st.button(
            f"{names[old]}を廃止し、{names[new]}へ移す" if new else "移す先の課を選んでください",
            type="primary",
            disabled=new is None or not reason.strip(),
            on_click=do,
            args=(old, new, reason, moving.mark, names),
            key="reorganise-do",
        )
        if new and not reason.strip():
            st.caption("理由を書くと、実行できます。")


def pick(label: str, names: Mapping[str, str], key: str) -> str | None:
    """Ask for a department."""
    return st.selectbox(
        label,
        list(names),
        index=None,
        format_func=marks.named(names),
        placeholder="選んでください",
        key=key,
    )


def moving_html(name: str, moving: Moving) -> str:
    """Give what would move as cards, and the open cases by state as a table."""
    cards = [
        tables.card("移る案件", moving.cases),
        tables.card("合議先が変わる案件", moving.consulted),
        tables.card("移る利用者", moving.people, "人"),
        tables.card("所管が変わる例規", moving.ordinances),
        tables.card("元の課に残る案件", moving.finished),
    ]
    rows = [[words.state(state), count] for state, count in sorted(moving.by_state.items())]
    shown = tables.table(f"{name}から移る案件の状態", ["状態", "件数"], rows) if rows else ""
    return tables.cards(cards) + shown


def do(old: str, new: str, reason: str, mark: str, names: Mapping[str, str]) -> None:
    """Move everything as it was shown."""
    visit, state = desk.visit(), st.session_state
    with flash.refusals():
        try:
            wanted = Reorganise(department_id=old, into=new, reason=reason)
        except ValidationError as error:
            raise invalid_input(error) from error
        moving = reorganisation.reorganise(visit.ledger, visit.person_id, wanted, mark)
        state["reorganise-old"] = state["reorganise-new"] = None
        state["reorganise-reason"] = ""
        flash.done(
            f"{names[old]}を廃止し、案件{moving.cases:,}件と利用者{moving.people:,}人を{names[new]}へ移しました。"
        )
