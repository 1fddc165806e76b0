"""A master as an ordinary web page, the way small towns publish their ordinances."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ordinances.sample.making.master import Kind, Line, Master
from ordinances.sample.making.vendor_html import table

_STYLE = (
    "body { font: 10.5pt/1.9 serif }"
    " h1 { font-size: 12pt; font-weight: normal } p { margin: 0 } .right { text-align: right }"
    " .item { margin-left: 1em }"
    " table { border-collapse: collapse } td { border: 1px solid; padding: 0 .5em }"
)
_CLASSES = {Kind.DATE: "right", Kind.NUMBER: "right", Kind.ITEM: "item", Kind.SUBITEM: "item"}


def page(master: Master) -> bytes:
    """Give the page."""
    body = "\n".join(_blocks(master.lines))
    return (
        f'<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n<title>{escape(master.title)}'
        f"</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _blocks(lines: list[Line]) -> Iterator[str]:
    rows: list[Line] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if line.kind is Kind.ROW:
            rows.append(line)
            if following is None or following.kind is not Kind.ROW:
                yield table(rows)
                rows = []
        elif line.kind is Kind.TITLE:
            yield f"<h1>{escape(line.printed)}</h1>"
        else:
            name = _CLASSES.get(line.kind)
            opening = f'<p class="{name}">' if name else "<p>"
            yield f"{opening}{escape(line.printed)}</p>"
