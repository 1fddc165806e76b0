"""操作の記録: everything that happened, newest first, with filters."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import streamlit as st

from review_app.ledger.model import AuditQuery, AuditRow
from review_app.pages import desk, guard, tables, wareki, words
from review_app.workflow.machine import ACT_NAMES, Act
from review_app.workflow.model import ROLE_NAMES, Role

PAGE_SIZE = 50
SUBJECTS = {
    "": "すべて",
    "case:": "案件",
    "person:": "利用者",
    "department:": "課",
    "setting:": "設定",
    "session:": "ログイン",
    "ordinance:": "例規の所管",
}
OTHER_ACTS = {
    "register": "登録",
    "change": "変更",
    "close": "利用停止",
    "reopen": "再開",
    "password": "パスワードの変更",
    "sign_in": "ログイン",
    "sign_out": "ログアウト",
    "sign_in_failed": "ログインの失敗",
    "set": "設定",
    "import": "取込み",
    "extract": "抽出",
}


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
    rows = [row_cells(row) for row in found.rows]
    header = ["番号", "日時", "だれ", "立場", "操作", "何に", "内容", "から"]
    st.html(tables.table(f"全{found.total:,}件", header, rows))
    pages = max(1, -(-found.total // PAGE_SIZE))
    if pages > 1:
        st.pagination(pages, key="audit-page")


def asked() -> AuditQuery:
    """Ask for the filters."""
    who, what, since, until = st.columns(4)
    person = who.text_input("利用者ID", key="audit_person", bind="query-params").strip()
    subject = what.selectbox(
        "対象",
        list(SUBJECTS),
        format_func=lambda key: SUBJECTS[key],
        key="audit_subject",
        bind="query-params",
    )
    first = since.date_input("から", None, format="YYYY/MM/DD", key="audit-since")
    last = until.date_input("まで", None, format="YYYY/MM/DD", key="audit-until")
    number = int(st.session_state.get("audit-page", 1))
    return AuditQuery(
        person_id=person,
        subject=subject,
        since=midnight(first) if isinstance(first, date) else None,
        until=midnight(last + timedelta(days=1)) if isinstance(last, date) else None,
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )


def midnight(day: date) -> datetime:
    """Give a day's beginning in Japan as the ledger's naive UTC."""
    return datetime(day.year, day.month, day.day) - timedelta(hours=9)


def row_cells(row: AuditRow) -> list[object]:
    """Give one event as the cells of a row."""
    act = ACT_NAMES[Act(row.act)] if row.act in set(Act) else OTHER_ACTS.get(row.act, row.act)
    role = ROLE_NAMES[Role(row.role)] if row.role in set(Role) else "システム"
    detail = json.dumps(row.payload, ensure_ascii=False) if row.payload else ""
    return [
        str(row.seq),
        wareki.moment(row.occurred_at),
        row.person_name or row.person_id,
        role,
        act,
        row.subject,
        detail if len(detail) <= 200 else detail[:200] + "…",
        words.SOURCES.get(row.source, row.source),
    ]
