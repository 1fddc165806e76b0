"""One department's sheet (点検シート): headings, lines, what may be filled in, how it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from review_app.exports import books
from review_app.exports.answers import ANSWER_FIELDS, seal
from review_app.exports.fields import FIELDS, SWITCHES, Entry, Value
from review_app.exports.layout import BLANK, Column, Layout
from review_app.exports.marks import FIRST_COLUMN, HIDDEN, KEYS_ROW, SheetMark
from review_app.exports.styles import Styles
from review_app.exports.text import clean
from review_app.ledger.model import Json

_TITLE, _LEAD, _GROUPS, _HEADINGS, FIRST_LINE = 2, 3, 4, 5, 6
_REQUIRED = ("in_scope", "needs_review", "policy")
_HOURS = {"hours_staff": "staff", "hours_citizens": "citizens"}
LISTS = "_lists"
# Width of the printed area in pixels (96 a inch) at 100 %, margins of 0.4 inch taken off, and a tenth for
# fonts wider than Excel's default.
_PAPER_WIDTH = {
    ("A3", "landscape"): 1360,
    ("A3", "portrait"): 940,
    ("A4", "landscape"): 940,
    ("A4", "portrait"): 645,
}
_LINE_HEIGHT = 14.5
_MOST_LINES = 15


@dataclass(frozen=True, slots=True)
class Frame:
    """What all sheets of one workbook share: the layout, the formats, where each pick list stands."""

    layout: Layout
    styles: Styles
    lists: Mapping[str, str]


def frame(book: Workbook, styles: Styles, layout: Layout) -> Frame:
    """Prepare a workbook for sheets: its pick lists go to a sheet nobody sees, which has no length limit."""
    sheet = book.add_worksheet(LISTS)
    sheet.very_hidden()
    lists: dict[str, str] = {}
    for place, field in enumerate(_with_choices(layout)):
        names = list(layout.offered(field).values())
        for row, name in enumerate(names):
            sheet.write_string(row, place, clean(name))
        lists[field] = f"={LISTS}!{xl_range_abs(0, place, len(names) - 1, place)}"
    return Frame(layout, styles, lists)


def _with_choices(layout: Layout) -> list[str]:
    return [field for field in layout.returning() if ANSWER_FIELDS[field].kind == "choice"]


def write_sheet(sheet: Worksheet, given: Frame, mark: SheetMark, entries: Sequence[Entry]) -> None:
    """Fill ``sheet`` with the entries of one department."""
    layout, styles = given.layout, given.styles
    _write_marks(sheet, given, mark)
    sheet.write_string(
        _TITLE, FIRST_COLUMN, clean(f"{layout.title}　{mark.department_name}"), styles["title"]
    )
    lead = f"{mark.exported_on}　出力　{len(entries):,}件　　黄色の見出しの列（白いセル）に記入してください。"
    sheet.write_string(_LEAD, FIRST_COLUMN, lead, styles["subtitle"])
    _write_headings(sheet, given)
    for row, entry in enumerate(entries, start=FIRST_LINE):
        _write_line(sheet, given, mark, row, entry)
    last = max(FIRST_LINE + len(entries) - 1, FIRST_LINE)
    for place, column in enumerate(layout.columns, start=FIRST_COLUMN):
        if column.returns:
            _guide_cells(sheet, given, column, (FIRST_LINE, place, last, place))
    _protect(sheet)
    _lay_out(sheet, given, mark, last)


def _write_marks(sheet: Worksheet, given: Frame, mark: SheetMark) -> None:
    hidden = given.styles["hidden"]
    sheet.write_string(0, 0, mark.model_dump_json(), hidden)
    for place, key in enumerate((*HIDDEN, *(column.field for column in given.layout.columns))):
        sheet.write_string(KEYS_ROW, place, key, hidden)
    for row in (0, KEYS_ROW):
        sheet.set_row(row, None, None, {"hidden": True})
    sheet.set_column(0, FIRST_COLUMN - 1, None, hidden, {"hidden": True})


def _write_headings(sheet: Worksheet, given: Frame) -> None:
    styles, columns = given.styles, given.layout.columns
    for first, last, name in _groups(columns):
        if first == last:
            sheet.write_string(_GROUPS, first, clean(name), styles["group"])
        else:
            sheet.merge_range(_GROUPS, first, _GROUPS, last, clean(name), styles["group"])
    for place, column in enumerate(columns, start=FIRST_COLUMN):
        style = "head_open" if column.fillable else "head"
        sheet.write_string(_HEADINGS, place, clean(column.heading), styles[style])
        sheet.set_column(place, place, column.width)
    sheet.set_row(_TITLE, 24)
    sheet.set_row(_LEAD, 16)
    sheet.set_row(_GROUPS, 18)
    sheet.set_row(_HEADINGS, 2 * _LINE_HEIGHT + 4)


def _groups(columns: Sequence[Column]) -> list[tuple[int, int, str]]:
    """Neighbouring columns of one group: (first place, last place, name)."""
    found: list[tuple[int, int, str]] = []
    for place, column in enumerate(columns, start=FIRST_COLUMN):
        if found and found[-1][2] == column.group and column.group:
            found[-1] = (found[-1][0], place, column.group)
        else:
            found.append((place, place, column.group))
    return found


def _write_line(sheet: Worksheet, given: Frame, mark: SheetMark, row: int, entry: Entry) -> None:
    case, columns = entry.case.row, given.layout.columns
    sealed = seal(entry.flat, given.layout.returning())
    check = mark.check(case.case_id, case.revision, sealed, entry.number)
    marks = (case.case_id, str(case.revision), sealed, str(entry.number), check)
    for place, text in enumerate(marks):
        sheet.write_string(row, place, text, given.styles["hidden"])
    values = [None if column.field == BLANK else FIELDS[column.field].value(entry) for column in columns]
    for place, (column, value) in enumerate(zip(columns, values, strict=True), start=FIRST_COLUMN):
        _write_cell(sheet, given, (row, place), column, entry, value)
    lines = max(_lines(value, column.width) for column, value in zip(columns, values, strict=True))
    sheet.set_row(row, min(lines, _MOST_LINES) * _LINE_HEIGHT + 2)


def _write_cell(
    sheet: Worksheet, given: Frame, at: tuple[int, int], column: Column, entry: Entry, value: Value
) -> None:
    if column.field == "text" and entry.case.row.spans:
        _write_marked(sheet, given.styles, at, entry.case.row.text, entry.case.row.spans)
    elif (
        column.field in _HOURS
        and entry.case.answerable
        and _live_hours(sheet, given, at, column.field, value)
    ):
        pass
    else:
        books.put(sheet, *at, value, _style(column, entry), given.styles)


def _style(column: Column, entry: Entry) -> str:
    fillable = column.fillable and (entry.case.answerable or column.field == BLANK)
    field = ANSWER_FIELDS.get(column.field)
    kind = field.kind if field else "number" if column.field in (*_HOURS, "number", "score") else "text"
    ending = {"date": "_date", "number": "_number", "count": "_count"}.get(kind, "")
    if not fillable:
        return "locked" + ending.replace("_count", "_number")
    return f"open{ending}"


def _live_hours(sheet: Worksheet, given: Frame, at: tuple[int, int], field: str, value: Value) -> bool:
    """Write the hours as a formula over the cells being filled in, when the sheet has them all."""
    places = {column.field: place for place, column in enumerate(given.layout.columns, start=FIRST_COLUMN)}
    parts = [places.get(f"{_HOURS[field]}_{part}") for part in ("minutes", "times", "days")]
    if None in parts:
        return False
    minutes, times, days = (xl_rowcol_to_cell(at[0], part) for part in parts if part is not None)
    formula = f'=IF(COUNT({minutes},{times})<2,"",ROUND({minutes}*{times}*IF({days}="",1,{days})/60,1))'
    sheet.write_formula(*at, formula, given.styles["locked_number"], value if value is not None else "")
    return True


def _write_marked(
    sheet: Worksheet, styles: Styles, at: tuple[int, int], text: str, spans: Sequence[Json]
) -> None:
    """Write a clause with its found words underlined and bold (never by colour alone)."""
    pieces = _pieces(text, spans)
    parts: list[str | Format] = []
    for hit, piece in pieces:
        parts += [styles["hit" if hit else "plain"], clean(piece)]
    # A rich string needs two pieces at least, and Excel's limit is for the whole.
    if len(pieces) < 2 or clean(text) != "".join(clean(piece) for _, piece in pieces):
        books.put(sheet, *at, text, "locked", styles)
    else:
        sheet.write_rich_string(*at, *parts, styles["locked"])


def _pieces(text: str, spans: Sequence[Json]) -> list[tuple[bool, str]]:
    """The text cut at its spans: (found words?, piece), no piece empty."""
    pieces: list[tuple[bool, str]] = []
    done = 0
    for span in sorted(spans, key=lambda span: (span["start"], span["end"])):
        start, end = max(int(span["start"]), done), int(span["end"])
        if start >= end:
            continue
        pieces += [(False, text[done:start]), (True, text[start:end])]
        done = end
    return [(hit, piece) for hit, piece in [*pieces, (False, text[done:])] if piece]


def _lines(value: Value, width: float) -> int:
    """How many lines a text takes at most; a full-width character is about two wide."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, ceil(2 * len(line) / width)) for line in value.split("\n"))


def _guide_cells(sheet: Worksheet, given: Frame, column: Column, area: tuple[int, int, int, int]) -> None:
    """Pick lists and hints. Only pick lists are enforced by Excel; everything is checked again on return."""
    kind = ANSWER_FIELDS[column.field].kind
    rule: dict[str, object] = {"validate": "any"}
    if kind == "choice":
        rule = {
            "validate": "list",
            "source": given.lists[column.field],
            "error_title": "一覧から選んでください",
            "error_message": "▼を押して、一覧から選んでください。",
        }
    if column.note:
        rule |= {"input_title": column.heading[:32], "input_message": column.note}
    sheet.data_validation(*area, rule)
    if column.field in _REQUIRED or column.field in SWITCHES:
        top = xl_rowcol_to_cell(area[0], area[1])
        empty = f'=AND({top}="",CELL("protect",{top})=0)'
        sheet.conditional_format(
            *area, {"type": "formula", "criteria": empty, "format": given.styles["required"]}
        )


def _protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in. No password: a slip is prevented, the city keeps its sheet."""
    allowed = ("autofilter", "format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))


def _lay_out(sheet: Worksheet, given: Frame, mark: SheetMark, last: int) -> None:
    layout = given.layout
    places = {column.field: place for place, column in enumerate(layout.columns, start=FIRST_COLUMN)}
    end = FIRST_COLUMN + len(layout.columns) - 1
    kept = places.get(layout.freeze, FIRST_COLUMN - 1)
    sheet.freeze_panes(FIRST_LINE, kept + 1)
    sheet.autofilter(_HEADINGS, FIRST_COLUMN, last, end)
    sheet.set_selection(FIRST_LINE, FIRST_COLUMN, FIRST_LINE, FIRST_COLUMN)
    books.page(
        sheet,
        paper=layout.paper,
        landscape=layout.orientation == "landscape",
        header=f"{layout.title}　{mark.department_name}　{mark.exported_on}",
    )
    sheet.repeat_rows(_GROUPS, _HEADINGS)
    if kept >= FIRST_COLUMN:
        sheet.repeat_columns(FIRST_COLUMN, kept)
    sheet.print_area(_TITLE, FIRST_COLUMN, last, end)
    sheet.set_v_pagebreaks([places[field] for field in layout.page_breaks])
    sheet.set_print_scale(_scale(layout, places))


def _scale(layout: Layout, places: Mapping[str, int]) -> int:
    """The percentage at which the widest printed page fits the paper's width, between 25 and 100."""
    # A column of width w is 7w + 5 pixels in the default font (ECMA-376 part 1, 18.3.1.13).
    widths = [7 * column.width + 5 for column in layout.columns]
    kept = sum(widths[: places.get(layout.freeze, FIRST_COLUMN - 1) - FIRST_COLUMN + 1])
    cuts = sorted(places[field] - FIRST_COLUMN for field in layout.page_breaks)
    bounds = list(zip([0, *cuts], [*cuts, len(widths)], strict=True))
    widest = max(sum(widths[first:last]) + (kept if first else 0) for first, last in bounds)
    return max(25, min(100, int(_PAPER_WIDTH[layout.paper, layout.orientation] / widest * 100)))
