"""Plain 例規 text from an Ordinance tree, in the styles publishers and clerks use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ordinances import Level, Ordinance, Provision
from ordinances.grammar.numbers import GOJUON
from ordinances.numerals import to_kanji

_HEADINGS = {
    Level.PART: "編",
    Level.CHAPTER: "章",
    Level.SECTION: "節",
    Level.SUBSECTION: "款",
    Level.DIVISION: "目",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is laid out: numbering, indents, captions, 目次, wrapping."""

    name: str
    arabic: bool = False
    wide: bool = False  # full-width digits
    indent: bool = True
    captions: str = "before"  # before, after, inline, none
    toc: bool = True
    wrap: int = 0
    gap: str = "　"  # between a number and its text
    circled: bool = False  # ② for 項


STYLES = (
    Style("kanji"),
    Style("arabic", arabic=True),
    Style("kanji-flat", indent=False, captions="none", toc=False),
    Style("kanji-wrap40", wrap=40),
    Style("kanji-circled", circled=True, captions="after"),
    Style("arabic-wide", arabic=True, wide=True, captions="after"),
    Style("arabic-flat", arabic=True, indent=False, captions="none", toc=False, gap=" "),
    Style("arabic-inline", arabic=True, captions="inline"),
    Style("arabic-wrap40", arabic=True, wrap=40),
    Style("arabic-wide-wrap60", arabic=True, wide=True, wrap=60, indent=False),
)


def render(law: Ordinance, style: Style) -> str:
    """Return the law as plain text in a style."""
    lines = [f"○{law.title}", f"（{law.number}）"]
    if style.toc:
        lines += _toc(law, style)
    for provision in law.provisions:
        lines += _provision(provision, style, 0)
    if style.wrap:
        lines = [piece for line in lines for piece in _wrapped(line, style.wrap)]
    return "\n".join(lines) + "\n"


def _wrapped(line: str, width: int) -> list[str]:
    if "\t" in line:  # the rows of a table are not running text
        return [line]
    return [line[start : start + width] for start in range(0, len(line), width)] or [""]


def _toc(law: Ordinance, style: Style) -> list[str]:
    entries = [p for top in law.provisions for p in top.walk() if p.level in _HEADINGS]
    if not entries:
        return []
    depth = list(_HEADINGS)
    lines = ["目次"]
    for entry in entries:
        pad = "　" * (1 + depth.index(entry.level)) if style.indent else ""
        lines.append(f"{pad}{_heading(entry, style)}{_range(entry, style)}")
    return [*lines, ("　" if style.indent else "") + "附則"]


def _range(entry: Provision, style: Style) -> str:
    articles = [child for child in entry.children if child.level is Level.ARTICLE]
    if not articles:
        return ""
    first, last = (_number(a.number, "条", style, a.label) for a in (articles[0], articles[-1]))
    return f"（{first}）" if len(articles) == 1 else f"（{first}―{last}）"


def _heading(provision: Provision, style: Style) -> str:
    number = _number(provision.number, _HEADINGS[provision.level], style, provision.label)
    return f"{number}　{provision.caption}"


def _digits(value: str, style: Style) -> str:
    return value.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if style.wide else value


def _number(number: str, counter: str, style: Style, label: str) -> str:
    """Return 第十二条の二 or 第12条の2; a printed kanji label is kept as it is in kanji style."""
    if not style.arabic:
        return label or f"第{to_kanji(int(number))}{counter}"
    first, _, last = number.partition(":")
    text = _one(first, counter, style)
    if not last:
        return text
    joined = f"{text}及び" if "及び" in label else f"{text}から"
    return joined + _one(last, counter, style) + ("" if "及び" in label else "まで")


def _one(number: str, counter: str, style: Style) -> str:
    main, *branches = number.split("_")
    return f"第{_digits(main, style)}{counter}" + "".join(f"の{_digits(b, style)}" for b in branches)


def _provision(provision: Provision, style: Style, depth: int) -> Iterator[str]:
    match provision.level:
        case Level.SUPPL:
            law = f"（{provision.caption}）" if provision.caption else ""
            yield f"{'　　　' if style.indent else ''}附　則{law}"
            yield from _children(provision, style, 0)
        case level if level in _HEADINGS:
            pad = "　" * (3 + list(_HEADINGS).index(level)) if style.indent else ""
            yield pad + _heading(provision, style)
            yield from _children(provision, style, 0)
        case Level.ARTICLE:
            yield from _article(provision, style)
        case Level.PARAGRAPH:
            yield from _paragraph(provision, style, provision.label)
        case Level.ITEM | Level.SUBITEM:
            pad = "　" * (depth + 1) if style.indent else ""
            yield f"{pad}{_item_label(provision, style, depth)}{style.gap}{_flat(provision.text)}"
            yield from _children(provision, style, depth + 1)
        case Level.TABLE | Level.FORM:
            yield from ([provision.label] if provision.label else [])
            yield from provision.text.split("\n")
        case _:
            yield from (("　" if style.indent else "") + line for line in provision.text.split("\n"))


def _flat(text: str) -> str:
    return text.replace("\n", "")


def _children(provision: Provision, style: Style, depth: int) -> Iterator[str]:
    for child in provision.children:
        yield from _provision(child, style, depth)


def _article(article: Provision, style: Style) -> Iterator[str]:
    title = _number(article.number, "条", style, article.label)
    caption = f"（{article.caption}）" if article.caption and style.captions != "none" else ""
    if caption and style.captions == "before":
        yield ("　" if style.indent else "") + caption
    first, *others = article.children
    if caption and style.captions == "after":
        yield title
        yield caption
        yield from _paragraph(first, style, first.label)
    else:
        head = title + (caption if style.captions == "inline" else "")
        yield f"{head}{style.gap}{first.label + style.gap if first.label else ''}{_flat(first.text)}"
        yield from _children(first, style, 0)
    for paragraph in others:
        yield from _paragraph(paragraph, style, paragraph.label or paragraph.number)


def _paragraph(paragraph: Provision, style: Style, label: str) -> Iterator[str]:
    if paragraph.caption and style.captions != "none":
        yield ("　" if style.indent else "") + f"（{paragraph.caption}）"
    yield _paragraph_label(paragraph, style, label) + _flat(paragraph.text)
    yield from _children(paragraph, style, 0)


def _paragraph_label(paragraph: Provision, style: Style, label: str) -> str:
    if not label:
        return "　" if style.indent else ""
    number = int(paragraph.number)
    if style.circled and number <= 20:
        return chr(0x245F + number)
    if style.arabic:
        return _digits(paragraph.number, style) + style.gap
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")) + style.gap


def _item_label(item: Provision, style: Style, depth: int) -> str:
    """Return 一 / イ / （１） in kanji style and (1) / ア / (ア) in the municipal Arabic style."""
    if not style.arabic or ":" in item.number or "から" in item.label or "及び" in item.label:
        return item.label
    main, *branches = item.number.split("_")
    tail = "".join(f"の{_digits(branch, style)}" for branch in branches)
    if depth == 0:
        bracket = "（{}）" if style.wide else "({})"
        return bracket.format(_digits(main, style)) + tail
    kana = GOJUON[int(main) - 1]
    return (kana if depth == 1 else f"({kana})") + tail
