"""What comparing two editions gives: matches of ordinances, of clauses, and of words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class OrdinanceChange(StrEnum):
    """What became of an ordinance between two editions."""

    SAME = "same"  # 同じ題名・番号（条文は変わりうる）
    RENAMED = "renamed"  # 題名改正
    RENUMBERED = "renumbered"  # 題名は同じで番号が変わった（全部改正・再制定）
    REPLACED = "replaced"  # 題名も番号も変わったが、条文を引き継ぐ
    ADDED = "added"  # 新規制定
    REPEALED = "repealed"  # 廃止


class Change(StrEnum):
    """What became of a clause between two editions."""

    UNCHANGED = "unchanged"  # 同じ場所、同じ条文
    MOVED = "moved"  # 条文は同じで、場所だけ変わった（条・項・号の繰下げなど）
    AMENDED = "amended"  # 条文が変わった
    SPLIT = "split"  # 一つの条項から分かれた、その残りの部分
    MERGED = "merged"  # ほかの条項に取り込まれた
    DELETED = "deleted"  # 削られた
    ADDED = "added"  # 加えられた


@dataclass(frozen=True, slots=True)
class Version:
    """An ordinance of one edition, as far as finding its counterpart needs it.

    ``key`` is its identity in the ledger or any other string equal for the same number and title; ``texts``
    are keys (hashes) of its clauses' texts.
    """

    key: str
    title: str
    number: str
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class OrdinanceMatch:
    """An ordinance and its counterpart, as indexes into the old and the new collection; None where absent."""

    old: int | None
    new: int | None
    change: OrdinanceChange


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """A clause and its counterpart, as indexes into the old and the new clauses; None where absent.

    Every old clause and every new clause stands in exactly one match, but for splits and merges: a SPLIT
    match repeats an old clause for each further new one that took a part of it, a MERGED match repeats a
    new clause for each further old one it took in. ``similarity`` is 0-1; ``renumbered`` says that an
    amended text differs in cited numbers of provisions only (条ずれに伴う引用の整理).
    """

    old: int | None
    new: int | None
    change: Change
    similarity: float = 0.0
    renumbered: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a word-level diff: the same in both, only in the old text, or only in the new one."""

    kind: Literal["same", "deleted", "inserted"]
    text: str
