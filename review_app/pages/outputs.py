"""出力: files for other people and other systems, of what the person may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from review_app import exports
from review_app.exports.files import ExportFile
from review_app.ledger.model import QueueQuery
from review_app.pages import desk, flash, guard, marks, words
from review_app.pages.desk import Visit
from review_app.workflow.machine import STATE_NAMES, State
from review_app.workflow.model import Role

Make = Callable[[], ExportFile]
Offer = tuple[str, str, str, Make]
"""A file on offer: its key, its title, what it is, how it is made."""
PER_ROW = 3
# What a 点検シート is usually wanted of: everything that is not dismissed.
USUAL = tuple(state for state in State if state is not State.OUT_OF_SCOPE)


@guard.part
def page() -> None:
    """Show what can be written out, and offer each file once it was made."""
    visit = desk.visit()
    st.title("出力")
    flash.show()
    query = asked(visit)
    total = desk.queue(visit, query).total
    st.caption(f"条件に合う案件：{total:,}件")
    in_columns(of_cases(visit, query), query if total else None)
    if visit.actor.role in (Role.LEGAL, Role.MANAGER):
        st.html('<h2 class="tk-h2">条件によらず、全体を出力するもの</h2>')
        in_columns(whole(visit), QueueQuery())


def in_columns(offers: Sequence[Offer], query: QueueQuery | None) -> None:
    """Show files beside each other."""
    for column, (key, title, said, make) in zip(st.columns(PER_ROW), offers, strict=False):
        with column:
            offer(key, title, said, make, query)


def asked(visit: Visit) -> QueueQuery:
    """Ask which cases."""
    states, types, departments = st.columns(3)
    chosen = states.multiselect(
        "状態",
        list(State),
        format_func=lambda code: STATE_NAMES[code],
        placeholder="対象外を除くすべて",
        key="outputs-states",
        select_all=False,
    )
    labels = types.multiselect(
        "種類",
        list(words.LABELS),
        format_func=words.label,
        placeholder="すべて",
        key="outputs-types",
        select_all=False,
    )
    owners: list[str] = []
    if visit.actor.role is not Role.DEPARTMENT:
        names = desk.department_names(visit)
        owners = departments.multiselect(
            "所管課",
            list(names),
            format_func=marks.named(names),
            placeholder="すべて",
            key="outputs-owners",
            select_all=False,
        )
    return QueueQuery(states=tuple(chosen) or USUAL, labels=tuple(labels), departments=tuple(owners), limit=1)


def of_cases(visit: Visit, query: QueueQuery) -> list[Offer]:
    """Give the files on offer of the cases that were asked for."""
    if visit.actor.role is Role.DEPARTMENT:
        said = "A3横で印刷でき、記入要領が付きます。記入したら「Excelで回答」で読み込みます。"
    else:
        said = "課ごとに1シートのExcelです。A3横で印刷でき、記入要領が付きます。"
    sheet = (
        "sheet",
        "点検シート（Excel）",
        said,
        lambda: exports.workbook(visit.ledger, visit.person_id, query),
    )
    if visit.actor.role is Role.DEPARTMENT:
        return [sheet]
    books = (
        "set",
        "課別の点検シート（zip）",
        "課ごとに1つのExcelを、まとめたファイルです。Excelで回答する課に渡します。",
        lambda: exports.workbook_set(visit.ledger, visit.person_id, query),
    )
    table = (
        "csv",
        "CSV（全部の列）",
        "ほかのシステムで使うためのファイルです。文字コードはUTF-8（BOM付き）です。",
        lambda: exports.csv_file(visit.ledger, visit.person_id, query),
    )
    return [sheet, books, table]


def whole(visit: Visit) -> list[Offer]:
    """Give the files on offer of everything the person may see."""
    return [
        (
            "report",
            "進捗の報告書（Excel）",
            "会議や報告に使う、課別・種類別の件数と削減時間の表です。",
            lambda: exports.report(visit.ledger, visit.person_id),
        ),
        (
            "open",
            "公表用CSV（オープンデータ）",
            "決定した案件だけを、担当者や内部の記録を除いて書き出します。",
            lambda: exports.opendata(visit.ledger, visit.person_id),
        ),
    ]


def offer(key: str, title: str, said: str, make: Make, query: QueueQuery | None) -> None:
    """Offer one file: made on demand, then downloaded, so that opening the page stays quick.

    ``query`` is what the file is of, None when that is nothing; a file made of something else is not offered.
    """
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.caption(said)
        held = f"outputs-{key}-file"
        st.button(
            "作成する",
            disabled=query is None,
            on_click=prepare,
            args=(held, query, make),
            key=f"outputs-{key}-make",
        )
        made_of, file = st.session_state.get(held, (None, None))
        if file is not None and made_of == query:
            st.download_button(
                f"{file.name} をダウンロード",
                file.data,
                file.name,
                file.mime,
                type="primary",
                on_click="ignore",
                key=f"outputs-{key}-download",
            )


def prepare(held: str, query: QueueQuery, make: Make) -> None:
    """Make a file and keep it for its download."""
    st.session_state.pop(held, None)
    with flash.refusals():
        desk.visit()
        st.session_state[held] = (query, make())
        flash.done("ファイルを作成しました。ダウンロードしてください。")
