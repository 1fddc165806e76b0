"""Checking one line of a filled sheet (行の検査): its marks, its cells, and what it would do to the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from review_app.exports import cells
from review_app.exports.answers import (
    ANSWER_FIELDS,
    GROUPS,
    Flat,
    flatten,
    merged,
    nest,
    seal,
    without_defaults,
)
from review_app.exports.cells import CellError
from review_app.exports.fields import shown
from review_app.exports.intake import RawCell, RawLine, RawSheet
from review_app.exports.marks import SheetMark
from review_app.exports.text import one_line
from review_app.workflow import acts
from review_app.workflow.errors import WorkflowError
from review_app.workflow.exporting import ExportCase
from review_app.workflow.machine import Act
from review_app.workflow.together import Wanted

AGAIN = "最新の点検シートを出力し直してください。"
_EDITED = f"隠し列（案件番号など）が書き換えられています。行の貼付けや並べ替えをせず、{AGAIN}"
_TWICE = "同じ案件の行が{}行目にもあります。正しい1行だけを残してください。"
_UNKNOWN = "この案件は見つかりません。担当の課が変わったか、あなたの課の案件ではありません。"
_SHIFTED = f"この行の例規名・条項号が台帳と違います。行がずれたおそれがあります。{AGAIN}"
_TOO_NEW = f"今の台帳より新しい時点で出力した表です（台帳が以前の状態に戻されています）。{AGAIN}"
_ADDED = "書き足された行は取り込めません。漏れている規定は法制担当に知らせてください。"
_EMPTIED = "記入済みの回答を空にすることはできません。回答を直して記入してください。"
_FORMULA = "数式が入っています。値で書いてください"
_IDENTITY = ("ordinance_title", "locator")


class Status(StrEnum):
    """What a line would do."""

    READY = "ready"  # 取り込めます
    UNCHANGED = "unchanged"  # 変更なし
    EMPTY = "empty"  # 未記入
    CONFLICT = "conflict"  # 新しい回答があります
    REFUSED = "refused"  # 取り込めません


STATUS_NAMES: dict[Status, str] = {
    Status.READY: "取り込めます",
    Status.UNCHANGED: "変更なし",
    Status.EMPTY: "未記入",
    Status.CONFLICT: "台帳に別の回答あり",
    Status.REFUSED: "取り込めません",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One column in which the ledger's newer answer and the file's differ, as people read them."""

    heading: str
    ledger: str
    file: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One line. ``row`` is its number in the sheet as Excel shows it; ``wanted`` what applying it would do.

    ``newer_by`` names who changed the case after the sheet was written out, for conflicts.
    """

    sheet: str
    row: int
    status: Status
    case_id: str = ""
    title: str = ""
    locator: str = ""
    reasons: tuple[str, ...] = ()
    wanted: Wanted | None = None
    differences: tuple[Difference, ...] = ()
    newer_by: str = ""

    @property
    def why_conflict(self) -> str:
        """Why somebody has to choose between the ledger's answer and the file's."""
        return "".join(self.reasons) or f"{self.newer_by}さんが先に更新しています。"


def check_line(
    sheet: RawSheet, line: RawLine, now: Mapping[str, ExportCase], places: Sequence[int]
) -> CheckedRow:
    """Judge one line; ``now`` are the cases the person may see, ``places`` the rows that name this case."""
    case_id = line.marks[0]
    title, locator = (_text(line, field) for field in _IDENTITY)
    row = CheckedRow(sheet.name, line.row, Status.REFUSED, case_id, title, locator)
    if not any(line.marks):
        return replace(row, reasons=(_ADDED,))
    if not _untouched(sheet.mark, line):
        return replace(row, reasons=(_EDITED,))
    if len(places) > 1:
        others = "、".join(f"{place}" for place in places if place != line.row)
        return replace(row, reasons=(_TWICE.format(others or line.row),))
    written, problems = _read_answer(sheet.mark, line)
    if not problems and seal(written, sheet.mark.headings) == line.marks[2]:
        # Nothing was written here, so it does not matter what has become of the case meanwhile.
        return replace(row, status=Status.UNCHANGED if written else Status.EMPTY)
    case = now.get(case_id)
    if case is None:
        return replace(row, reasons=(_UNKNOWN,))
    reasons = [problem] if (problem := _misplaced(line, case)) else problems
    return replace(row, reasons=tuple(reasons)) if reasons else _changed(sheet.mark, line, case, row, written)


def _text(line: RawLine, field: str) -> str:
    cell = line.cells.get(field)
    return "" if cell is None or cell.value is None else one_line(str(cell.value))


def _untouched(mark: SheetMark, line: RawLine) -> bool:
    case_id, revision, sealed, number, check = line.marks
    if not (revision.isascii() and revision.isdigit() and number.isascii() and number.isdigit()):
        return False
    return check == mark.check(case_id, int(revision), sealed, int(number))


def _misplaced(line: RawLine, case: ExportCase) -> str:
    """Why the line does not fit the case it names, "" when it does."""
    for field in _IDENTITY:
        if field in line.cells and _text(line, field) != one_line(str(getattr(case.row, field))):
            return _SHIFTED
    return _TOO_NEW if int(line.marks[1]) > case.row.revision else ""


def _changed(mark: SheetMark, line: RawLine, case: ExportCase, row: CheckedRow, written: Flat) -> CheckedRow:
    """A line with something new in it: refused, in conflict with a newer answer, or ready."""
    current = flatten(case.row.facts.answer)
    if seal(current, mark.headings) == seal(written, mark.headings):
        return replace(row, status=Status.UNCHANGED)
    if not written:
        return replace(row, reasons=(_EMPTIED,))
    try:
        payload = acts.parse(Act.ANSWER, nest(merged(current, written, mark.headings)))
    except WorkflowError as error:
        return replace(row, reasons=(str(error),))
    row = replace(row, status=Status.READY, wanted=Wanted(case.row.case_id, case.row.revision, payload))
    if seal(current, mark.headings) == line.marks[2]:
        return row
    differences = _differences(mark, current, written)
    return replace(row, status=Status.CONFLICT, differences=differences, newer_by=case.row.updated_by)


def _read_answer(mark: SheetMark, line: RawLine) -> tuple[Flat, list[str]]:
    """The answer of a line, and why cells of it cannot be taken."""
    flat: Flat = {}
    reasons: list[str] = []
    for field, heading in mark.headings.items():
        cell = line.cells.get(field)
        if cell is None:
            continue
        try:
            value = cells.read(ANSWER_FIELDS[field], plain(cell), mark.choices.get(field, {}))
        except CellError as error:
            reasons.append(f"「{one_line(heading)}」：{error}。")
        else:
            if value is not None and value != ():
                flat[field] = value
    return without_defaults(flat), [*reasons, *_half_efforts(mark, flat)]


def plain(cell: RawCell) -> object:
    """The value of a cell; CellError for formulas and error values."""
    if cell.kind == "f":
        raise CellError(_FORMULA)
    if cell.kind == "e":
        raise CellError(f"計算の誤り（{one_line(str(cell.value), 20)}）が入っています。値で書いてください")
    return cell.value


def _half_efforts(mark: SheetMark, flat: Flat) -> list[str]:
    """Minutes without times, or times without minutes, would silently count as nothing."""
    found = []
    for group in GROUPS:
        fields = (f"{group}_minutes", f"{group}_times")
        if (
            all(field in mark.headings for field in fields)
            and len({bool(flat.get(field)) for field in fields}) == 2
        ):
            names = "と".join(f"「{one_line(mark.headings[field])}」" for field in fields)
            found.append(f"{names}は、両方を書くか、両方を空けてください。")
    return found


def _differences(mark: SheetMark, current: Flat, written: Flat) -> tuple[Difference, ...]:
    def names(field: str) -> Mapping[str, str]:
        return mark.choices.get(field, {})

    def said(flat: Flat, field: str) -> str:
        value = shown(field, flat.get(field), names)
        return (
            "" if value is None else one_line(f"{value:g}" if isinstance(value, float) else str(value), 200)
        )

    pairs = (
        (heading, said(current, field), said(written, field)) for field, heading in mark.headings.items()
    )
    return tuple(Difference(one_line(heading), old, new) for heading, old, new in pairs if old != new)
