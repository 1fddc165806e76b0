"""The lists of the management report (進捗報告の一覧): what is overdue, and what is decided and not amended yet.

Each line names the case by ordinance, number and clause, so that it is found without the app. A case that clauses
are joined to is one line, as it is in the app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xlsxwriter.worksheet import Worksheet

from review_app.exports import books
from review_app.exports.fields import both_calendars
from review_app.exports.layout import standard
from review_app.exports.styles import Styles
from review_app.workflow.exporting import ExportCase, Material
from review_app.workflow.machine import STATE_NAMES, State

OVERDUE = ("期限超過", "回答期限を過ぎた照会。期限の古いものから。")
UNAMENDED = ("改正待ち", "決定して、まだ完了していない案件。完了予定の早いものから。")
"""Name and note of each sheet."""

_TOP = 3
_PLACE = ("所管課", "例規名", "例規番号", "条項号", "規制区分", "状態")
_WIDTHS = (20, 34, 22, 20, 14, 10, 24, 24, 12)
_NONE = "（未割当）"


def overdue(sheet: Worksheet, styles: Styles, found: Material) -> None:
    """List the inquiries past their due date, the oldest first, with the days they are late."""
    late = [
        (due, case)
        for case in _leading(found, State.INQUIRING, State.RETURNED)
        if (due := case.row.facts.due_on) is not None and due < found.today
    ]
    late.sort(key=lambda pair: (pair[0], pair[1].row.case_id))
    rows = [[*_place(case, found), both_calendars(due), (found.today - due).days] for due, case in late]
    _write(sheet, styles, [*_PLACE, "回答期限", "超過（日）"], rows)


def unamended(sheet: Worksheet, styles: Styles, found: Material, policies: Mapping[str, str]) -> None:
    """List what is decided and not completed, the earliest plan first, those without a plan last.

    ``policies`` are the city's names of 見直し方針.
    """
    waiting = sorted(
        _leading(found, State.DECIDED, State.IN_PROGRESS),
        key=lambda case: (case.row.facts.planned_on or date.max, case.row.case_id),
    )
    rows = []
    for case in waiting:
        facts = case.row.facts
        late = facts.planned_on is not None and facts.planned_on < found.today
        planned = both_calendars(facts.planned_on) or "未定"
        rows.append(
            [
                *_place(case, found),
                policies.get(facts.policy, facts.policy),
                planned,
                "予定を超過" if late else "",
            ]
        )
    _write(sheet, styles, [*_PLACE, "見直し方針", "完了予定", "備考"], rows)


def _leading(found: Material, *states: State) -> list[ExportCase]:
    return [
        case for case in found.cases if State(case.row.facts.state) in states and not case.row.facts.joined_to
    ]


def _place(case: ExportCase, found: Material) -> list[object]:
    row, owner = case.row, found.departments.get(case.department_id or "")
    joined = f"ほか{len(row.facts.joined)}条項" if row.facts.joined else ""
    return [
        owner.name if owner else _NONE,
        row.ordinance_title,
        row.ordinance_number,
        f"{row.locator}{joined}",
        standard().wording("label").get(row.label, row.label),
        STATE_NAMES[State(row.facts.state)],
    ]


def _write(sheet: Worksheet, styles: Styles, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    books.table(sheet, styles, _TOP, header, rows or [["該当する案件はありません"]])
    for place, width in zip(range(len(header)), _WIDTHS, strict=False):
        sheet.set_column(place, place, width)
    if rows:
        sheet.autofilter(_TOP, 0, _TOP + len(rows), len(header) - 1)
