"""設定, 選択肢: rename, add and retire the entries of a pick list."""

from __future__ import annotations

import streamlit as st

from review_app.pages import desk, flash
from review_app.pages.desk import Visit
from review_app.workflow import picklists
from review_app.workflow.picklists import Entry

NAMES = {
    "policies": "見直し方針",
    "dismiss_reasons": "対象外の理由",
    "tags": "5レス",
    "technologies": "活用する技術（回答の記入例）",
}
NEW = 3


def part(visit: Visit) -> None:
    """Show one list for being edited."""
    name = st.selectbox("選択肢の一覧", list(NAMES), format_func=lambda key: NAMES[key], key="list-name")
    entries, revision = picklists.entries(visit.ledger, visit.person_id, name)
    st.caption(
        "名前を直すと、これまでの回答の表示も新しい名前になります。使わない選択肢は「使う」を外します"
        "（これまでの回答には残ります）。消すことはできません。"
    )
    prefix = f"list-{name}-{revision}"
    with st.form(prefix, border=True):
        for place, one in enumerate(entries, start=1):
            row(f"{prefix}-{one.code}", f"{place}番目の名前", one)
        for number, column in enumerate(st.columns(NEW), start=1):
            column.text_input(
                f"追加する名前（{number}）", key=f"{prefix}-new{number}", max_chars=picklists.LONGEST_NAME
            )
        st.form_submit_button(
            "変更する", type="primary", on_click=change, args=(name, entries, revision, prefix)
        )


def row(key: str, label: str, one: Entry) -> None:
    """Show one entry: its name, and whether it is offered."""
    field, used = st.columns([5, 5], vertical_alignment="center")
    field.text_input(
        label, one.name, key=f"{key}-name", label_visibility="collapsed", max_chars=picklists.LONGEST_NAME
    )
    used.checkbox("使う", one.used, key=f"{key}-used")


def change(name: str, entries: tuple[Entry, ...], revision: int, prefix: str) -> None:
    """Put the list as edited in force."""
    state = st.session_state
    edited = [
        Entry(one.code, state[f"{prefix}-{one.code}-name"], state[f"{prefix}-{one.code}-used"])
        for one in entries
    ]
    added = [state[f"{prefix}-new{number}"].strip() for number in range(1, NEW + 1)]
    edited += [Entry("", text, used=True) for text in added if text]
    with flash.refusals():
        who = desk.visit()
        picklists.change(who.ledger, who.person_id, name, edited, revision)
        flash.done(f"「{NAMES[name]}」の選択肢を変更しました。")
