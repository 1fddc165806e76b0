"""An answer (回答) as a row of cells and back: flat, one value for each column.

Flat values: pick-list fields hold their code (``"true"``, ``"operation"``, ``"2"``), ``tags`` a tuple of
codes, dates ``date``, numbers ``float`` or ``int``, everything else text. What is empty or the default is
left out, so that two flats are equal exactly when the answers say the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from review_app.exports.text import clean
from review_app.ledger.model import Json

Kind = Literal["choice", "choices", "text", "date", "count", "number"]
FlatValue = str | int | float | date | tuple[str, ...]
Flat = dict[str, FlatValue]


@dataclass(frozen=True, slots=True)
class AnswerField:
    """How one field of an answer is written in a cell; ``units`` may follow its number."""

    kind: Kind
    units: tuple[str, ...] = ()


_MINUTES = AnswerField("number", ("分", "分間"))
_TIMES = AnswerField("number", ("回", "件", "か所", "箇所", "ヶ所", "カ所", "人", "名", "通", "枚"))
_DAYS = AnswerField("number", ("日", "日間"))

ANSWER_FIELDS: dict[str, AnswerField] = {
    "in_scope": AnswerField("choice"),
    "practice": AnswerField("text"),
    "needs_review": AnswerField("choice"),
    "review_reason": AnswerField("text"),
    "policy": AnswerField("choice"),
    "phase_target": AnswerField("choice"),
    "technology": AnswerField("text"),
    "planned_on": AnswerField("date"),
    "yearly_cases": AnswerField("count", ("件", "回", "人", "名", "通", "枚")),
    "staff_minutes": _MINUTES,
    "staff_times": _TIMES,
    "staff_days": _DAYS,
    "citizens_minutes": _MINUTES,
    "citizens_times": _TIMES,
    "citizens_days": _DAYS,
    "tags": AnswerField("choices"),
    "contact": AnswerField("text"),
    "remarks": AnswerField("text"),
}
GROUPS = ("staff", "citizens")
_DEFAULTS: dict[str, float] = {"minutes": 0, "times": 0, "days": 1}
_EFFORT = {f"{group}_{part}": (group, part) for group in GROUPS for part in _DEFAULTS}


def flatten(answer: Json | None) -> Flat:
    """A stored answer (``workflow.payloads.Answer`` as JSON) flat; empty when there is none."""
    if not answer:
        return {}
    flat: Flat = {}
    for key, field in ANSWER_FIELDS.items():
        value = answer[_EFFORT[key][0]][_EFFORT[key][1]] if key in _EFFORT else answer.get(key)
        read = _flat_value(field.kind, value)
        if read is not None:
            flat[key] = read
    return without_defaults(flat)


def _flat_value(kind: Kind, value: object) -> FlatValue | None:
    if value is None or value in ("", []):
        return None
    if kind == "choice":
        return str(value).lower()
    if kind == "choices":
        assert isinstance(value, list)  # noqa: S101 (tells mypy what the ledger stores)
        return tuple(str(code) for code in value)
    if kind == "date":
        return date.fromisoformat(str(value))
    if kind in ("count", "number"):
        return value if isinstance(value, int | float) else None
    return clean(str(value))


def without_defaults(flat: Mapping[str, FlatValue]) -> Flat:
    """The same without efforts of nothing: 0 minutes, 0 times, 1 day."""
    return {
        key: value for key, value in flat.items() if key not in _EFFORT or value != _DEFAULTS[_EFFORT[key][1]]
    }


def nest(flat: Mapping[str, FlatValue]) -> dict[str, object]:
    """A flat answer as ``acts.parse`` takes it."""
    nested: dict[str, object] = {}
    for key, value in flat.items():
        if key in _EFFORT:
            group, part = _EFFORT[key]
            effort = nested.setdefault(group, {})
            assert isinstance(effort, dict)  # noqa: S101 (tells mypy; it was just put there)
            effort[part] = value
        elif key in ("in_scope", "needs_review"):
            nested[key] = value == "true"
        else:
            nested[key] = value
    return nested


def merged(current: Flat, written: Flat, columns: Iterable[str]) -> Flat:
    """The answer after a sheet with these columns: what the sheet has no column for stays as it was."""
    shown = set(columns)
    return {**{key: value for key, value in current.items() if key not in shown}, **written}


def seal(flat: Flat, columns: Iterable[str]) -> str:
    """A fingerprint of the answer's values in these columns: tells whether somebody changed one."""
    shown = {key: _plain(flat[key]) for key in columns if key in flat}
    return digest(json.dumps(shown, ensure_ascii=False, sort_keys=True))


def _plain(value: FlatValue) -> object:
    if isinstance(value, tuple):
        return sorted(value)
    if isinstance(value, int | float):
        return float(value)
    return str(value)


def digest(text: str) -> str:
    """The 16-digit fingerprint used in hidden columns: a check against slips, not against forgery.

    Who may answer what is decided by the workflow layer, whatever the hidden columns say.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
