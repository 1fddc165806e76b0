"""操作の記録: everything that happened, newest first, with filters."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import streamlit as st

from review_app import exports
from review_app.exports.files import CSV, file_name
from review_app.ledger.audit_rows import AuditQuery, AuditRow
from review_app.ledger.model import Json
from review_app.pages import desk, guard, tables, wareki, words
from review_app.workflow import views
from review_app.workflow.machine import ACT_NAMES
from review_app.workflow.messages import FIELD_NAMES
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
    "edition:": "版",
    "credential:": "パスワード",
    "login:": "ログインの試み",
    "provider:": "共通認証",
    "installation:": "導入",
    "wave:": "取組",
    "sample:": "二人判定の標本",
    "judgement:": "二人判定",
    "rule:": "規則",
}
OTHER_FIELDS = {
    "person_id": "利用者ID",
    "from": "接続元",
    "name": "名前",
    "role": "役割",
    "bureau": "部局",
    "position": "並び順",
    "value": "値",
    "before": "前の値",
    "failures": "失敗の回数",
    "locked_until": "停止の期限（世界時）",
    "must_change": "次回に変更",
    "ordinances": "例規の数",
    "clauses": "条項の数",
    "candidates": "候補の数",
    "cases": "案件の数",
    "files": "ファイル",
    "failed": "読めなかったファイル",
    "uploads": "送られたファイルの数",
    "bytes": "大きさ（バイト）",
    "unreviewed_only": "未確認だけ",
    "population": "条件に合う件数",
}
# What only the program needs: to end a session, to know a sample's cases.
HIDDEN_FIELDS = frozenset({"credential", "ends_at", "case_ids", "run", "rules_hash"})
MOST_DETAIL = 160
OTHER_ACTS = {
    "sign_in": "ログイン",
    "sign_out": "ログアウト",
    "sign_in_failed": "ログインの失敗",
    "sign_in_refused": "共通認証でのログインの拒否",
    "drop_password": "初期・期限切れパスワードの廃止（共通認証）",
    "sign_in_reset": "失敗の回数を戻す",
    "install": "導入",
    "add_person": "利用者の登録",
    "change_person": "利用者の変更",
    "close_person": "利用の停止",
    "set_password": "パスワードの設定",
    "change_password": "パスワードの変更",
    "reset_password": "パスワードの再発行",
    "add_department": "課の登録",
    "change_department": "課の変更",
    "close_department": "課の廃止",
    "change_setting": "設定の変更",
    "map_ordinance": "例規の所管の設定",
    "create_edition": "版の作成",
    "import": "取込み",
    "begin_import": "画面からの取込みの開始",
    "end_import": "画面からの取込みの終了",
    "stop_import": "画面からの取込みの停止",
    "link": "版の対応付け",
    "extract": "抽出",
    "carry": "案件の引継ぎ",
    "repeal": "廃止された例規の案件の終了",
    "set_wave": "取組の設定",
    "close_wave": "取組の終了",
    "draw_sample": "標本の無作為抽出",
    "judge": "二人判定の判定",
    "learn": "判断からの学習",
    "forget": "学習の取消し",
    "switch_rule_off": "規則の停止",
    "switch_rule_on": "規則の再開",
}


ACTS = {**{act.value: name for act, name in ACT_NAMES.items()}, **OTHER_ACTS}
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
    rows = [row_cells(row) for row in found.rows]
    st.download_button(
        f"この条件の記録をCSVで保存（{found.total:,}件）",
        lambda: exports.audit_file(visit.ledger, visit.person_id, query, FILE_HEADER, file_cells).data,
        file_name("操作の記録", day=views.today(visit.ledger), suffix="csv"),
        CSV,
        on_click="ignore",
        key="audit-file",
    )
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


def row_cells(row: AuditRow) -> list[object]:
    """Give one event as the cells of a row."""
    role = role_name(row)
    return [
        str(row.seq),
        f"{wareki.local(row.occurred_at):%Y-%m-%d %H:%M:%S}",
        f"{row.person_name or row.person_id}（{role}）",
        ACTS.get(row.act, row.act),
        subject_text(row.subject),
        detail_text(row.payload),
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


def subject_text(subject: str) -> str:
    """Name what an event is about; long ids are cut to what tells them apart."""
    kind, _, key = subject.partition(":")
    name = SUBJECTS.get(f"{kind}:", kind)
    return f"{name} {key[:12]}"


def detail_text(payload: Json) -> str:
    """Give what an event carried, field by field, cut to a readable length."""
    parts = [
        f"{FIELD_NAMES.get(key, OTHER_FIELDS.get(key, key))}：{value_text(value)}"
        for key, value in payload.items()
        if key not in HIDDEN_FIELDS and value not in ("", None, [], {})
    ]
    text = "　".join(parts)
    return text if len(text) <= MOST_DETAIL else text[:MOST_DETAIL] + "…"


def value_text(value: object) -> str:
    """Give one value of an event's payload."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, dict) and value and value.keys() <= words.OUTCOMES.keys():
        return "、".join(f"{words.OUTCOMES[key]} {count}件" for key, count in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
