"""取込み (legal): files in, what they would change, and the import itself, which runs on whoever looks on."""

from __future__ import annotations

from html import escape

import streamlit as st

from ordinances.limits import megabytes
from ordinances.wareki import format_wareki
from review_app.pages import desk, flash, guard, intake_view, tables
from review_app.pages.desk import Visit
from review_app.pages.editions import changes
from review_app.workflow import views
from review_app.workflow.intake import Intake
from review_app.workflow.intake_status import Stage, Status
from review_app.workflow.staging import upload_limit

EVERY_SECONDS = 1.0
MOST_NAME = 100


@guard.part
def page() -> None:
    """Show where the import stands and what can be done now."""
    visit = desk.visit()
    st.title("例規の取込み")
    flash.show()
    intake = desk.intake(visit)
    status = intake.status(visit.person_id)
    if status.running:
        watching()
    elif status.stage is Stage.CHECKED:
        checked(visit, intake, status)
    elif status.stage is Stage.DONE:
        ended(visit, intake, status)
    else:
        asking(visit, intake)


def asking(visit: Visit, intake: Intake) -> None:
    """Ask for the files; offer to analyse what was imported and not analysed."""
    st.caption(
        "例規のファイル（HTML・XML・Word・PDF・テキスト）か、それらをまとめたzipを送ります。"
        "送ったあと、何が変わるかを確かめてから取り込みます。"
    )
    st.html(upload_form(intake.ticket(visit.person_id)))
    waiting = intake.waiting(visit.person_id)
    if waiting:
        st.html(
            tables.alert(
                f"取り込んだ例規のうち{waiting:,}件は、今の規則でまだ調べていません。前の版の判断の引継ぎも、"
                "調べたあとに行われます。"
            )
        )
        if st.button("調べて引き継ぐ", key="intake-extract"):
            with flash.refusals():
                intake.extract(visit.person_id)
            st.rerun()


def upload_form(ticket: str) -> str:
    """Give the form that sends files straight to the server, without any script."""
    return (
        f'<form class="tk-upload" method="post" action="/intake/upload?ticket={escape(ticket)}" '
        'enctype="multipart/form-data"><label for="tk-files">例規のファイル（いくつでも）</label>'
        '<input id="tk-files" type="file" name="files" multiple required>'
        f'<p class="tk-hint">1回に{megabytes(upload_limit())}まで。送り終わるまで、この画面を閉じないでください。</p>'
        '<button type="submit">送って内容を確かめる</button></form>'
    )


@st.fragment(run_every=EVERY_SECONDS)
def watching() -> None:
    """Show how far it is, once a second, until it ends; looking on does not count as working."""
    with flash.refusals():
        visit = desk.visit(active=False)
        intake = desk.intake(visit)
        status = intake.status(visit.person_id)
        if status.running:
            progress(visit, intake, status)
            return
    st.rerun()


def progress(visit: Visit, intake: Intake, status: Status) -> None:
    """Show the step, how far it is and how fast, and the way to stop."""
    share, said = intake_view.progress(status)
    if steps := intake_view.steps_html(status):
        st.html(steps)
    st.progress(share, text=said)
    st.caption(
        f"{status.begun_by}さんが始めました。画面を閉じても続きます。ほかの人は、ふだんどおり使えます。"
    )
    if status.stage is not Stage.RECEIVING and st.button(
        "止めています…" if status.stopping else "止める", disabled=status.stopping, key="intake-stop"
    ):
        intake.stop(visit.person_id)
        st.rerun(scope="fragment")


def checked(visit: Visit, intake: Intake, status: Status) -> None:
    """Show what was sent and what it would change, and ask whether to import it."""
    found = status.preview
    st.html(intake_view.counts_html(status) + intake_view.lost_html(status.files))
    if found is None or not found.ordinances:
        st.html(tables.empty("取り込める例規がありません", "ファイルを確かめて、もう一度送ってください。"))
        if st.button("やめる", key="intake-drop"):
            drop(visit, intake)
        return
    confirm(visit, intake, found.edition)
    if found.edition:
        st.subheader(f"版「{found.edition}」から変わるところ")
        changes(found.diffs, f"版「{found.edition}」と同じ内容です。")
    st.html(intake_view.files_html(status.files))


def confirm(visit: Visit, intake: Intake, newest: str) -> None:
    """Ask for the edition's name and the last word."""
    with st.form("intake-confirm"):
        name = st.text_input("版の名前", value=suggested(visit), max_chars=MOST_NAME)
        if newest:
            st.caption(
                "変わるところは、この下で確かめられます。改正後の例規は、新しい名前の版にします。新しい版にない例規は廃止として扱います"
                "（半分を超える例規がないときは、改正分だけの取込みとみなします）。"
                f"今の版「{newest}」に足りない例規を加えるときだけ、その名前にします。"
            )
        left, right = st.columns(2)
        go = left.form_submit_button("この内容で取り込む", type="primary", width="stretch")
        leave = right.form_submit_button("やめる", width="stretch")
    if go:
        with flash.refusals():
            intake.start(visit.person_id, name)
        st.rerun()
    if leave:
        drop(visit, intake)


def suggested(visit: Visit) -> str:
    """Suggest this month as the edition's name: ``令和8年11月``."""
    return format_wareki(views.today(visit.ledger)).partition("月")[0] + "月"


def ended(visit: Visit, intake: Intake, status: Status) -> None:
    """Show what came of it and where to go on."""
    st.html(intake_view.result_html(status))
    if status.files:
        st.html(intake_view.counts_html(status) + intake_view.lost_html(status.files))
        st.html(intake_view.files_html(status.files))
    left, right = st.columns(2)
    if (
        status.resumable
        and status.edition
        and left.button("続きから行う", type="primary", key="intake-again", width="stretch")
    ):
        with flash.refusals():
            intake.start(visit.person_id, status.edition)
        st.rerun()
    if right.button("この結果を閉じる", key="intake-close", width="stretch"):
        drop(visit, intake)


def drop(visit: Visit, intake: Intake) -> None:
    """Forget the files and the result."""
    with flash.refusals():
        intake.drop(visit.person_id)
    st.rerun()
