"""Any other 例規 HTML: block elements to lines, tables to rows, then the line grammar."""

from __future__ import annotations

import re

from ordinances import grammar
from ordinances.grammar.marks import article_mark
from ordinances.kinds import kind_of
from ordinances.model import Ordinance, OrdinanceKind
from ordinances.readers import printed
from ordinances.readers.errors import ReadError
from ordinances.readers.html_page import Page, count_images, lines, parse_page

_MARK = re.compile(r"[○◯●◎]\s*")
_HEAD = 200


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
    """Find the line of the ordinance's title among the menus that may stand before it.

    In order of trust: the last line marked ○ before the first article; the line above 公布日 and 例規番号; a
    line the page's own title repeats; else the page begins with it.
    """
    body = next((index for index, line in enumerate(printed_lines) if _is_article(line)), _HEAD)
    head = list(enumerate(printed_lines[: min(body, _HEAD)]))
    marked = [index for index, line in head if _MARK.match(line)]
    numbers = [index - 1 for index, line in head if index and _is_number_line(line)]
    named = [
        index for index, line in head if kind_of(line, "") is not OrdinanceKind.OTHER and line in page_title
    ]
    choices = [*marked[-1:], *numbers, *named]
    return choices[0] if choices else 0


def _is_article(line: str) -> bool:
    """Tell whether a line begins the text of an article, and not an entry of a table of contents."""
    return article_mark(line) is not None and "。" in line


def _is_number_line(line: str) -> bool:
    """Tell whether a line is 公布日 and 例規番号 alone (``平成11年3月31日規則第20号``)."""
    number, promulgation = printed.split_number(line)
    dated = promulgation.printed != "" and line.startswith(promulgation.printed)
    return dated and len(line) < 40 and kind_of("", number) is not OrdinanceKind.OTHER
