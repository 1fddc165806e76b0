"""A city's own 点検シート as filled in (市の様式の読取り): no hidden marks, only headings in the city's words.

The mapping file says which heading holds which field. The heading row is the one of the first rows that has
most of them; headings may stand in two rows, as forms with merged cells have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from review_app.exports import intake
from review_app.exports.cells import squeezed
from review_app.exports.intake import RawCell
from review_app.exports.layout import BLANK, Column, Layout

HEADING_ROWS = 30
"""How far down a heading row is looked for: titles and instructions may stand above it."""
NAMES = ("ordinance_title", "ordinance_number")
"""The fields that name an ordinance; one of them is needed, and ``locator``."""
PLACE = (*NAMES, "locator", "label")
"""The fields that say which case a line is about."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line: its row number as Excel shows it, its cells by field."""

    row: int
    cells: dict[str, RawCell]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet. ``fields`` are those whose headings were found, none when it is not such a form at all.

    ``repeated`` and ``unknown`` are headings that stand twice, and headings the mapping file does not have.
    """

    name: str
    fields: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    lines: tuple[FormLine, ...] = ()


def read(data: bytes, layout: Layout) -> list[FormSheet]:
    """All sheets of a workbook as forms of this layout; IntakeError when the file is refused."""
    return intake.each(data, partial(_sheet, layout))


def _sheet(layout: Layout, sheet: Any) -> FormSheet:  # Any: openpyxl's read-only sheet, see intake
    numbered = intake.rows(sheet)
    head = list(islice(numbered, HEADING_ROWS))
    texts = [[_text(cell) for cell in cells] for _, cells in head]
    found = [_columns(layout, texts[place - 1] if place else [], row) for place, row in enumerate(texts)]
    best = max(range(len(found)), key=lambda place: len(found[place]), default=0)
    known = found[best] if found else {}
    columns = {place: column for place, column in known.items() if column.field != BLANK}
    fields = tuple(column.field for column in columns.values())
    if not _is_form(layout, fields):
        return FormSheet(str(sheet.title))
    times = Counter(fields)
    return FormSheet(
        str(sheet.title),
        fields,
        tuple(dict.fromkeys(one.heading for one in columns.values() if times[one.field] > 1)),
        tuple(text for place, text in enumerate(texts[best]) if text and place not in known),
        tuple(_lines([*head[best + 1 :]], columns)) + tuple(_lines(numbered, columns)),
    )


def _is_form(layout: Layout, fields: Sequence[str]) -> bool:
    """Whether a line says which case it is about, and answers something."""
    answers = any(field in layout.returning() for field in fields)
    return answers and "locator" in fields and any(name in fields for name in NAMES)


def _columns(layout: Layout, above: Sequence[str], row: Sequence[str]) -> dict[int, Column]:
    """Which column of the layout stands at which place, were this the heading row; ``above`` is the row over it."""
    find = _finder(layout)
    columns: dict[int, Column] = {}
    group = ""
    for place, text in enumerate(row):
        over = above[place] if place < len(above) else ""
        group = over or group
        # A heading merged over both rows stands in the upper one only.
        column = find(text or over, group)
        if column is not None:
            columns[place] = column
    return columns


def _finder(layout: Layout) -> Callable[[str, str], Column | None]:
    """Give the column of a heading; where several have the same one, its group decides."""
    by: dict[str, list[Column]] = {}
    for column in layout.columns:
        by.setdefault(squeezed(column.heading), []).append(column)

    def find(heading: str, group: str) -> Column | None:
        alike = by.get(squeezed(heading), []) if heading else []
        if len(alike) > 1:
            alike = [column for column in alike if squeezed(column.group) == squeezed(group)]
        return alike[0] if len(alike) == 1 else None

    return find


def _text(cell: Any) -> str:
    return str(cell.value).strip() if cell.value is not None and cell.data_type != "f" else ""


def _lines(
    numbered: Iterator[tuple[int, Sequence[Any]]] | Sequence[tuple[int, Sequence[Any]]],
    columns: dict[int, Column],
) -> Iterator[FormLine]:
    for row, cells in numbered:
        shown = {
            column.field: RawCell(cells[place].value, str(cells[place].data_type))
            for place, column in columns.items()
            if place < len(cells)
        }
        if any(cell.value not in (None, "") for cell in shown.values()):
            yield FormLine(row, shown)
