"""設定, 例規の所管課: the table of ordinances and departments, down and up, looked through before it is taken."""

from __future__ import annotations

from html import escape

import streamlit as st

from review_app.exports import owner_map
from review_app.exports.owner_map import OwnerMap
from review_app.pages import desk, flash, tables
from review_app.pages.desk import Visit

CHECKED = "owners-checked"
MOST_SHOWN = 300


def part(_visit: Visit) -> None:
    """Offer the table as it is, take a file, show what it would change, and take it when told to."""
    st.caption(
        "例規ごとの所管課を登録すると、仕分けのとき照会先として初めから入ります。表をダウンロードして所管課を記入し、ここで読み込みます。"
        "課の名前とコードのどちらで書いてもかまいません。読み込んだだけでは、何も変わりません。"
    )
    offer()
    uploaded = st.file_uploader(
        "例規の所管課の表（Excel、CSV、TSV）",
        type=["xlsx", "csv", "tsv"],
        max_upload_size=20,
        key="owners-file",
    )
    st.button(
        "内容を調べる", type="primary", disabled=uploaded is None, on_click=look_through, key="owners-check"
    )
    found: OwnerMap | None = st.session_state.get(CHECKED)
    if found is not None:
        show(found)


def offer() -> None:
    """Offer the table once it was made."""
    st.button("いまの表を作成する", on_click=make, key="owners-make")
    if file := st.session_state.get("owners-sheet"):
        st.download_button(
            f"ダウンロード（{file.name}）",
            file.data,
            file.name,
            file.mime,
            on_click="ignore",
            key="owners-down",
        )


def make() -> None:
    """Make the table as it is now."""
    with flash.refusals():
        who = desk.visit()
        st.session_state["owners-sheet"] = owner_map.owner_sheet(who.ledger, who.person_id)


def look_through() -> None:
    """Look the uploaded file through."""
    given = st.session_state.get("owners-file")
    st.session_state.pop(CHECKED, None)
    with flash.refusals():
        who = desk.visit()
        if given is not None:
            st.session_state[CHECKED] = owner_map.check(
                who.ledger, who.person_id, given.name, given.getvalue()
            )


def show(found: OwnerMap) -> None:
    """Show what the file would change, what is wrong first."""
    st.html(f"<p>{escape(found.name)}：{escape(found.summary())}</p>")
    rows = sorted(found.rows, key=lambda row: (not row.refused, not row.changes))
    cells = [
        [row.place, row.ordinance, row.department, row.outcome, row.refused] for row in rows[:MOST_SHOWN]
    ]
    caption = f"行ごとの結果（{len(cells):,}/{len(rows):,}行）"
    st.html(tables.table(caption, ["場所", "例規", "所管課", "結果", "理由"], cells))
    count = len(found.owners)
    left_out = f"（取り込めない{len(found.refused):,}行は除く）" if found.refused else ""
    st.button(
        f"{count:,}件を登録する{left_out}",
        type="primary",
        disabled=not count,
        on_click=take,
        args=(found,),
        key="owners-take",
    )


def take(found: OwnerMap) -> None:
    """Take what was looked through."""
    with flash.refusals():
        who = desk.visit()
        changed = owner_map.apply(who.ledger, who.person_id, found)
        for held in (CHECKED, "owners-sheet"):
            st.session_state.pop(held, None)
        flash.done(f"{changed:,}件の例規の所管課を登録しました。")
