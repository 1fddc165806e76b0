"""Candidates (点検候補) and their attributes: what the extractor says of a clause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ordinances.model import Clause


class Label(StrEnum):
    """The eight types of analog regulation (規制区分: 代表7項目 and 記録媒体)."""

    VISUAL = "visual"  # 目視
    ONSITE = "onsite"  # 実地監査
    PERIODIC = "periodic"  # 定期検査・点検
    STATIONED = "stationed"  # 常駐・専任
    TRAINING = "training"  # 対面講習
    POSTING = "posting"  # 書面掲示
    VIEWING = "viewing"  # 往訪閲覧・縦覧
    MEDIA = "media"  # 記録媒体


class Modality(StrEnum):
    """How strong a clause is (義務・権限・努力義務)."""

    DUTY = "duty"
    POWER = "power"
    EFFORT = "effort"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the clause's *original* text: ``clause.text[start:end] == text`` (code points)."""

    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Frequency:
    """A period (頻度) as an ISO 8601 duration.

    ``duration`` is ``P6M`` and the like, or ``""`` where the text says 定期に and gives none; ``at_least``
    where the text sets a minimum number of times (年2回以上 is ``P6M``, at least); ``text`` as written.
    """

    duration: str
    at_least: bool
    text: str


@dataclass(frozen=True, slots=True)
class Authority:
    """The higher law a clause rests on (根拠法令), or the ordinance's own authority.

    ``own`` is True when the city can change the rule by itself: the text rests on no higher law (then ``law`` and
    ``article`` are empty) or on the city's own ordinance (a rule under 公園条例 第5条, which they then name).
    ``law`` is the resolved title (地方自治法), ``article`` as cited (第16条第4項).
    """

    own: bool
    law: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One clause x one type, with the reasons for it.

    ``score`` is 0-1 and calibrated; ``rules`` are the ids of the rules that fired; ``spans`` are offsets into
    ``clause.text`` (never into the lead). ``digital_alternative`` are spans of 電磁的方法 and the like.
    ``phase`` and ``category`` (類型) come from editable tables and are None or ``""`` where those say nothing.
    ``flags`` are context flags (penalty, definition, reference, privacy, higher_law ...).
    ``explanation`` is one plain Japanese sentence composed of the above.
    """

    clause: Clause
    label: Label
    score: float
    rules: tuple[str, ...]
    spans: tuple[Span, ...]
    modality: Modality | None
    frequency: Frequency | None
    digital_alternative: tuple[Span, ...]
    authority: Authority
    phase: int | None
    category: str
    flags: tuple[str, ...]
    explanation: str
