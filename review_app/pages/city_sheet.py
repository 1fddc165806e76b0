"""設定, 点検シートの様式: the mapping file that exports use, down and up."""

from __future__ import annotations

import streamlit as st

from review_app import exports
from review_app.pages import desk, flash, marks
from review_app.pages.desk import Visit
from review_app.workflow import sheet_layouts


def part(visit: Visit) -> None:
    """Show which mapping file is in use, and take a new one."""
    file, revision = sheet_layouts.shown(visit.ledger, visit.person_id)
    st.markdown(f"いまの様式：**{marks.plain(file.name) if file else '標準の点検シート'}**")
    st.caption(
        "列、順番、見出し、幅、選択肢の言葉を、様式ファイル（.yaml。メモ帳で開ける文字だけのファイル）で決めます。いまの様式をダウンロードし、写しを直して読み込むと、"
        "「出力」の点検シートとCSVがその様式になります。書き方は、標準の様式ファイルの中に書いてあります。"
    )
    st.download_button(
        "いまの様式をダウンロード",
        exports.layout_in_use(visit.ledger).encode(),
        file.name if file else "様式.yaml",
        "application/yaml",
        on_click="ignore",
        key=f"sheet-down-{revision}",
    )
    st.file_uploader(
        "様式ファイル（.yaml、文字コードはUTF-8）",
        type=["yaml", "yml"],
        key=f"sheet-up-{revision}",
        max_upload_size=1,
    )
    with st.container(horizontal=True):
        st.button(
            "この様式を使う", type="primary", on_click=keep, args=(revision,), key=f"sheet-keep-{revision}"
        )
        if file is not None:
            st.button("標準の様式に戻す", on_click=reset, args=(revision,), key=f"sheet-reset-{revision}")


def keep(revision: int) -> None:
    """Use the uploaded mapping file from now on."""
    given = st.session_state.get(f"sheet-up-{revision}")
    with flash.refusals():
        if given is None:
            flash.failed("様式ファイルを選んでください。")
            return
        who = desk.visit()
        layout = exports.keep_layout(who.ledger, who.person_id, given.name, given.getvalue(), revision)
        flash.done(f"様式を「{layout.name}」（{len(layout.columns)}列）にしました。")


def reset(revision: int) -> None:
    """Go back to tenken's own layout."""
    with flash.refusals():
        who = desk.visit()
        sheet_layouts.keep(who.ledger, who.person_id, None, revision)
        flash.done("標準の様式に戻しました。")
