"""操作の記録: everything that happened, newest first, with filters."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import streamlit as st

from review_app import exports
from review_app.exports.files import CSV, file_name
from review_app.ledger.audit_rows import AuditPage, AuditQuery, AuditRow
from review_app.pages import case_view, desk, guard, tables, wareki, words
from review_app.pages.audit_words import ACTS, SUBJECTS, Names, detail_text, subject_text
from review_app.pages.desk import Visit
from review_app.workflow import views
from review_app.workflow.model import ROLE_NAMES, Role

PAGE_SIZE = 50
HEADER = ["番号", "日時", "だれ", "操作", "何に", "内容", "経路"]
FILE_HEADER = [
    "番号",
    "日時",
    "利用者ID",
    "氏名",
    "役割",
    "課",
    "操作",
    "対象",
    "状態",
    "内容",
    "経路",
    "符号",
]


@guard.part
def page() -> None:
    """Show the audit log."""
    visit = desk.visit()
    st.title("操作の記録")
    st.caption(
        "記録は追記のみで、あとから直したり消したりできません。各行は前の行とつながった符号で守られています。"
    )
    query = asked()
    found = desk.audit(visit, query)
    if not found.rows:
        st.html(tables.empty("記録がありません", "条件を変えてください。"))
        return
    names = names_of(visit, found)
    rows = [row_cells(row, names) for row in found.rows]
    st.download_button(
        f"この条件の記録をCSVで保存（{found.total:,}件）",
        lambda: exports.audit_file(visit.ledger, visit.person_id, query, FILE_HEADER, file_cells).data,
        file_name("操作の記録", day=views.today(visit.ledger), suffix="csv"),
        CSV,
        on_click="ignore",
        key="audit-file",
    )
    with st.container(key="audit-log"):
        st.html(tables.table(f"全{found.total:,}件", HEADER, rows))
    pages = max(1, -(-found.total // PAGE_SIZE))
    if pages > 1:
        st.pagination(pages, key="audit-page")


def asked() -> AuditQuery:
    """Ask for the filters."""
    who, did, what, since, until = st.columns(5)
    person = who.text_input("利用者ID", key="audit_person", bind="query-params", on_change=first_page).strip()
    act = did.selectbox(
        "操作",
        ["", *ACTS],
        format_func=lambda code: ACTS.get(code, "すべて"),
        key="audit_act",
        bind="query-params",
        on_change=first_page,
    )
    subject = what.selectbox(
        "対象",
        list(SUBJECTS),
        format_func=lambda key: SUBJECTS[key],
        key="audit_subject",
        bind="query-params",
        on_change=first_page,
    )
    first = since.date_input("から", None, format="YYYY/MM/DD", key="audit-since", on_change=first_page)
    last = until.date_input("まで", None, format="YYYY/MM/DD", key="audit-until", on_change=first_page)
    number = int(st.session_state.get("audit-page", 1))
    return AuditQuery(
        person_id=person,
        act=act or "",
        subject=subject,
        since=midnight(first) if isinstance(first, date) else None,
        until=midnight(last + timedelta(days=1)) if isinstance(last, date) else None,
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )


def first_page() -> None:
    """Go back to the first page: other filters give other pages."""
    st.session_state.pop("audit-page", None)


def midnight(day: date) -> datetime:
    """Give a day's beginning in Japan as the ledger's naive UTC."""
    return datetime(day.year, day.month, day.day) - timedelta(hours=9)


def names_of(visit: Visit, found: AuditPage) -> Names:
    """Give the names that the events of a page need."""
    lists = (desk.choices(visit, name) for name in ("policies", "tags", "dismiss_reasons"))
    return Names(
        desk.department_names(visit, closed=True),
        case_view.rule_names(),
        {code: name for choices in lists for code, name in choices.items()},
        views.audited(visit.ledger, visit.person_id, found),
    )


def row_cells(row: AuditRow, names: Names) -> list[object]:
    """Give one event as the cells of a row."""
    role = role_name(row)
    return [
        str(row.seq),
        f"{wareki.short(wareki.local(row.occurred_at).date())} {wareki.local(row.occurred_at):%H:%M:%S}",
        f"{row.person_name or row.person_id}（{role}）",
        ACTS.get(row.act, row.act),
        subject_text(row.subject, names),
        detail_text(row.payload, names),
        words.SOURCES.get(row.source, row.source),
    ]


def role_name(row: AuditRow) -> str:
    """Name the role an event was written under."""
    return ROLE_NAMES[Role(row.role)] if row.role in set(Role) else "システム"


def file_cells(row: AuditRow) -> list[str]:
    """Give one event as a row of the file: nothing is cut, and what it carried stands as it is kept (JSON)."""
    return [
        str(row.seq),
        f"{wareki.local(row.occurred_at):%Y-%m-%d %H:%M:%S}",
        row.person_id,
        row.person_name,
        role_name(row),
        row.department_id or "",
        ACTS.get(row.act, row.act),
        row.subject,
        words.state(row.state),
        json.dumps(row.payload, ensure_ascii=False),
        words.SOURCES.get(row.source, row.source),
        row.hash,
    ]
