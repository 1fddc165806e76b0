"""設定, 現在のPHASE・類型: the tables that the extractor takes at the next extraction."""

from __future__ import annotations

import streamlit as st

from review_app.pages import desk, flash, words
from review_app.pages.desk import Visit
from review_app.workflow import class_tables
from review_app.workflow.class_tables import PhaseKey

TALL = 120
"""Height of a text area for four lines."""
NEXT_TIME = "次の抽出から効きます。いまある案件の値は、そのときに新しい表のものになります。"
WIDTHS = (3, 4, 4)
MEANS = ((False, "電子的な方法の定めなし"), (True, "電子的な方法の定めあり"))
CHOICES = (None, *class_tables.PHASES)


def phases_part(visit: Visit) -> None:
    """Show the PHASE for each type, with and without an electronic means in the clause."""
    known, revision = class_tables.phases(visit.ledger, visit.person_id)
    st.caption(f"条項に電子的な方法が書かれているかどうかで、現在のPHASEの目安を決めます。{NEXT_TIME}")
    prefix = f"phase-{revision}"
    with st.form(prefix, border=True):
        for place, title in zip(st.columns(WIDTHS), ("種類", *(said for _, said in MEANS)), strict=True):
            place.markdown(f"**{title}**")
        for label, name in words.LABELS.items():
            head, without, with_means = st.columns(WIDTHS, vertical_alignment="center")
            head.markdown(name)
            for column, (digital, said) in zip((without, with_means), MEANS, strict=True):
                column.selectbox(
                    f"{said}（{name}）",
                    CHOICES,
                    index=CHOICES.index(known[label, digital]),
                    format_func=lambda number: words.phase(number) if number else "空欄（決めない）",
                    key=key_of(prefix, (label, digital)),
                    label_visibility="collapsed",
                )
        st.form_submit_button(
            "変更する", type="primary", on_click=change_phases, args=(list(known), revision, prefix)
        )
    back(class_tables.PHASE, revision)


def key_of(prefix: str, key: PhaseKey) -> str:
    """Give the key of one choice."""
    return f"{prefix}-{key[0]}-{int(key[1])}"


def change_phases(keys: list[PhaseKey], revision: int, prefix: str) -> None:
    """Put the table as chosen in force."""
    chosen = {key: st.session_state[key_of(prefix, key)] for key in keys}
    with flash.refusals():
        who = desk.visit()
        class_tables.change_phases(who.ledger, who.person_id, chosen, revision)
        flash.done("現在のPHASEの表を変更しました。次の抽出から効きます。")


def categories_part(visit: Visit) -> None:
    """Show the 類型 of each type as lines of words."""
    known, revision = class_tables.categories(visit.ledger, visit.person_id)
    st.caption(
        "1行に1つ「類型：語、語」と書きます。上から順に、条項に語がある最初の類型になります。空欄の種類には類型を付けません。"
        f"{NEXT_TIME}"
    )
    prefix = f"category-{revision}"
    with st.form(prefix, border=True):
        columns = st.columns(2)
        for place, (label, name) in enumerate(words.LABELS.items()):
            columns[place % 2].text_area(name, known[label], key=f"{prefix}-{label}", height=TALL)
        st.form_submit_button("変更する", type="primary", on_click=change_categories, args=(revision, prefix))
    back(class_tables.CATEGORY, revision)


def change_categories(revision: int, prefix: str) -> None:
    """Put the table as written in force."""
    edited = {label: st.session_state[f"{prefix}-{label}"] for label in words.LABELS}
    with flash.refusals():
        who = desk.visit()
        class_tables.change_categories(who.ledger, who.person_id, edited, revision)
        flash.done("類型の表を変更しました。次の抽出から効きます。")


def back(name: str, revision: int) -> None:
    """Offer the delivered table again."""
    if revision:
        st.button("はじめの表に戻す", on_click=reset, args=(name, revision), key=f"reset-{name}-{revision}")


def reset(name: str, revision: int) -> None:
    """Go back to the delivered table."""
    with flash.refusals():
        who = desk.visit()
        class_tables.reset(who.ledger, who.person_id, name, revision)
        flash.done("はじめの表に戻しました。次の抽出から効きます。")
