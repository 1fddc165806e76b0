"""Japanese wording for codes: what each code of the lower layers is called on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from review_app.workflow.machine import STATE_NAMES, State

LABELS = {
    "visual": "目視",
    "onsite": "実地監査",
    "periodic": "定期検査・点検",
    "stationed": "常駐・専任",
    "training": "対面講習",
    "posting": "書面掲示",
    "viewing": "往訪閲覧・縦覧",
    "media": "記録媒体",
}
SHORT_LABELS = {
    "visual": "目視",
    "onsite": "実地",
    "periodic": "定期",
    "stationed": "常駐",
    "training": "講習",
    "posting": "掲示",
    "viewing": "閲覧",
    "media": "媒体",
}
MODALITIES = {"duty": "義務", "power": "権限（できる）", "effort": "努力義務"}
KINDS = {
    "act": "法律",
    "cabinet_order": "政令",
    "ministerial_order": "府省令",
    "ordinance": "条例",
    "rule": "規則",
    "regulation": "規程・訓令",
    "guideline": "要綱・要領",
    "notice": "告示・公告",
    "other": "その他",
}
FLAGS = {
    "penalty": "罰則",
    "definition": "定義",
    "reference": "準用・引用",
    "privacy": "個人情報に注意",
    "higher_law": "上位法令に基づく",
    "digital_alternative": "電子的方法あり",
}
ORIGINS = {"extractor": "自動抽出", "manual": "手で追加"}
OUTCOMES = {
    "imported": "取込み",
    "unchanged": "取込み済み",
    "duplicate": "重複",
    "skipped": "対象外",
    "failed": "読めない",
    "conflict": "同名で内容が違う",
}
SOURCES = {"app": "画面", "cli": "コマンド", "excel": "Excel"}
SETTINGS = {
    "password_min_length": ("パスワードの最小の長さ", "文字"),
    "password_classes": ("パスワードに混ぜる文字の種類", "種類"),
    "password_expiry_days": ("パスワードの有効期間（0は無期限）", "日"),
    "lockout_failures": ("ログインを止めるまでの失敗の回数", "回"),
    "lockout_minutes": ("最初にログインを止める時間（失敗のたびに倍）", "分"),
    "lockout_max_minutes": ("ログインを止める時間の上限", "分"),
    "session_idle_minutes": ("操作がないときにログアウトするまで", "分"),
    "session_hours": ("ログインの有効時間", "時間"),
}
_UNITS = {"Y": "年", "M": "か月", "W": "週間", "D": "日"}
_DURATION = re.compile(r"P(\d+)([YMWD])")


def label(code: str) -> str:
    """Name a type (規制区分)."""
    return LABELS.get(code, code)


def state(code: str) -> str:
    """Name a state (状態)."""
    return STATE_NAMES[State(code)] if code in set(State) else code


def modality(code: str) -> str:
    """Name how strong a clause is (義務・権限・努力義務)."""
    return MODALITIES.get(code, "―")


def kind(code: str) -> str:
    """Name a kind of 例規."""
    return KINDS.get(code, code)


def flags(codes: tuple[str, ...]) -> str:
    """Name context flags, joined; ``―`` when there are none."""
    return "、".join(FLAGS.get(code, code) for code in codes) or "―"


def phase(number: int | None) -> str:
    """Name a PHASE."""
    return f"PHASE {number}" if number else "―"


def frequency(value: Mapping[str, Any] | None) -> str:
    """Say a period in words: ``{"duration": "P6M", "at_least": True}`` is ``6か月ごと（以上）``."""
    if not value:
        return "―"
    match = _DURATION.fullmatch(str(value.get("duration", "")))
    said = f"{match[1]}{_UNITS[match[2]]}ごと" if match else "期間の定めなし"
    if value.get("at_least"):
        said += "（以上）"
    written = str(value.get("text", ""))
    return f"{said}：「{written}」" if written else said


def authority(value: Mapping[str, Any]) -> str:
    """Say what a clause rests on (根拠): the higher law and article, or the city's own."""
    if value.get("own", True):
        return "独自（根拠法令の引用なし）"
    return f"{value.get('law', '')}{value.get('article', '')}" or "上位法令"


def score(value: float) -> str:
    """Say a score of 0-1 as a percentage with its strength in words."""
    strength = "高" if value >= 0.75 else "中" if value >= 0.45 else "低"
    return f"{round(value * 100)}％（{strength}）"
