"""A PDF's pages as lines of characters, at a cost that grows with what is printed and no faster.

pdfminer's own ``extract_pages`` also groups the lines into text boxes, which the grammar has no use for and
which takes time with the square of the lines that overlap: a damaged page of 100 KB took minutes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextLine
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

_MAX_DRAWN = 2_000_000
"""Characters, figures and paths of one file; a book of 1,000 closely printed pages has about 1,500,000.

Forms that draw each other ten times over, a dozen deep, would otherwise be drawn for years.
"""


class TooMuchDrawnError(Exception):
    """The file draws more than ``_MAX_DRAWN`` things."""


class _Device(PDFPageAggregator):
    """Collects what is drawn on a page, and counts it over all pages."""

    drawn = 0

    def _count(self) -> None:
        self.drawn += 1
        if self.drawn > _MAX_DRAWN:
            raise TooMuchDrawnError

    def begin_figure(self, *args: Any, **named: Any) -> None:
        self._count()
        super().begin_figure(*args, **named)

    def paint_path(self, *_args: Any, **_named: Any) -> None:
        """Count a path; only the text matters, so it is not kept."""
        self._count()

    def render_char(self, *args: Any, **named: Any) -> float:
        self._count()
        return super().render_char(*args, **named)


def pages(content: bytes) -> Iterator[list[LTTextLine]]:
    """Yield each page's lines of characters, in the order they are drawn.

    Raises:
        TooMuchDrawnError: more is drawn than a document of ordinances can hold.
        PDFException, PSException, and whatever pdfminer's own code meets in a damaged file.
    """
    manager = PDFResourceManager()
    device = _Device(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.get_pages(io.BytesIO(content)):
        interpreter.process_page(page)
        yield list(_lines(device.get_result()))


def _lines(page: LTPage) -> Iterator[LTTextLine]:
    rules = LAParams()
    characters = [item for item in page if isinstance(item, LTChar)]
    for line in page.group_objects(rules, characters) if characters else ():
        if not line.is_empty():
            line.analyze(rules)
            yield line
