"""Word's automatic numbering (w:numPr, ECMA-376 part 1 §17.9): the label each paragraph prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from ordinances.grammar.numbers import GOJUON, IROHA
from ordinances.numerals import to_kanji

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: where it starts, how it counts, what it prints (``第%1条``)."""

    start: int
    format: str
    text: str


@dataclass(slots=True)
class _List:
    """A list (w:num): its levels and the numbers it restarts at, by level."""

    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document, which must be asked for in their order."""

    def __init__(self, lists: dict[str, _List], styles: dict[str, etree._Element]) -> None:
        self._lists = lists
        self._styles = styles
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()

    @classmethod
    def of(cls, document: Document) -> Numbering:
        """Read a document's numbering definitions and styles; without any every label is ``""``."""
        part = next(
            (
                rel.target_part
                for rel in document.part.rels.values()
                if rel.reltype == RELATIONSHIP_TYPE.NUMBERING
            ),
            None,
        )
        styles = {style.get(f"{W}styleId"): style for style in document.styles.element.iter(f"{W}style")}
        return cls({} if part is None else _lists(etree.fromstring(part.blob, _parser())), styles)

    def label(self, paragraph: etree._Element) -> str:
        """Give the label a paragraph prints by itself, ``""`` for an unnumbered or bulleted one."""
        found = self._number_of(paragraph)
        if found is None:
            return ""
        number_id, depth = found
        numbered = self._lists.get(number_id)
        if numbered is None or depth not in numbered.levels:
            return ""
        counter = self._count(number_id, numbered, depth)
        return _printed(numbered, counter, depth)

    def _number_of(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Give the list and level of a paragraph: its own, else its style's."""
        for properties in self._properties(paragraph):
            number = properties.find(f"{W}numPr/{W}numId")
            if number is not None:
                return _value(number), int(_value(properties.find(f"{W}numPr/{W}ilvl")) or 0)
        return None

    def _properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """Yield the properties that apply to a paragraph, its own first, then its style's and so on."""
        own = paragraph.find(f"{W}pPr")
        if own is None:
            return
        yield own
        name = _value(own.find(f"{W}pStyle"))
        seen: set[str] = set()
        while name not in seen and (style := self._styles.get(name)) is not None:
            seen.add(name)
            inherited = style.find(f"{W}pPr")
            if inherited is not None:
                yield inherited
            name = _value(style.find(f"{W}basedOn"))

    def _count(self, number_id: str, numbered: _List, depth: int) -> dict[int, int]:
        counter = self._counters.setdefault(numbered.abstract, {})
        if number_id not in self._restarted:
            self._restarted.add(number_id)
            for level, start in numbered.overrides.items():
                counter[level] = start - 1
        start = numbered.levels[depth].start
        counter[depth] = counter.get(depth, start - 1) + 1
        for deeper in range(depth + 1, _LEVELS):
            counter.pop(deeper, None)
        return counter


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _lists(root: etree._Element) -> dict[str, _List]:
    abstracts = {
        abstract.get(f"{W}abstractNumId", ""): _levels(abstract) for abstract in root.iter(f"{W}abstractNum")
    }
    lists = {}
    for number in root.iter(f"{W}num"):
        abstract = _value(number.find(f"{W}abstractNumId"))
        overrides = {
            int(override.get(f"{W}ilvl", "0")): int(_value(start))
            for override in number.iter(f"{W}lvlOverride")
            if (start := override.find(f"{W}startOverride")) is not None
        }
        lists[number.get(f"{W}numId", "")] = _List(abstract, abstracts.get(abstract, {}), overrides)
    return lists


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return {
        int(level.get(f"{W}ilvl", "0")): _Level(
            int(_value(level.find(f"{W}start")) or 1),
            _value(level.find(f"{W}numFmt")) or "decimal",
            _value(level.find(f"{W}lvlText")),
        )
        for level in abstract.iter(f"{W}lvl")
    }


def _printed(numbered: _List, counter: dict[int, int], depth: int) -> str:
    level = numbered.levels[depth]
    if level.format in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        upper = int(match[1]) - 1
        definition = numbered.levels.get(upper, level)
        return _format(counter.get(upper, definition.start), definition.format)

    return re.sub("%([1-9])", number, level.text).strip()


def _format(value: int, name: str) -> str:
    """Write a number in one of Word's formats (ST_NumberFormat); an unknown one counts in digits."""
    write = _FORMATS.get(name)
    return write(value) if write and value > 0 else str(value)


def _cyclic(letters: str) -> Callable[[int], str]:
    return lambda value: letters[(value - 1) % len(letters)]


def _full_width(value: int) -> str:
    return str(value).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if value <= 20 else f"({value})"


def _roman(value: int) -> str:
    out = ""
    for unit, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while value >= unit:
            out, value = out + sign, value - unit
    return out


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedParen": lambda value: f"({value})",
    "japaneseCounting": to_kanji,
    "japaneseLegal": to_kanji,
    "ideographDigital": to_kanji,
    "chineseCounting": to_kanji,
    "aiueo": _cyclic(GOJUON),
    "aiueoFullWidth": _cyclic(GOJUON),
    "iroha": _cyclic(IROHA),
    "irohaFullWidth": _cyclic(IROHA),
    "lowerLetter": _cyclic("abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": _cyclic("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": _roman,
}
