"""Headings that stand on a line of their own: 附則, 別表, 様式, 目次, 前文, and captions (見出し)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ordinances.grammar.numbers import egov, parse_number
from ordinances.model import Level
from ordinances.numerals import NUMERAL_CHARS

_N = f"[{NUMERAL_CHARS}]+"
_SP = "[ 　\t]*"
_ERA = "(?:令和|平成|昭和|大正|明治)"
_SUPPL = re.compile(
    rf"附{_SP}則{_SP}抄?{_SP}"
    rf"(?:[（(〔](?P<law>.*?)[）)〕]|(?P<bare>{_ERA}.*号))?"
    rf"{_SP}抄?"
)
_LAW = re.compile(rf"[（(〔](?P<law>{_ERA}{_SP}{_N}年.*第?{_N}号)[）)〕]{_SP}抄?")
_TOC = re.compile(rf"[（(〔]?目{_SP}次[）)〕]?")
_PREAMBLE = re.compile(rf"[（(〔]?前{_SP}文[）)〕]?")
_RELATED = r"[（(〔][^）)〕]*[）)〕]"
_APPENDIX = re.compile(
    rf"(?P<label>(?P<table>別{_SP}表|付{_SP}表|附{_SP}表|別{_SP}図)(?:{_SP}第?{_SP}(?P<n>{_N})(?:の(?P<b>{_N}))?)?"
    rf"|(?P<form>(?:別記|別紙)?{_SP}(?:様式|第{_SP}{_N}{_SP}号(?:の{_N})*{_SP}様式)"
    rf"(?:{_SP}第?{_SP}{_N}{_SP}号?(?:の{_N})*)?|別{_SP}記|別{_SP}紙{_SP}(?:第?{_N})?))"
    rf"{_SP}(?P<related>{_RELATED})?(?:[ 　\t]+(?P<title>[^。]*))?(?P<related2>{_RELATED})?"
)
_CAPTION = re.compile(r"[（(〔【\[](?P<text>.{1,120})[）)〕】\]]")
_NUMBERED = re.compile(f"(?:{_N}|[ァ-ヶａ-ｚa-zⅰ-ⅹ])")
_DIGITS = re.compile(_N)


@dataclass(frozen=True, slots=True)
class Appendix:
    """A 別表 or 様式 heading; ``number`` is e-Gov style, ``caption`` its name, else its articles."""

    level: Level
    number: str
    label: str
    caption: str


def suppl_law(text: str) -> str | None:
    """Return the amending law printed in a 附則 heading (``""`` when none is), None for any other line."""
    if text[0] != "附" or len(text) > 200:
        return None
    match = _SUPPL.fullmatch(text)
    return (match["law"] or match["bare"] or "").strip() if match else None


def amending_law(text: str) -> str:
    """Return the amending law a line consists of (（平成20年条例第3号）抄), ``""`` for other lines."""
    match = _LAW.fullmatch(text) if len(text) < 80 else None
    return match["law"] if match else ""


def is_toc(text: str) -> bool:
    """Tell whether a line is the heading of a table of contents (目次)."""
    return len(text) < 8 and _TOC.fullmatch(text) is not None


def is_preamble(text: str) -> bool:
    """Tell whether a line is the heading 前文."""
    return len(text) < 8 and _PREAMBLE.fullmatch(text) is not None


def appendix(text: str) -> Appendix | None:
    """Return the 別表・別図・別記・様式 heading a line is, None for any other line."""
    if text[0] not in "別付附様第" or len(text) > 120:
        return None
    match = _APPENDIX.fullmatch(text)
    if match is None:
        return None
    level = Level.TABLE if match["table"] else Level.FORM
    numbers = [parse_number(found)[0] for found in _DIGITS.findall(match["label"])]
    related = match["related"] or match["related2"] or ""
    caption = (match["title"] or "").strip(" 　\t") or related[1:-1]
    return Appendix(level, egov(tuple(numbers)) if numbers else "", match["label"].strip(), caption)


def caption_text(text: str) -> str | None:
    """Return a caption without its brackets when the whole line is one bracketed phrase, else None."""
    if text[0] not in "（(〔【[":
        return None
    match = _CAPTION.fullmatch(text)
    if match is None or has_sentence(match["text"]) or not _one_bracket(match["text"]):
        return None
    if _NUMBERED.fullmatch(match["text"]):
        return None  # (1) and （ア） alone on a line number an item
    return match["text"].strip(" 　")


def has_sentence(phrase: str) -> bool:
    """Tell whether a 。 ends a sentence in a phrase; one inside brackets (…を除く。） only ends a remark."""
    return "。" in phrase.replace("。）", "").replace("。)", "")


def _one_bracket(inner: str) -> bool:
    """Tell whether the outer brackets belong together: （甲）乙（丙） is not one bracketed phrase."""
    depth = 0
    for char in inner:
        depth += (char in "（(〔") - (char in "）)〕")
        if depth < 0:
            return False
    return depth == 0
