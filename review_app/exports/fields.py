"""The fields a column can hold (出力項目): where each value comes from, and whether it may be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ordinances.wareki import format_wareki
from review_app.exports.answers import ANSWER_FIELDS, Flat, FlatValue, flatten
from review_app.ledger.model import CaseRow, Json
from review_app.workflow.exporting import ExportCase, Material
from review_app.workflow.machine import STATE_NAMES, State

Value = str | int | float | date | None
Names = Callable[[str], Mapping[str, str]]
"""Gives the wording of a field's codes (``Layout.wording``)."""

SWITCHES = {"in_scope": ("true", "false"), "needs_review": ("true", "false")}
"""The codes of yes-or-no fields."""


@dataclass(frozen=True)
class Entry:
    """One line of a sheet: a case, its number there, and what is needed to name its codes."""

    number: int
    case: ExportCase
    material: Material
    names: Names

    @cached_property
    def flat(self) -> Flat:
        """The present answer, flat."""
        return flatten(self.case.row.facts.answer)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its value is got, whether it is part of the answer, whether it may be published."""

    value: Callable[[Entry], Value]
    public: bool = False
    answer: bool = False


def both_calendars(day: date | None) -> str:
    """A day as 和暦 with the western date: ``令和8年11月23日（2026-11-23）``; "" for none."""
    return f"{format_wareki(day)}（{day.isoformat()}）" if day else ""


def _named(field: str, code: object, entry: Entry) -> str:
    text = str(code).lower() if isinstance(code, bool) else str(code)
    return entry.names(field).get(text, text)


def _department(entry: Entry) -> str:
    place = entry.material.departments.get(entry.case.department_id or "")
    return place.name if place else ""


def _bureau(entry: Entry) -> str:
    place = entry.material.departments.get(entry.case.department_id or "")
    return place.bureau if place else ""


def _promulgated(entry: Entry) -> str:
    printed, day = entry.case.extra.promulgated, entry.case.extra.promulgated_on
    return f"{printed}（{day.isoformat()}）" if printed and day else printed or both_calendars(day)


def _keywords(entry: Entry) -> str:
    return "、".join(dict.fromkeys(str(span["text"]) for span in entry.case.row.spans))


_UNITS = {"Y": "年", "M": "か月", "W": "週間", "D": "日"}


def _frequency(entry: Entry) -> str:
    """A period in words: ``P6M`` is 6か月ごと; what the clause says stands behind it."""
    found = entry.case.extra.frequency
    if not found:
        return ""
    period = str(found.get("duration") or "")
    unit = _UNITS.get(period[-1:])
    said = f"{period[1:-1]}{unit}ごと" if unit and period[1:-1].isdigit() else ""
    said += "（以上）" if said and found.get("at_least") else ""
    return " ".join(part for part in (said, str(found.get("text") or "")) if part)


def _authority(entry: Entry) -> str:
    found = entry.case.extra.authority
    return f"{found.get('law') or ''}{found.get('article') or ''}"


def _origin(entry: Entry) -> str:
    authority = entry.case.extra.authority
    return _named("origin_of_rule", "own" if authority.get("own", True) else "national", entry)


def _triage_reason(entry: Entry) -> str:
    reason = _payload(entry.case.extra.dismissed, "reason")
    return reason if entry.case.row.facts.state == State.OUT_OF_SCOPE else ""


def _payload(payload: Json | None, key: str) -> str:
    return str((payload or {}).get(key) or "")


def _amending_number(entry: Entry) -> str:
    return (
        _payload(entry.case.extra.completed, "amending_number") if entry.case.row.facts.completed_on else ""
    )


def _phase(entry: Entry) -> str:
    return f"PHASE {entry.case.row.phase_now}" if entry.case.row.phase_now else ""


def _flags(entry: Entry) -> str:
    return "、".join(_named("flags", flag, entry) for flag in entry.case.row.flags)


_MOST_JOINED = 20


def _joined(entry: Entry) -> str:
    """Which clauses are reviewed as one: on the case they are joined to all others, on the others that case."""
    case, lead = entry.case, entry.case.lead
    if lead is None:
        return ""
    if lead.case_id != case.row.case_id:
        return f"「{_place(lead, case.row)}」に合わせた条項"
    shown = "、".join(_place(one, case.row) for one in case.joined[:_MOST_JOINED])
    left = len(lead.facts.joined) - len(case.joined[:_MOST_JOINED])
    return f"代表（合わせた条項：{shown}{f'ほか{left}条項' if left else ''}）"


def _place(row: CaseRow, seen_from: CaseRow) -> str:
    here = row.ordinance_id == seen_from.ordinance_id
    return row.locator if here else f"{row.ordinance_title} {row.locator}"


def _answer(key: str) -> Callable[[Entry], Value]:
    return lambda entry: shown(key, entry.flat.get(key), entry.names)


def shown(key: str, value: FlatValue | None, names: Names) -> Value:
    """A value of an answer as its cell shows it."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return "、".join(names(key).get(code, code) for code in value)
    if ANSWER_FIELDS[key].kind == "choice":
        return names(key).get(str(value), str(value))
    return value


def _day(name: str, write: Callable[[date], Value]) -> Callable[[Entry], Value]:
    def value(entry: Entry) -> Value:
        day: date | None = getattr(entry.case.row.facts, name)
        return write(day) if day else None

    return value


FIELDS: dict[str, Field] = {
    "number": Field(lambda e: e.number, public=True),
    "case_id": Field(lambda e: e.case.row.case_id),
    "bureau": Field(_bureau, public=True),
    "department": Field(_department, public=True),
    "ordinance_title": Field(lambda e: e.case.row.ordinance_title, public=True),
    "ordinance_kind": Field(lambda e: _named("ordinance_kind", e.case.row.ordinance_kind, e), public=True),
    "ordinance_number": Field(lambda e: e.case.row.ordinance_number, public=True),
    "promulgated": Field(_promulgated, public=True),
    "locator": Field(lambda e: e.case.row.locator, public=True),
    "joined": Field(_joined, public=True),
    "caption": Field(lambda e: e.case.row.caption, public=True),
    "text": Field(lambda e: e.case.row.text, public=True),
    "keywords": Field(_keywords, public=True),
    "label": Field(lambda e: _named("label", e.case.row.label, e), public=True),
    "category": Field(lambda e: e.case.row.category, public=True),
    "modality": Field(lambda e: _named("modality", e.case.row.modality, e), public=True),
    "frequency": Field(_frequency, public=True),
    "authority": Field(_authority, public=True),
    "origin_of_rule": Field(_origin, public=True),
    "flags": Field(_flags),
    "score": Field(lambda e: round(e.case.row.score, 2)),
    "explanation": Field(lambda e: e.case.extra.explanation),
    "rules": Field(lambda e: "、".join(e.case.extra.rules)),
    "phase_now": Field(_phase, public=True),
    "state": Field(lambda e: STATE_NAMES[State(e.case.row.facts.state)], public=True),
    "triage_reason": Field(_triage_reason),
    "wave": Field(lambda e: e.case.row.facts.wave),
    "due_on": Field(_day("due_on", both_calendars)),
    "updated_by": Field(lambda e: e.case.row.updated_by),
    "in_scope": Field(_answer("in_scope"), public=True, answer=True),
    "needs_review": Field(_answer("needs_review"), public=True, answer=True),
    "policy": Field(_answer("policy"), public=True, answer=True),
    "phase_target": Field(_answer("phase_target"), public=True, answer=True),
    "yearly_cases": Field(_answer("yearly_cases"), public=True, answer=True),
    "tags": Field(_answer("tags"), public=True, answer=True),
    "planned_on": Field(_answer("planned_on"), public=True, answer=True),
    **{
        key: Field(_answer(key), answer=True)
        for key in (
            "practice",
            "review_reason",
            "technology",
            "contact",
            "remarks",
            "staff_minutes",
            "staff_times",
            "staff_days",
            "citizens_minutes",
            "citizens_times",
            "citizens_days",
        )
    },
    "hours_staff": Field(lambda e: e.case.row.facts.hours_staff or None, public=True),
    "hours_citizens": Field(lambda e: e.case.row.facts.hours_citizen or None, public=True),
    "planned_on_iso": Field(_day("planned_on", date.isoformat), public=True),
    "planned_on_wareki": Field(_day("planned_on", format_wareki), public=True),
    "completed_on": Field(_day("completed_on", both_calendars), public=True),
    "completed_on_iso": Field(_day("completed_on", date.isoformat), public=True),
    "completed_on_wareki": Field(_day("completed_on", format_wareki), public=True),
    "amending_number": Field(_amending_number, public=True),
}
