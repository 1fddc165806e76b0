"""Any other 例規 HTML: block elements to lines, tables to rows, then the line grammar."""

from __future__ import annotations

import re

from ordinances import grammar
from ordinances.model import Ordinance
from ordinances.readers import printed
from ordinances.readers.errors import ReadError
from ordinances.readers.html_page import Page, count_images, lines, parse_page

_MARK = re.compile(r"^[○◯●◎]\s*")


def read_generic_html(content: bytes, source: str) -> Ordinance:
    """Read one page of any make.

    Raises:
        ReadError: the page is broken or holds no ordinance.
    """
    return read_page(parse_page(content), source)


def read_page(page: Page, source: str) -> Ordinance:
    """Read a parsed page by its printed lines; what stands before the title (menus) is left out."""
    printed_lines = list(lines(page.root))
    if not printed_lines:
        raise ReadError(
            "HTMLの中に文章がありません。ブラウザーで本文が見えるか確かめて、保存し直してください。"
        )
    start = _title_line(printed_lines, page.root.findtext(".//title") or "")
    return grammar.parse(
        printed_lines[start:],
        source,
        encoding=page.encoding,
        notes=printed.image_note(count_images(page.root)),
    )


def _title_line(printed_lines: list[str], page_title: str) -> int:
    """Find the line of the ordinance's title: one marked ○, else one the page's own title names."""
    for index, line in enumerate(printed_lines[:200]):
        bare = _MARK.sub("", line)
        if (bare != line or len(bare) > 4) and bare and (bare != line or bare in page_title):
            return index
    return 0
