"""Prints an Ordinance the way the vendors' pages do, so that reading can be checked against the tree."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ordinances import Level, Ordinance, Provision

_HEADINGS = (Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION, Level.DIVISION)
_REIKI_CLASSES = {Level.PARAGRAPH: "clause", Level.ITEM: "item", Level.SUBITEM: "subitem1"}


def to_reiki_base(ordinance: Ordinance) -> bytes:
    """Give a page in the markup of Reiki-Base."""
    head = "".join(
        f'<div class="eline"><div class="head"><p class="{name}">{escape(text)}</p></div></div>'
        for name, text in (("title-irregular", ordinance.title), ("number", ordinance.number))
    )
    lines = "".join(
        f'<div class="eline">{line}</div>' for top in ordinance.provisions for line in _reiki(top, top=True)
    )
    page = (
        f'<html><head><meta charset="utf-8"></head><body><div id="primary">{head}{lines}</div></body></html>'
    )
    return page.encode()


def _reiki(node: Provision, *, top: bool = False) -> Iterator[str]:
    label, caption, text = escape(node.label), escape(node.caption), escape(node.text)
    children = list(node.children)
    if node.level in _HEADINGS:
        yield f'<p class="s-head"><span class="num">{label}</span>　<span class="title">{caption}</span></p>'
    elif node.level is Level.SUPPL:
        yield f'<p class="s-head"><span class="title">附則</span><span class="date">({caption})</span></p>'
    elif node.level is Level.ARTICLE:
        first = children.pop(0) if children else Provision(Level.PARAGRAPH)
        yield _numbered("article", label, caption, escape(first.text))
        children = [*first.children, *children]
    elif node.level is Level.TABLE:
        if top:
            yield f'<div class="table_section"><p><span class="num">{label}</span>({caption})</p></div>'
        yield f'<div class="table_frame">{_table(node.text)}</div>'
    else:
        yield _numbered(_REIKI_CLASSES[node.level], label, caption, text)
    for child in children:
        yield from _reiki(child)


def _numbered(name: str, label: str, caption: str, text: str) -> str:
    title = f'<p class="title">({caption})</p>' if caption else ""
    sign = f'<span class="num">{label}</span>　' if label else ""
    return f'<div class="{name}">{title}<p class="num">{sign}<span class="p">{text}</span></p></div>'


def _table(text: str) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{escape(cell)}</p></td>' for cell in row.split(chr(9)))}</tr>"
        for row in text.split("\n")
    )
    return f"<table>{rows}</table>"


def to_d1_law(ordinance: Ordinance) -> bytes:
    """Give a page in the markup of D1-Law, nesting only in the ids."""
    lines = "".join(line for top in ordinance.provisions for line in _d1(top, "h", ("", "", "", ())))
    head = _div("h:zA10:::0::1:", f"○{escape(ordinance.title)}") + _div(
        "h:zB10:::0::1:", escape(ordinance.number)
    )
    return f'<html><head><meta charset="utf-8"></head><body><div>{head}{lines}</div></body></html>'.encode()


def _d1(node: Provision, part: str, above: tuple[str, str, str, tuple[str, ...]]) -> Iterator[str]:
    part = "s" if node.level is Level.SUPPL else part
    place = _place(node, above)
    children = list(node.children)
    text = node.text
    if node.level is Level.ARTICLE and children:
        first = children.pop(0)
        text, children = first.text, [*first.children, *children]
    if node.caption and node.level in (Level.ARTICLE, Level.PARAGRAPH):
        yield _div(_id(f"{part}L10", place), f"({escape(node.caption)})")
    yield _d1_line(node, _id(f"{part}L20", place), escape(text))
    for child in children:
        yield from _d1(child, part, place)


def _place(
    node: Provision, above: tuple[str, str, str, tuple[str, ...]]
) -> tuple[str, str, str, tuple[str, ...]]:
    article, paragraph, item, subitems = above
    if node.level is Level.ARTICLE:
        return node.number, "", "", ()
    if node.level is Level.PARAGRAPH:
        return article, "" if article and node.number == "1" else node.number, "", ()
    if node.level is Level.ITEM:
        return article, paragraph, node.number, ()
    if node.level is Level.SUBITEM:
        return article, paragraph, item, (*subitems, node.number)
    return above


def _d1_line(node: Provision, place: str, text: str) -> str:
    label, caption = escape(node.label), escape(node.caption)
    if node.level in _HEADINGS:
        return _div("h:hC10:::0::1:", f"{label}　{caption}")
    if node.level is Level.SUPPL:
        return _div("h:sO10:::0::1:", f"<b>附　則</b>({caption})")
    if node.level is Level.TABLE:
        return (_div("h:bO10:::0::1:", f"{label}({caption})") if label else "") + _table(node.text)
    return _div(place, f"{label}　{text}" if label else text)


def _id(kind: str, place: tuple[str, str, str, tuple[str, ...]]) -> str:
    article, paragraph, item, subitems = place
    depths = [*subitems, "", "", "", ""][:4]
    groups = [
        _group(article, 4),
        _group(paragraph, 2),
        _group(item, 3),
        *(_group(sign, 1) for sign in depths),
    ]
    return f"h:{kind}:::2:{'-'.join(groups)}:1:"


def _group(number: str, size: int) -> str:
    return ".".join(([*number.split("_"), *"0000"] if number else list("0000"))[:size])


def _div(place: str, inner: str) -> str:
    return f'<div id="{place}" class="danraku-normal">{inner}</div>'
