"""Marks: the number or heading a line begins with, in every notation 例規 use.

Recognising is context-free; whether a mark is one *here* is for ``grammar.body`` to say from the sequence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ordinances.grammar.headings import has_sentence
from ordinances.grammar.numbers import Number, parse_number
from ordinances.model import Level
from ordinances.numerals import NUMERAL_CHARS

_N = f"[{NUMERAL_CHARS}]{{1,12}}"
_BR = f"(?:[のノ]{_N}){{0,6}}"
_SPACE = "[ 　\t\u00a0]"
_JOIN = "(?:から|及び|乃至|ないし|並びに|～|〜|~|[-‐―－–]|・|、)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the head of a line.

    ``kind`` is ``heading``, ``article`` or ``number``; ``style`` tells notations apart (``arabic``,
    ``circled``, ``kanji``, ``paren``, ``paren_kanji``, ``kana``, ``paren_kana``, ``roman`` …) or is the
    heading's level; ``sign`` is the bare letter of lettered styles (``last_sign`` the second of
    イからトまで); ``rest`` is what follows the mark;
    ``firm`` is false when nothing but the sequence can tell the mark from running text.
    """

    kind: str
    style: str
    first: Number
    last: Number
    label: str
    rest: str
    sign: str = ""
    firm: bool = True
    last_sign: str = ""


_ARTICLE = re.compile(
    rf"(?P<label>第{_SPACE}?(?P<n>{_N}){_SPACE}?条(?P<b>{_BR})"
    rf"(?:{_JOIN}第?(?P<n2>{_N})条?(?P<b2>{_BR})(?:まで)?)?)"
    rf"(?P<sep>{_SPACE}+|$|(?=[（(〔【]))?(?P<rest>.*)",
    re.DOTALL,
)
_DAI = re.compile(rf"(?P<label>第{_SPACE}?(?P<n>{_N})(?P<b>{_BR}))(?:{_SPACE}+(?P<rest>.*)|$)", re.DOTALL)
_LEVELS = {
    "編": Level.PART,
    "章": Level.CHAPTER,
    "節": Level.SECTION,
    "款": Level.SUBSECTION,
    "目": Level.DIVISION,
}
_HEADING = re.compile(
    rf"(?P<label>第{_SPACE}?(?P<n>{_N}){_SPACE}?(?P<level>[編章節款目])(?P<b>{_BR})"
    rf"(?:{_JOIN}第?(?P<n2>{_N})[編章節款目]?(?P<b2>{_BR})(?:まで)?)?)(?:{_SPACE}+(?P<rest>.*)|$)"
)
_KANJI = "[〇一二三四五六七八九十百]{1,12}"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern, re.DOTALL))
    for style, pattern in (
        (
            "arabic",
            rf"(?P<label>(?P<n>[0-9０-９]{{1,12}})(?P<b>(?:の[0-9０-９]+)*))"
            rf"(?:(?P<sep>{_SPACE}+|[.．](?![0-9０-９]){_SPACE}*|$)|(?=[^0-9０-９]))(?P<rest>.*)",
        ),
        (
            "kanji",
            rf"(?P<label>(?P<n>{_KANJI})(?P<b>(?:の{_KANJI})*)"
            rf"(?:{_JOIN}(?P<n2>{_KANJI})(?P<b2>(?:の{_KANJI})*)(?:まで)?)?)(?P<sep>{_SPACE}+|$)(?P<rest>.*)",
        ),
        (
            "paren",
            rf"(?P<label>[(（](?P<n>[0-9０-９]{{1,12}})(?P<b1>(?:の[0-9０-９]+)*)[)）](?P<b>(?:の[0-9０-９]+)*)"
            rf"(?:{_JOIN}[(（](?P<n2>[0-9０-９]{{1,12}})[)）](?P<b2>(?:の[0-9０-９]+)*)(?:まで)?)?)"
            rf"(?P<sep>{_SPACE}*)(?P<rest>.*)",
        ),
        (
            "paren_kanji",
            rf"(?P<label>[(（](?P<n>{_KANJI})[)）](?P<b>(?:の{_KANJI})*))(?P<sep>{_SPACE}*)(?P<rest>.*)",
        ),
        ("circled", rf"(?P<label>(?P<n>[①-⑳㉑-㉟㊱-㊿]))(?P<sep>{_SPACE}*)(?P<rest>.*)"),
        ("paren", rf"(?P<label>(?P<n>[⑴-⒇])(?P<b>{_BR}))(?P<sep>{_SPACE}*)(?P<rest>.*)"),
        (
            "kana",
            rf"(?P<label>(?P<s>[ァ-ヶｱ-ﾝ])(?P<b>{_BR})"
            rf"(?:{_JOIN}(?P<s2>[ァ-ヶｱ-ﾝ])(?:まで)?)?)(?P<sep>{_SPACE}+|[.．]{_SPACE}*|$)(?P<rest>.*)",
        ),
        (
            "paren_kana",
            rf"(?P<label>[(（](?P<s>[ァ-ヶｱ-ﾝ])[)）](?P<b>{_BR}))(?P<sep>{_SPACE}*)(?P<rest>.*)",
        ),
        (
            "paren_roman",
            rf"(?P<label>[(（](?P<s>[ⅰ-ⅹ]|[ivxｉｖｘ]+)[)）](?P<b>{_BR}))(?P<sep>{_SPACE}*)(?P<rest>.*)",
        ),
        ("roman", rf"(?P<label>(?P<s>[ⅰ-ⅹ])(?P<b>{_BR}))(?P<sep>{_SPACE}*)(?P<rest>.*)"),
        ("paren_alpha", rf"(?P<label>[(（](?P<s>[a-zａ-ｚ])[)）](?P<b>{_BR}))(?P<sep>{_SPACE}*)(?P<rest>.*)"),
        ("alpha", rf"(?P<label>(?P<s>[a-zａ-ｚ])(?P<b>{_BR}))(?P<sep>{_SPACE}+)(?P<rest>.*)"),
    )
)
_FIRST_CHARS = re.compile("[0-9０-９〇一二三四五六七八九十百(（①-⑳⑴-⒇㉑-㉟㊱-㊿ァ-ヶｱ-ﾝⅰ-ⅹa-zａ-ｚ]")
# What stands right after a cited article number in running text, never after an article's own number.
_CITED = re.compile(
    "の|第|中|に|を|及|から|又|若|並|、|，|各|本文|ただし書|前段|後段|で|と|は|が|も|・|か|ま|「|」|以|＋|乃"
)
# A bare digit is a number of 項 only when what follows cannot be a unit or the rest of a figure.
_COUNTED = re.compile(
    "[年月日時分秒人名回割万千百円箇か個級つの又及若、，。・％%倍番号項条章区丁階以カケヶ歳週件台枚頁頭羽件種-]"
)


def article_mark(text: str, *, cited: bool = False) -> Mark | None:
    """Return the 条 mark at the head of ``text``; not firm when no space follows it.

    A number that reads on like a citation (第三条の規定により…) is a mark only where ``cited`` is asked for.
    """
    match = _ARTICLE.match(text)
    if match is None:
        return None
    sep, rest = match["sep"], match["rest"]
    if sep is None and _CITED.match(rest) and not cited:
        return None
    if sep == "" and rest:
        # 第三条（目的）　この…: a caption, unless the bracket is a remark inside a sentence.
        bracket = leading_bracket(rest)
        return None if match["n2"] else _mark("article", "article", match, rest, firm=bracket > 0)
    return _mark("article", "article", match, rest, firm=sep is not None)


def leading_bracket(text: str) -> int:
    """Return the length of the bracketed caption a text begins with, 0 if there is none.

    A bracket that the text goes on after without a space, or that holds a sentence, is a remark.
    """
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "（(〔【") - (char in "）)〕】")
        if depth == 0:
            after = text[index + 1 : index + 2]
            return index + 1 if after in ("", " ", "　", "\t") and not has_sentence(text[1:index]) else 0
    return 0


def dai_mark(text: str) -> Mark | None:
    """Return the mark of a 要綱 numbered 第1, 第2 … without 条."""
    match = _DAI.match(text)
    return _mark("article", "dai", match, match["rest"] or "") if match else None


_BRACKETED = re.compile("[（(][^（(）)]*[）)]")


def heading_mark(text: str) -> Mark | None:
    """Return the mark of an 編章節款目 heading, its level as ``style``."""
    match = _HEADING.match(text)
    # A heading may hold a 。 inside its brackets (汚染の防止（…を除く。）), a sentence ends with one outside them.
    if match is None or "。" in _BRACKETED.sub("", match["rest"] or ""):
        return None
    return _mark("heading", _LEVELS[match["level"]], match, (match["rest"] or "").strip(" 　"))


def number_mark(text: str) -> Mark | None:
    """Return the mark of a 項, 号 or 号の細分."""
    if not text or not _FIRST_CHARS.match(text):
        return None
    for style, pattern in _STYLES:
        match = pattern.match(text)
        if match is None:
            continue
        firm = match["sep"] is not None
        if not firm and _COUNTED.match(match["rest"]):
            return None
        return _mark("number", style, match, match["rest"], firm=firm)
    return None


def _mark(kind: str, style: str, match: re.Match[str], rest: str, *, firm: bool = True) -> Mark:
    groups = match.groupdict()
    sign = groups.get("s") or ""
    branches = (groups.get("b1") or "") + (groups.get("b") or "")
    first = (0, *parse_number("0", branches)[1:]) if sign else parse_number(_plain(groups["n"]), branches)
    last = first
    if groups.get("n2"):
        last = parse_number(_plain(groups["n2"]), groups.get("b2") or "")
    label = match["label"].strip()
    return Mark(kind, style, first, last, label, rest.strip(" 　\t"), sign, firm, groups.get("s2") or "")


def _plain(numeral: str) -> str:
    """Return ⑫ and ⑿ as the digits they hold."""
    if (
        ord(numeral[0]) < 0x2460
        or len(numeral) > 1
        or "一" <= numeral <= "龠"
        or numeral in "〇０１２３４５６７８９"
    ):
        return numeral
    return unicodedata.normalize("NFKC", numeral).strip("()")
