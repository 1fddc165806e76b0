"""The management report (進捗報告): counts by department, type, state and PHASE, hours saved, with native charts,
and the cases that are late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ordinances.wareki import format_wareki_month
from review_app.exports import books, management_lists
from review_app.exports.fields import both_calendars
from review_app.exports.files import XLSX, ExportFile, file_name
from review_app.exports.layout import standard
from review_app.exports.styles import Styles
from review_app.ledger import Ledger
from review_app.ledger.model import Json, QueueQuery
from review_app.ledger.progress_rows import Progress, ProgressCell
from review_app.workflow import exporting, picklists
from review_app.workflow.exporting import ExportCase, Material
from review_app.workflow.machine import STATE_NAMES, State
from review_app.workflow.payloads import Effort

_TITLE = "アナログ規制の見直し　進捗報告"
_NONE = "（未割当）"
_UNDECIDED = "未定"
_PHASES = ("PHASE 1", "PHASE 2", "PHASE 3", _UNDECIDED)
_TOP = 3
Row = list[object]


def report(ledger: Ledger, person_id: str) -> ExportFile:
    """The report of what the person may see; NotAllowedError for administrators."""
    figures = exporting.progress(ledger, person_id)
    found = exporting.material(ledger, person_id, QueueQuery())
    policies = picklists.in_force(ledger).named("policies")

    def build(book: Workbook, styles: Styles) -> None:
        _overview(book, styles, found, figures)
        _by_department(book, styles, found, figures)
        _by_label(book, styles, found, figures)
        _by_phase(book, styles, found, figures)
        _hours(book, styles, found)
        _months(book, styles, found, figures)
        management_lists.overdue(_sheet(book, styles, found, *management_lists.OVERDUE), styles, found)
        waiting = _sheet(book, styles, found, *management_lists.UNAMENDED)
        management_lists.unamended(waiting, styles, found, policies)

    name = file_name("進捗報告", day=found.today, suffix="xlsx")
    return ExportFile(name, XLSX, books.make(_TITLE, found.today, build))


def _sheet(book: Workbook, styles: Styles, found: Material, name: str, note: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, f"{_TITLE}　{name}", styles["title"])
    sheet.write_string(1, 0, f"{both_calendars(found.today)}現在　{note}", styles["subtitle"])
    sheet.set_row(0, 26)
    sheet.set_row(1, 18)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 20, 11)
    sheet.freeze_panes(_TOP + 1, 1)
    books.page(sheet, header=_TITLE)
    sheet.fit_to_pages(1, 0)
    return sheet


def _overview(book: Workbook, styles: Styles, found: Material, figures: Progress) -> None:
    sheet = _sheet(
        book, styles, found, "概要", "対象外を除いて数えます。割合は件数と年間件数の両方で示します。"
    )
    cells = _counted(figures.cells)
    steps = (
        ("見直しの対象（候補を含む）", tuple(set(State) - {State.OUT_OF_SCOPE})),
        ("回答済み以降", (State.ANSWERED, State.CHECKED, State.DECIDED, State.IN_PROGRESS, State.COMPLETED)),
        ("決定済み（対応中・完了を含む）", (State.DECIDED, State.IN_PROGRESS, State.COMPLETED)),
        ("完了", (State.COMPLETED,)),
    )
    rows: list[Row] = []
    for name, states in steps:
        part = [cell for cell in cells if cell.state in states]
        shares = (_share(_cases(part), _cases(cells)), _share(_yearly(part), _yearly(cells)))
        rows.append([name, _cases(part), shares[0], _yearly(part), shares[1], _staff(part), _citizens(part)])
    header = ["区分", "件数", "件数の割合", "年間件数", "年間件数の割合", "職員 時間／年", "住民 時間／年"]
    after = books.table(sheet, styles, _TOP, header, rows)
    late = sum(cell.overdue for cell in cells)
    dismissed = sum(cell.cases for cell in figures.cells if cell.state == State.OUT_OF_SCOPE)
    books.table(
        sheet, styles, after + 1, ["その他", "件数"], [["期限を過ぎた照会", late], ["対象外", dismissed]]
    )
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 6, 15)


def _by_department(book: Workbook, styles: Styles, found: Material, figures: Progress) -> None:
    sheet = _sheet(book, styles, found, "課別", "課ごとの件数を状態別に示します。")
    names = _department_names(found)
    order = [*(row.name for row in sorted(found.departments.values(), key=lambda row: row.position)), _NONE]
    counts = _cross(figures.cells, lambda cell: names.get(cell.department_id or "", _NONE), _state)
    rows = _state_rows(counts, order)
    _state_table(sheet, styles, "所管課", rows)
    _stacked(book, sheet, rows, "課別の件数（状態別）")
    # Forty departments and their chart belong on one sheet of paper.
    books.page(sheet, paper="A3", landscape=False, header=_TITLE)
    sheet.fit_to_pages(1, 1)


def _by_label(book: Workbook, styles: Styles, found: Material, figures: Progress) -> None:
    sheet = _sheet(book, styles, found, "規制区分別", "規制の種類ごとの件数を状態別に示します。")
    labels = standard().wording("label")
    counts = _cross(figures.cells, lambda cell: labels.get(cell.label, cell.label), _state)
    rows = _state_rows(counts, list(labels.values()))
    _state_table(sheet, styles, "規制区分", rows)
    _stacked(book, sheet, rows, "規制区分別の件数（状態別）")


def _state_rows(counts: Mapping[str, Mapping[str, int]], order: Sequence[str]) -> list[Row]:
    known = [name for name in dict.fromkeys(order) if name in counts]
    rest = sorted(set(counts) - set(known))
    states = list(STATE_NAMES.values())
    return [
        [name, *(counts[name].get(state, 0) for state in states), sum(counts[name].values())]
        for name in (*known, *rest)
    ]


def _state_table(sheet: Worksheet, styles: Styles, first: str, rows: Sequence[Row]) -> None:
    books.table(sheet, styles, _TOP, [first, *STATE_NAMES.values(), "計"], rows, total=_totals(rows))


def _stacked(book: Workbook, sheet: Worksheet, rows: Sequence[Row], title: str) -> None:
    """A native stacked bar chart over the table above it."""
    if not rows:
        return
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    last = _TOP + len(rows)
    for place, state in enumerate(State, start=1):
        chart.add_series(
            {
                "name": [sheet.name, _TOP, place],
                "categories": [sheet.name, _TOP + 1, 0, last, 0],
                "values": [sheet.name, _TOP + 1, place, last, place],
                "fill": {"color": _CHART_COLOURS[state]},
                "border": {"color": "#FFFFFF"},
                "gap": 40,
            }
        )
    chart.set_title({"name": title, "overlay": False})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"name": "件", "min": 0, "num_format": "#,##0"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": 180 + 22 * len(rows)})
    options = {"description": f"{title}を積み上げた棒グラフ。数値は上の表と同じ。"}
    sheet.insert_chart(last + 4, 0, chart, options)


_CHART_COLOURS: dict[State, str] = {
    State.UNREVIEWED: "#C2C9D2",
    State.IN_SCOPE: "#9AA5B3",
    State.OUT_OF_SCOPE: "#E6E9ED",
    State.ON_HOLD: "#6E7B8A",
    State.INQUIRING: "#1F5FA8",
    State.ANSWERED: "#5A8FCB",
    State.RETURNED: "#B8543F",
    State.CHECKED: "#D9A441",
    State.DECIDED: "#B07D12",
    State.IN_PROGRESS: "#7A4A9C",
    State.COMPLETED: "#2E7D4F",
    State.RECHECK: "#4A5563",
}


def _by_phase(book: Workbook, styles: Styles, found: Material, figures: Progress) -> None:
    note = "現在のPHASE（縦）と見直し後のPHASE（横）。対象外を除きます。"
    sheet = _sheet(book, styles, found, "PHASE", note)
    cells = _counted(figures.cells)
    labels = standard().wording("label")
    rows: list[Row] = []
    for code, label in labels.items():
        for now in (1, 2, 3, None):
            part = [cell for cell in cells if cell.label == code and cell.phase_now == now]
            if part:
                targets = [_cases(c for c in part if c.phase_target == goal) for goal in (1, 2, 3, None)]
                rows.append([label, f"PHASE {now}" if now else _UNDECIDED, *targets, sum(targets)])
    sums = [sum(value for row in rows if isinstance(value := row[place], int)) for place in range(2, 7)]
    header = ["規制区分", "現在", *_PHASES, "計"]
    books.table(sheet, styles, _TOP, header, rows, total=["計", "", *sums])


def _hours(book: Workbook, styles: Styles, found: Material) -> None:
    note = "削減時間 ＝ 分 × 回（か所・件・人） × 日 ÷ 60。所管課の回答に書かれた計算です。"
    sheet = _sheet(book, styles, found, "削減時間", note)
    names = _department_names(found)
    answered = [case for case in found.cases if case.row.facts.hours_staff or case.row.facts.hours_citizen]
    by: dict[str, list[ExportCase]] = {}
    for case in answered:
        by.setdefault(names.get(case.department_id or "", _NONE), []).append(case)
    rows: list[Row] = [[name, len(cases), *_summed(cases)] for name, cases in sorted(by.items())]
    header = ["所管課", "件数", "職員 時間／年", "住民 時間／年", "計 時間／年"]
    total: Row = ["計", len(answered), *_summed(answered)]
    after = books.table(sheet, styles, _TOP, header, rows, total=total)
    lines: list[Row] = [
        [
            names.get(case.department_id or "", _NONE),
            case.row.ordinance_title,
            case.row.locator,
            STATE_NAMES[State(case.row.facts.state)],
            _arithmetic(case.row.facts.answer, "staff"),
            case.row.facts.hours_staff,
            _arithmetic(case.row.facts.answer, "citizens"),
            case.row.facts.hours_citizen,
        ]
        for case in answered
    ]
    header = ["所管課", "例規名", "条項号", "状態", "職員の計算", "職員 時間", "住民の計算", "住民 時間"]
    sheet.write_string(after + 1, 0, "計算の内訳", styles["section"])
    books.table(sheet, styles, after + 2, header, lines)
    for place, width in enumerate((24, 28, 16, 13, 34, 12, 34, 12)):
        sheet.set_column(place, place, width)


def _summed(cases: Sequence[ExportCase]) -> tuple[float, float, float]:
    staff = round(sum(case.row.facts.hours_staff for case in cases), 1)
    citizens = round(sum(case.row.facts.hours_citizen for case in cases), 1)
    return staff, citizens, round(staff + citizens, 1)


def _arithmetic(answer: Json | None, group: str) -> str:
    return Effort.model_validate((answer or {}).get(group) or {}).arithmetic


def _months(book: Workbook, styles: Styles, found: Material, figures: Progress) -> None:
    sheet = _sheet(book, styles, found, "月別", "その月に行われた回答・決定・完了の件数です。")
    rows: list[Row] = [
        [format_wareki_month(row.month), row.answered, row.decided, row.completed] for row in figures.months
    ]
    books.table(sheet, styles, _TOP, ["月", "回答", "決定", "完了"], rows, total=_totals(rows))
    if not rows:
        return
    chart = book.add_chart({"type": "column"})
    last = _TOP + len(rows)
    for place, colour in ((1, "#5A8FCB"), (2, "#B07D12"), (3, "#2E7D4F")):
        chart.add_series(
            {
                "name": [sheet.name, _TOP, place],
                "categories": [sheet.name, _TOP + 1, 0, last, 0],
                "values": [sheet.name, _TOP + 1, place, last, place],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": "月別の件数"})
    chart.set_y_axis({"name": "件", "min": 0})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 820, "height": 360})
    sheet.insert_chart(last + 4, 0, chart, {"description": "月別の件数の棒グラフ。数値は上の表と同じ。"})


def _counted(cells: Iterable[ProgressCell]) -> list[ProgressCell]:
    return [cell for cell in cells if cell.state != State.OUT_OF_SCOPE]


def _cross(
    cells: Iterable[ProgressCell], row: Callable[[ProgressCell], str], column: Callable[[ProgressCell], str]
) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for cell in cells:
        line = counts.setdefault(row(cell), {})
        line[column(cell)] = line.get(column(cell), 0) + cell.cases
    return counts


def _state(cell: ProgressCell) -> str:
    return STATE_NAMES[State(cell.state)]


def _department_names(found: Material) -> dict[str, str]:
    return {key: row.name for key, row in found.departments.items()}


def _totals(rows: Sequence[Row]) -> Row:
    columns = list(zip(*rows, strict=True))[1:]
    return ["計", *(sum(value for value in column if isinstance(value, int | float)) for column in columns)]


def _cases(cells: Iterable[ProgressCell]) -> int:
    return sum(cell.cases for cell in cells)


def _yearly(cells: Iterable[ProgressCell]) -> int:
    return sum(cell.yearly_cases for cell in cells)


def _staff(cells: Iterable[ProgressCell]) -> float:
    return round(sum(cell.hours_staff for cell in cells), 1)


def _citizens(cells: Iterable[ProgressCell]) -> float:
    return round(sum(cell.hours_citizen for cell in cells), 1)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "―"
