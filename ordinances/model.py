"""The Ordinance (例規) tree and the clauses read off it.

Terms follow e-Gov's 法令標準XML v3 (``XMLSchemaForJapaneseLaw_v3``): a number is written the way its
``Num`` attribute is (第12条の2 is ``12_2``), and the label keeps the characters that were printed.
Texts are the original characters of the source; normalisation lives in ``ordinances.textmap``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter


class Part(StrEnum):
    """Which part of an ordinance a provision stands in."""

    MAIN = "main"  # 本則
    SUPPL = "suppl"  # 附則
    TABLE = "table"  # 別表
    FORM = "form"  # 様式


class Level(StrEnum):
    """The level of a provision (階層), outermost first."""

    PART = "part"  # 編
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 節
    SUBSECTION = "subsection"  # 款
    DIVISION = "division"  # 目
    ARTICLE = "article"  # 条
    PARAGRAPH = "paragraph"  # 項
    ITEM = "item"  # 号
    SUBITEM = "subitem"  # 号の細分 (any depth below 号: each is a child of the one above)
    SUPPL = "suppl"  # 附則 as a whole
    TABLE = "table"  # 別表
    FORM = "form"  # 様式
    PREAMBLE = "preamble"  # 前文・制定文


class OrdinanceKind(StrEnum):
    """What kind of 例規 a document is."""

    ACT = "act"  # 法律
    CABINET_ORDER = "cabinet_order"  # 政令
    MINISTERIAL_ORDER = "ministerial_order"  # 府省令
    ORDINANCE = "ordinance"  # 条例
    RULE = "rule"  # 規則
    REGULATION = "regulation"  # 規程・訓令
    GUIDELINE = "guideline"  # 要綱・要領
    NOTICE = "notice"  # 告示・公告
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Promulgation:
    """Promulgation (公布): the 和暦 as printed, and the day it means.

    ``printed`` is for example ``平成15年3月20日`` or ``""``; ``day`` is None when it cannot be told.
    """

    printed: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """A node of the tree (編章節款目・条・項・号・号の細分・附則・別表・様式・前文).

    ``number`` is e-Gov style (``12_2``; ``3:5`` for 第三条から第五条まで 削除; ``""`` when unnumbered).
    An article's text stands in its paragraphs: an article without printed paragraph numbers has one
    paragraph ``1``. Subitems are numbered by their place in the order of their signs (ロ is ``2``).
    ``label`` is as printed (``第十二条の二``, ``(1)``, ``イ``), ``caption`` without its brackets.
    """

    level: Level
    number: str = ""
    label: str = ""
    caption: str = ""
    text: str = ""
    children: tuple[Provision, ...] = ()

    def walk(self) -> Iterator[Provision]:
        """Yield this provision and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Ordinance:
    """One ordinance (例規) as read from one source.

    ``source`` is the file name as the user knows it (inside an archive: ``archive.zip/dir/name``);
    ``number`` is the 例規番号 as printed (``平成15年条例第46号``); ``encoding`` is the text encoding that was
    used, ``""`` where the format fixes it; ``notes`` are remarks for the import report, in Japanese.
    """

    source: str
    title: str
    number: str = ""
    kind: OrdinanceKind = OrdinanceKind.OTHER
    promulgation: Promulgation = field(default_factory=Promulgation)
    encoding: str = ""
    provisions: tuple[Provision, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision that carries text (条項), with its place.

    ``locator`` is for people (``第12条の2第3項第4号ア``, ``附則第2項``, ``別表第1``) and unique in its ordinance;
    ``article``, ``paragraph`` and ``items`` are e-Gov style numbers, None or ``()`` where there is none.
    ``text`` is the clause's own original text, without its number and without its items; ``lead`` is the
    text of the paragraph and items above it, outermost first (柱書), empty for a paragraph.
    ``headings`` is the path of printed headings above the article (``第2章 管理``), outermost first.
    """

    source: str
    title: str
    number: str
    locator: str
    part: Part
    article: str | None
    paragraph: str | None
    items: tuple[str, ...]
    caption: str
    headings: tuple[str, ...]
    text: str
    lead: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Clause], tuple[object, ...]]:
        """Pickle as a plain row: a pool is sent a hundred thousand, and a dataclass's own way takes thrice as long."""
        return Clause, _ROW(self)


_ROW = attrgetter(*(one.name for one in fields(Clause)))
