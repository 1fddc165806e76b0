"""操作の記録 in words: what each code, id and field of an event is called, and how its values read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from review_app.ledger.model import Json
from review_app.pages import wareki, words
from review_app.workflow.machine import ACT_NAMES
from review_app.workflow.messages import FIELD_NAMES
from review_app.workflow.model import ROLE_NAMES, Role
from review_app.workflow.payloads import Effort

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
DEPARTMENT_FIELDS = frozenset({"department_id", "department_ids", "departments", "into", "before"})
MOST_DETAIL = 160
SETTINGS = {
    **{code: name for code, (name, _) in words.SETTINGS.items()},
    "policies": "見直し方針",
    "dismiss_reasons": "対象外の理由",
    "tags": "5レス",
    "technologies": "活用する技術",
    "phase": "現在のPHASE",
    "category": "類型",
    "sheet_layout": "点検シートの様式",
    "ranking": "並び順の学習",
}
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


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called here: departments, rules, pick lists' entries by code, and events' subjects."""

    departments: Mapping[str, str]
    rules: Mapping[str, str]
    choices: Mapping[str, str]
    subjects: Mapping[str, tuple[str, ...]]


def subject_text(subject: str, names: Names) -> str:
    """Name what an event is about; what has no name stands by its id, cut to what tells it apart."""
    kind, _, key = subject.partition(":")
    called = SUBJECTS.get(f"{kind}:", kind)
    if kind == "session":
        return called
    if found := names.subjects.get(subject):
        title, *place = found
        if not place:
            return f"{called} {title}"
        return f"{title} {place[0]}（{words.label(place[1])}）"
    known = {"department": names.departments, "rule": names.rules, "setting": SETTINGS}.get(kind, {})
    return f"{called} {known.get(key, key[:12])}"


def detail_text(payload: Json, names: Names) -> str:
    """Give what an event carried, field by field, cut to a readable length."""
    parts = [
        f"{FIELD_NAMES.get(key, OTHER_FIELDS.get(key, key))}：{value_text(key, value, names)}"
        for key, value in payload.items()
        if key not in HIDDEN_FIELDS and value not in ("", None, [], {})
    ]
    text = "　".join(parts)
    return text if len(text) <= MOST_DETAIL else text[:MOST_DETAIL] + "…"


def value_text(key: str, value: object, names: Names) -> str:
    """Give one value of an event's payload in words; what is not known stays as it is kept."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        if key == "files":
            return f"{len(value):,}件"
        return "、".join(value_text(key, one, names) for one in value)
    if isinstance(value, dict):
        return mapping_text(value)
    if isinstance(value, str):
        return code_text(key, value, names)
    return json.dumps(value, ensure_ascii=False)


def mapping_text(value: Mapping[str, object]) -> str:
    """Give a value that has fields of its own: outcomes with their counts, the hours saved."""
    if value.keys() <= words.OUTCOMES.keys():
        return "、".join(f"{words.OUTCOMES[key]} {count}件" for key, count in value.items())
    if value.keys() <= Effort.model_fields.keys():
        return Effort.model_validate(value).arithmetic or "なし"
    return json.dumps(value, ensure_ascii=False)


def code_text(key: str, value: str, names: Names) -> str:
    """Give a text of an event: codes by their names, days in 和暦, anything people wrote as it is."""
    if key in DEPARTMENT_FIELDS:
        return names.departments.get(value, value)
    if key in {"policy", "tags", "choice"}:
        return names.choices.get(value, value)
    if key in {"label", "labels"}:
        return words.label(value)
    if key == "role":
        return ROLE_NAMES[Role(value)] if value in set(Role) else value
    if key in {"due_on", "planned_on", "completed_on"}:
        return wareki.both(date.fromisoformat(value))
    return value
