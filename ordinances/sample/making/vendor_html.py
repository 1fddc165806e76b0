"""A master as the HTML pages of the two great vendors of 例規 systems; only the shape is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ordinances.sample.making.master import Kind, Line, Master

_REIKI_BASE_CLASS = {
    Kind.PARAGRAPH: "clause",
    Kind.ITEM: "item",
    Kind.SUBITEM: "subitem1",
    Kind.SUBSUBITEM: "subitem2",
}


def reiki_base(master: Master) -> bytes:
    """Give a page in the shape of ぎょうせい Reiki-Base."""
    head = (
        ("title-irregular", "○" + master.title),
        ("date", master.first(Kind.DATE)),
        ("number", master.first(Kind.NUMBER)),
    )
    blocks = [f'<div class="head"><p class="{name}">{_cm(text)}</p></div>' for name, text in head]
    blocks += _reiki_base_blocks(master.body)
    lines = "\n".join(
        f'<div>\n<div id="l{number:09d}" class="eline">{block}</div>\n</div>'
        for number, block in enumerate(blocks)
    )
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<html lang="ja">\n<head>\n'
        '<meta http-equiv="content-type" content="text/html; charset=utf-8">\n'
        f"<title>{escape(master.title)}</title>\n</head>\n<body>\n"
        '<div id="primary" class="joubun showhistory">\n<div id="primaryInner2">\n'
        f"{lines}\n</div>\n</div>\n"
        f'<div id="secondary">\n<h2>沿革情報</h2>\n<ul><li>{escape(master.first(Kind.DATE))} '
        f"{escape(master.first(Kind.NUMBER))}</li></ul>\n</div>\n</body>\n</html>\n"
    ).encode()


def _reiki_base_blocks(lines: list[Line]) -> Iterator[str]:
    caption = ""
    rows: list[Line] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if line.kind is Kind.ROW:
            rows.append(line)
            if following is None or following.kind is not Kind.ROW:
                yield f'<div class="table_frame"><div class="table-wrapper">{table(rows)}</div></div>'
                rows = []
        elif line.kind is Kind.CAPTION:
            caption = f'<p class="title">{_cm(line.text)}</p>'
        else:
            yield _reiki_base_block(line, caption)
            caption = ""


def _reiki_base_block(line: Line, caption: str) -> str:
    text = f'<span class="p cm">{escape(line.text)}</span>'
    sign = f'<span class="num cm">{escape(line.label)}</span>'
    if line.kind is Kind.ARTICLE:
        clause = f'<span class="clause">{text}</span>'
        return f'<div class="article">{caption}<p class="num">{sign}　{clause}</p></div>'
    if line.kind in _REIKI_BASE_CLASS:
        name = _REIKI_BASE_CLASS[line.kind]
        return f'<div class="{name}">{caption}<p class="num">{sign}　{text}</p></div>'
    if line.kind is Kind.SUPPL:
        return f'<p class="s-head"><span class="title cm">附　則</span>{_cm(line.text)}</p>'
    if line.kind in (Kind.TABLE, Kind.FORM):
        name = "table_section" if line.kind is Kind.TABLE else "form_section"
        return f'<div class="{name}"><p class="num">{sign}{_cm(line.text)}</p></div>'
    if line.kind is Kind.CHAPTER:
        return f'<p class="s-head">{_cm(line.printed)}</p>'
    return f'<div class="clause"><p class="p">{text}</p></div>'


def _cm(text: str) -> str:
    return f'<span class="cm">{escape(text)}</span>'


def table(rows: list[Line]) -> str:
    """Give rows as an HTML table."""
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells) + "</tr>" for row in rows
    )
    return f'<table class="b-on">{body}</table>'


def d1_law(master: Master) -> bytes:
    """Give a page in the shape of 第一法規 D1-Law, whose ids alone tell the nesting."""
    title = escape(master.title)
    number = escape(master.first(Kind.DATE) + master.first(Kind.NUMBER))
    divs = "".join(
        [_div("zA10", "○" + title), _div("zB10", number), _div("dG10", title), *_d1_divs(master.body)]
    )
    return (
        '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html;charset=UTF-8"/>'
        f'<TITLE>{title}</TITLE></HEAD><BODY bgcolor="#FFFFFF">\n<DIV CLASS="USER-SET-STYLE">\n'
        f'<A NAME="MOKUJI_TOP"/>\n<div>{divs}</div>\n</DIV>\n</BODY></HTML>\n'
    ).encode()


def _div(kind: str, text: str, place: str = "") -> str:
    where = f":::2:{place}:1:" if place else ":::0::1:"
    return f'<div id="h:{kind}{where}" style="margin:0;" class="danraku-normal">{text}</div>'


def _d1_divs(lines: list[Line]) -> Iterator[str]:
    part = "h"
    place = _D1Place()
    for index, line in enumerate(lines):
        if line.kind is Kind.SUPPL:
            part, place = ("k" if line.text else "s"), _D1Place()
            yield _div(f"{part}O10", f"<b>附　則</b>{escape(line.text)}")
        elif line.kind is Kind.CHAPTER:
            yield _div(f"{part}C10", f"<b>{escape(line.printed)}</b>")
        elif line.kind is Kind.CAPTION:
            upcoming = _D1Place(*place.groups)
            upcoming.step(lines[index + 1])
            yield _div(f"{part}L10", escape(line.text), upcoming.path)
        else:
            place.step(line)
            label = f"<b>{line.label}</b>" if line.kind is Kind.ARTICLE else line.label
            text = escape(line.text)
            yield _div(
                f"{part}L{'20' if part == 'h' else '30'}", f"{label}　{text}" if label else text, place.path
            )


class _D1Place:
    """Where a line stands, as D1-Law's ids write it: 条.枝…-項.枝-号.枝…-細分-細分….

    The first paragraph of an article is written 0, as the article's own line.
    """

    def __init__(self, *groups: str) -> None:
        self.groups = list(groups) or ["0", "0", "0", "0", "0"]

    def step(self, line: Line) -> None:
        """Move on to a line."""
        depth = {Kind.ARTICLE: 0, Kind.PARAGRAPH: 1, Kind.ITEM: 2, Kind.SUBITEM: 3, Kind.SUBSUBITEM: 4}.get(
            line.kind
        )
        if depth is None:
            return
        number = line.number if depth < 3 else str(int(self.groups[depth]) + 1)
        self.groups[depth:] = [number, *["0"] * (4 - depth)]

    @property
    def path(self) -> str:
        """The id's groups."""
        article, paragraph, item, first, second = self.groups
        return f"{_padded(article, 4)}-{_padded(paragraph, 2)}-{_padded(item, 3)}-{first}-{second}-0-0"


def _padded(number: str, width: int) -> str:
    parts = number.split("_")
    return ".".join(parts + ["0"] * (width - len(parts)))
