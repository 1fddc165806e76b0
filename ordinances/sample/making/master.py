"""A master (原稿): one ordinance as plain lines, with its labels beside the paragraphs they belong to.

Lines beginning with ``@`` say what becomes of it (``@path``, ``@format``, ``@dept``). A line ``#! labels
modality notes`` labels the paragraph above it, ``#? labels`` says that they are scored neither way, and
``#- note`` that it is a false friend. Table rows part their cells by ``|``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ordinances.locator import number_words
from ordinances.numerals import to_int


class Kind(StrEnum):
    """What a line of a master is."""

    TITLE = "title"
    DATE = "date"
    NUMBER = "number"
    CONTENTS = "contents"
    CHAPTER = "chapter"
    CAPTION = "caption"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    SUBITEM = "subitem"
    SUBSUBITEM = "subsubitem"
    SUPPL = "suppl"
    TABLE = "table"
    FORM = "form"
    ROW = "row"
    TEXT = "text"


_NUMERAL = "[0-9０-９一二三四五六七八九十百]+"
# Tried from the top: the first that fits says what a line is.
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.TITLE, re.compile(r"(?P<label>○)(?P<text>.+)")),
    (Kind.SUPPL, re.compile(r"(?P<label>附　?則)(?P<text>.*)")),
    (Kind.CHAPTER, re.compile(rf"(?P<label>第{_NUMERAL}章(?:の{_NUMERAL})?)　(?P<text>.+)")),
    (Kind.ARTICLE, re.compile(rf"(?P<label>第{_NUMERAL}条(?:の{_NUMERAL})?)　(?P<text>.+)")),
    (Kind.TABLE, re.compile(r"(?P<label>別表(?:第[0-9]+)?)(?P<text>（第.+条関係）)")),
    (Kind.FORM, re.compile(r"(?P<label>様式第[0-9]+号)(?P<text>（第.+条関係）)")),
    (Kind.ROW, re.compile(r"(?P<label>)(?P<text>.*\|.*)")),
    (Kind.SUBSUBITEM, re.compile(r"(?P<label>（[ア-ン]）)　(?P<text>.+)")),
    (Kind.CAPTION, re.compile(r"(?P<label>)(?P<text>（[^（）]+）)")),
    (Kind.PARAGRAPH, re.compile(r"(?P<label>[0-9０-９]+)　(?P<text>.+)")),
    (Kind.ITEM, re.compile(r"(?P<label>[(（][0-9０-９]+[)）]|[一二三四五六七八九十]+)　(?P<text>.+)")),
    (Kind.SUBITEM, re.compile(r"(?P<label>[ア-ン])　(?P<text>.+)")),
    (Kind.TEXT, re.compile(r"(?P<label>)(?P<text>.+)")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its kind, its printed label (``第2条``, ``(1)``) and the rest of it."""

    kind: Kind
    label: str
    text: str

    @property
    def printed(self) -> str:
        """The line as it is printed in plain text, without indentation."""
        if self.kind in (Kind.TITLE, Kind.SUPPL, Kind.TABLE, Kind.FORM) or not self.label:
            return self.label + self.text
        return f"{self.label}　{self.text}"

    @property
    def cells(self) -> list[str]:
        """The cells of a table row."""
        return self.text.split("|")

    @property
    def number(self) -> str:
        """The label's number in e-Gov style: ``12_2`` for 第十二条の二."""
        return "_".join(str(to_int(part)) for part in re.findall(_NUMERAL, self.label))


@dataclass(frozen=True, slots=True)
class Mark:
    """What is true of one paragraph; one row of ``labels.tsv``."""

    locator: str
    labels: str
    modality: str = "-"
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Master:
    """One ordinance of the sample city and what becomes of it."""

    path: str = ""
    format: tuple[str, ...] = ()
    department: str = ""
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def first(self, kind: Kind) -> str:
        """The text of the first line of a kind, ``""`` when there is none."""
        return next((line.text for line in self.lines if line.kind is kind), "")

    @property
    def title(self) -> str:
        """The title without its ○."""
        return self.first(Kind.TITLE)

    @property
    def body(self) -> list[Line]:
        """What stands below title, date and number, the table of contents left out."""
        head = (Kind.TITLE, Kind.DATE, Kind.NUMBER, Kind.CONTENTS)
        return [line for line in self.lines if line.kind not in head]


def read_master(path: Path) -> Master:
    """Read one master.

    Raises:
        ValueError: a mark that stands below no paragraph of the main provisions.
    """
    master = Master()
    pending: list[tuple[int, str]] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.startswith("@"):
            _directive(master, raw)
        elif raw.startswith("#"):
            pending.append((len(master.lines), raw))
        elif raw:
            master.lines.append(_line(raw, master.lines))
    places = list(_places(master.lines))
    for count, raw in pending:
        locator = places[count - 1]
        if not locator:
            raise ValueError(f"{path.name}: {raw!r} labels nothing")
        master.marks.append(_mark(locator, raw))
    return master


def _directive(master: Master, raw: str) -> None:
    name, value = raw[1:].split(" ", 1)
    if name == "path":
        master.path = value
    elif name == "format":
        master.format = tuple(value.split())
    else:
        master.department = value


def _line(raw: str, before: list[Line]) -> Line:
    if len(before) in (1, 2):
        return Line((Kind.DATE, Kind.NUMBER)[len(before) - 1], "", raw)
    if _in_contents(raw, before):
        return Line(Kind.CONTENTS, "", raw)
    kind, match = next((kind, match) for kind, shape in _SHAPES if (match := shape.fullmatch(raw)))
    return Line(kind, match["label"], match["text"])


def _in_contents(raw: str, before: list[Line]) -> bool:
    if raw == "目次":
        return True
    last = before[-1] if before else None
    return last is not None and last.kind is Kind.CONTENTS and last.text != "附則"


def _mark(locator: str, raw: str) -> Mark:
    sign, *words = raw.split(" ")
    if sign == "#-":
        return Mark(locator, "-", notes=tuple(words))
    if sign == "#?":
        return Mark(locator, ",".join(f"?{label}" for label in words[0].split(",")))
    return Mark(locator, words[0], words[1], tuple(words[2].split(",")) if len(words) > 2 else ())


def _places(lines: list[Line]) -> Iterator[str]:
    """Yield, for each line, the locator of the paragraph it stands in, as ``tenken`` prints it."""
    several = _articles_of_several_paragraphs(lines)
    article, place = -1, ""
    for index, line in enumerate(lines):
        if line.kind is Kind.ARTICLE:
            article = index
            place = number_words(line.number, "条") + ("第1項" if index in several else "")
        elif line.kind is Kind.PARAGRAPH and article >= 0:
            number = unicodedata.normalize("NFKC", line.label)
            place = number_words(lines[article].number, "条") + number_words(number, "項")
        elif line.kind is Kind.SUPPL:
            article, place = -1, ""
        yield place


def _articles_of_several_paragraphs(lines: list[Line]) -> set[int]:
    several: set[int] = set()
    article = -1
    for index, line in enumerate(lines):
        if line.kind in (Kind.ARTICLE, Kind.SUPPL):
            article = index
        elif line.kind is Kind.PARAGRAPH and article >= 0:
            several.add(article)
    return several
