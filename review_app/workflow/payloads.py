"""What an act carries, checked before anything is written (操作の入力).

Every text is bounded, stripped and free of control characters; unknown fields are refused.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("使えない制御文字が含まれています")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_clean)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(_clean)]
Required = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_clean)
]
Key = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_clean)
]


class Payload(BaseModel):
    """Base of all payloads: frozen, nothing but the named fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Note(Payload):
    """An optional remark (confirm, check, decide, start, withdraw, recheck, undo)."""

    note: Long = ""


class Reason(Payload):
    """A reason that must be given (dismiss, hold, contest, send_back). ``choice`` is an optional pick-list
    code.
    """

    reason: Required
    choice: Line = ""


class Assign(Payload):
    """An inquiry to the one accountable department (照会), with its due date and campaign (wave)."""

    department_id: Key
    due_on: date | None = None
    wave: Line = ""
    note: Long = ""


class HandOn(Payload):
    """Handing on to another department with a reason (引継ぎ)."""

    department_id: Key
    reason: Required


class Consult(Payload):
    """The departments to be heard (合議); replaces the former set."""

    department_ids: Annotated[tuple[Key, ...], Field(max_length=50)] = ()
    note: Long = ""


class Comment(Payload):
    """A comment, optionally on words of the clause: where they stand in its text (code points, end exclusive) and
    the words themselves, which stay as they were when the text is amended. ``left`` and ``right`` are the rest of their
    sentence, which tells after an amendment whether the same words are still the same place.
    """

    text: Required
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=0)] | None = None
    quote: Annotated[str, StringConstraints(max_length=4000)] = ""
    left: Annotated[str, StringConstraints(max_length=4000)] = ""
    right: Annotated[str, StringConstraints(max_length=4000)] = ""

    @property
    def anchored(self) -> bool:
        """Whether the comment says anything of where it belongs."""
        return self.start is not None or self.end is not None or bool(self.quote)


class Effort(Payload):
    """Minutes x times x days (分 x 回・件 x 日) saved, for one group of people; all zero means none."""

    minutes: Annotated[float, Field(ge=0, le=100_000)] = 0
    times: Annotated[float, Field(ge=0, le=10_000_000)] = 0
    days: Annotated[float, Field(ge=0, le=366)] = 1

    @property
    def hours(self) -> float:
        """Hours saved a year: minutes x times x days / 60 (domain.md 6), rounded to a tenth."""
        return round(self.minutes * self.times * self.days / 60, 1)

    @property
    def arithmetic(self) -> str:
        """The arithmetic as shown to people: ``5分×64回×250日÷60＝1,333.3時間``; empty when there is none."""
        if not self.hours:
            return ""
        days = "" if self.days == 1 else f"×{self.days:,g}日"
        return f"{self.minutes:,g}分×{self.times:,g}回{days}÷60＝{self.hours:,.1f}時間"


class Answer(Payload):
    """A department's answer (回答). Codes come from the pick lists (``workflow.picklists``).

    ``yearly_cases`` is the 年間件数 the clause touches; ``staff`` and ``citizens`` are hours saved, told
    apart. ``planned_on`` is the planned completion, ``tags`` are 5レス codes, ``remarks`` 備考.
    """

    in_scope: bool
    practice: Long = ""
    needs_review: bool
    review_reason: Long = ""
    policy: Key
    phase_target: Annotated[int, Field(ge=1, le=3)] | None = None
    technology: Long = ""
    planned_on: date | None = None
    yearly_cases: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    staff: Effort = Effort()
    citizens: Effort = Effort()
    tags: Annotated[tuple[Key, ...], Field(max_length=10)] = ()
    contact: Line = ""
    remarks: Long = ""


class Complete(Payload):
    """Completion (完了): the day, and the number of the amending ordinance when one was needed."""

    completed_on: date
    amending_number: Line = ""
    note: Long = ""


class Join(Payload):
    """The cases to be joined to the one acted on, or taken out again (まとめ)."""

    case_ids: Annotated[tuple[Key, ...], Field(min_length=1, max_length=500)]
    note: Long = ""


class Missed(Payload):
    """A clause the extractor missed, selected in the reader (漏れの追加): offsets into the clause's text."""

    clause_id: int
    label: Key
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    reason: Required
