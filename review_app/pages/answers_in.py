"""Excel取込 (department): filled 点検シート back in; looked through line by line before anything is answered."""

from __future__ import annotations

from html import escape

import streamlit as st

from review_app import exports
from review_app.exports import Applied, CheckedFile, CheckedRow, Status
from review_app.pages import desk, flash, guard, tables, wareki

# What a person must look at comes first.
ORDER = (Status.REFUSED, Status.CONFLICT, Status.READY, Status.UNCHANGED, Status.EMPTY)
MOST_SHOWN = 300
CHECKED, APPLIED = "answers-checked", "answers-applied"


@guard.part
def page() -> None:
    """Take files, show what they would do, and do it when told to."""
    desk.visit()
    st.title("Excelで回答する")
    flash.show()
    st.caption(
        "「出力」で作成した点検シートか、市の様式の表に記入し、ここで読み込みます。読み込んだだけでは、何も変わりません。"
    )
    uploaded = st.file_uploader(
        "点検シート（.xlsx）",
        type=["xlsx"],
        accept_multiple_files=True,
        max_upload_size=20,
        key="answers-files",
    )
    st.button(
        "内容を調べる",
        type="primary",
        disabled=not uploaded,
        on_click=look_through,
        key="answers-check",
    )
    files: list[CheckedFile] = st.session_state.get(CHECKED, [])
    for number, checked in enumerate(files):
        with st.container(border=True):
            show_file(number, checked)
    if files:
        result(files)


def look_through() -> None:
    """Check the uploaded files as this person."""
    with flash.refusals():
        visit = desk.visit()
        uploaded = st.session_state.get("answers-files") or []
        st.session_state[CHECKED] = [
            exports.check(visit.ledger, visit.person_id, file.name, file.getvalue()) for file in uploaded
        ]
        st.session_state[APPLIED] = {}


def show_file(number: int, checked: CheckedFile) -> None:
    """Show what one file would do, and the choices it leaves."""
    applied: Applied | None = st.session_state[APPLIED].get(number)
    st.markdown("**読み込んだファイル**")
    st.html(f"<p>{escape(checked.name)}：{escape(checked.summary())}</p>")
    if checked.problem:
        return
    for remark in checked.remarks:
        st.html(tables.remark(remark))
    conflicts = checked.of(Status.CONFLICT)
    for row in conflicts:
        conflict(number, row)
    rows = sorted(checked.rows, key=lambda row: (ORDER.index(row.status), row.sheet, row.row))
    cells = [row_cells(row, applied) for row in rows[:MOST_SHOWN]]
    st.html(tables.table("行ごとの結果", ["シート・行", "例規・条項", "結果", "理由"], cells))
    if applied is None and (checked.of(Status.READY) or conflicts):
        act_on(number, checked)
    elif applied is not None and applied.problem:
        st.error(applied.problem)


def row_cells(row: CheckedRow, applied: Applied | None) -> list[object]:
    """Give one line as the cells of a row."""
    return [
        f"{row.sheet} {row.row}行目",
        f"{row.title} {row.locator}",
        exports.STATUS_NAMES[row.status] if applied is None else exports.outcome(row, applied),
        " ".join(row.reasons),
    ]


def conflict(number: int, row: CheckedRow) -> None:
    """Show a newer answer beside the file's, and ask which one stands."""
    st.html(
        tables.table(
            f"{row.title} {row.locator}　{row.why_conflict}",
            ["項目", "台帳の回答", "ファイルの回答"],
            [[one.heading, one.ledger, one.file] for one in row.differences],
        )
    )
    st.radio(
        "どちらを残しますか",
        ["keep", "take"],
        index=None,
        format_func=lambda code: {"keep": "台帳の回答を残す", "take": "ファイルの回答にする"}[code],
        horizontal=True,
        key=choice_key(number, row),
    )


def choice_key(number: int, row: CheckedRow) -> str:
    """Give the key of the choice on one conflict."""
    return f"answers-{number}-{row.case_id}"


def act_on(number: int, checked: CheckedFile) -> None:
    """Offer to take the file, all of it or what can be taken."""
    left, right = st.columns(2)
    left.button(
        "すべて取り込む",
        type="primary",
        on_click=take,
        args=(number, checked, False),
        key=f"answers-all-{number}",
    )
    right.button(
        "取り込める行だけ取り込む", on_click=take, args=(number, checked, True), key=f"answers-some-{number}"
    )


def take(number: int, checked: CheckedFile, valid_only: bool) -> None:
    """Answer as the file says."""
    chosen = {
        row.case_id: st.session_state.get(choice_key(number, row)) for row in checked.of(Status.CONFLICT)
    }
    with flash.refusals():
        visit = desk.visit()
        applied = exports.apply(
            visit.ledger,
            visit.person_id,
            checked,
            take=[case_id for case_id, choice in chosen.items() if choice == "take"],
            keep=[case_id for case_id, choice in chosen.items() if choice == "keep"],
            valid_only=valid_only,
        )
        if applied.problem:
            flash.failed(applied.problem)
            return
        st.session_state[APPLIED][number] = applied
        flash.done(f"{len(applied.done):,}件の回答を取り込みました。")


def result(files: list[CheckedFile]) -> None:
    """Offer the result of every line as a sheet."""
    applied: dict[int, Applied] = st.session_state[APPLIED]
    sheet = exports.result_sheet(
        [(checked, applied.get(number)) for number, checked in enumerate(files)], wareki.today()
    )
    st.download_button(
        "結果をExcelで保存する", sheet.data, sheet.name, sheet.mime, on_click="ignore", key="answers-result"
    )
