"""Japanese reasons for what pydantic refuses: one sentence for the person, one phrase for each field."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from review_app.workflow.errors import InvalidInputError

FIELD_NAMES: dict[str, str] = {
    "reason": "理由",
    "choice": "理由の区分",
    "note": "備考",
    "text": "コメント",
    "quote": "コメントする語句",
    "department_id": "課",
    "department_ids": "合議先",
    "case_ids": "条項",
    "due_on": "回答期限",
    "wave": "取組の区分",
    "in_scope": "該当の有無",
    "practice": "現行運用",
    "needs_review": "見直しの要否",
    "review_reason": "見直し要否の理由",
    "policy": "見直し方針",
    "phase_target": "見直し後のPHASE",
    "technology": "活用技術",
    "planned_on": "完了予定日",
    "yearly_cases": "年間件数",
    "staff": "職員の削減時間",
    "citizens": "住民の削減時間",
    "minutes": "分",
    "times": "回数",
    "days": "日数",
    "tags": "5レス",
    "contact": "連絡先",
    "remarks": "備考",
    "completed_on": "完了日",
    "amending_number": "改正例規の番号",
    "clause_id": "条項",
    "label": "規制区分",
    "labels": "種類",
    "departments": "課",
    "ordinance_keys": "例規",
    "name": "名前",
    "size": "件数",
    "judges": "判定する人",
    "into": "移す先の課",
    "start": "選択範囲",
    "end": "選択範囲",
}

_REASONS: dict[str, str] = {
    "missing": "入力してください",
    "string_too_short": "入力してください",
    "string_too_long": "{max_length}文字以内で入力してください",
    "too_short": "{min_length}個以上を選んでください",
    "too_long": "{max_length}個以内で選んでください",
    "greater_than_equal": "{ge}以上で入力してください",
    "less_than_equal": "{le}以下で入力してください",
    "extra_forbidden": "この項目は受け付けられません",
    "value_error": "使えない制御文字が含まれています",
}


def invalid_input(error: ValidationError) -> InvalidInputError:
    """An InvalidInputError that names each refused field and its reason."""
    fields = {".".join(str(part) for part in detail["loc"]): _reason(detail) for detail in error.errors()}
    named = "、".join(f"{_name(path)}は{reason}" for path, reason in fields.items())
    return InvalidInputError(f"入力を確認してください: {named}", fields)


def _reason(detail: ErrorDetails) -> str:
    template = _REASONS.get(detail["type"])
    if template is None:
        return "正しい形で入力してください"
    return template.format(**detail.get("ctx", {}))


def _name(path: str) -> str:
    names = [FIELD_NAMES.get(part, "") for part in path.split(".")]
    return "の".join(name for name in names if name) or "入力項目"
