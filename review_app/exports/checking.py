"""Checking a filled workbook against the ledger (取込みの検査): what each line would do, before anything is done.

A line is ready, unchanged, empty, in conflict with a newer answer, or refused with its reasons. Nothing is
written here; ``applying`` does that with what the person chose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from review_app.exports import intake, unmarked
from review_app.exports.answers import ANSWER_FIELDS
from review_app.exports.in_use import in_use
from review_app.exports.intake import IntakeError, RawSheet, UnmarkedError
from review_app.exports.layout import Layout
from review_app.exports.lines import AGAIN, STATUS_NAMES, CheckedRow, Status, check_line
from review_app.exports.marks import SheetMark
from review_app.exports.text import one_line
from review_app.ledger import Ledger
from review_app.ledger.details import ledger_mark
from review_app.workflow import exporting, together
from review_app.workflow.actors import SYSTEM
from review_app.workflow.machine import Act
from review_app.workflow.model import Actor, Role


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file. ``problem`` is why nothing of it can be taken, "" when something may; ``remarks`` are to be read."""

    name: str
    problem: str = ""
    remarks: tuple[str, ...] = ()
    rows: tuple[CheckedRow, ...] = ()

    def of(self, status: Status) -> tuple[CheckedRow, ...]:
        """The lines of one status."""
        return tuple(row for row in self.rows if row.status is status)

    def summary(self) -> str:
        """One sentence: how many lines of each kind."""
        if self.problem:
            return self.problem
        counts = Counter(row.status for row in self.rows)
        return "、".join(
            f"{name} {counts[status]:,}件" for status, name in STATUS_NAMES.items() if counts[status]
        )


def check(
    ledger: Ledger, person_id: str, name: str, data: bytes, layout: Layout | None = None
) -> CheckedFile:
    """Check one file as this person; never raises for what is in the file.

    A workbook without tenken's marks is read as a form of ``layout``, by default the one in use. Raises
    NotAllowedError or NotFoundError when the person may not take part at all, InvalidInputError when the
    city's layout does not fit any more.
    """
    who, _ = exporting.reader(ledger, person_id)
    name = one_line(name, 100)
    try:
        found = intake.sheets(data)
    except UnmarkedError:
        return _check_unmarked(ledger, person_id, name, data, in_use(ledger, layout))
    except IntakeError as error:
        return CheckedFile(name, str(error))
    if problem := _wrong_workbook(found, ledger_mark(ledger), who):
        return CheckedFile(name, problem)
    mine = [sheet for sheet in found if not _foreign(sheet.mark, who)]
    remarks = [*_left_out(found, mine), *(text for sheet in mine for text in _removed(sheet))]
    return _checked(ledger, person_id, name, _check_rows(ledger, person_id, mine), remarks)


def _check_unmarked(ledger: Ledger, person_id: str, name: str, data: bytes, layout: Layout) -> CheckedFile:
    try:
        rows, remarks = unmarked.check(ledger, person_id, data, layout)
    except IntakeError as error:
        return CheckedFile(name, str(error))
    return _checked(ledger, person_id, name, rows, remarks)


def _checked(
    ledger: Ledger, person_id: str, name: str, rows: list[CheckedRow], remarks: list[str]
) -> CheckedFile:
    """The file with what the workflow would refuse; the machine itself only looks and cannot answer."""
    if person_id != SYSTEM:
        rows = _rehearsed(ledger, person_id, rows)
    if rows and all(row.status in (Status.UNCHANGED, Status.EMPTY) for row in rows):
        remarks = [*remarks, "新しい記入はありません（すでに取り込んだ表か、記入前の表です）。"]
    return CheckedFile(name, "", tuple(remarks), tuple(rows))


def _wrong_workbook(found: Sequence[RawSheet], mark: str, who: Actor | None) -> str:
    if any(sheet.mark.ledger != mark for sheet in found):
        return f"別の台帳から出力した点検シートです。この台帳から{AGAIN}"
    if all(_foreign(sheet.mark, who) for sheet in found):
        names = "、".join(dict.fromkeys(f"「{one_line(sheet.mark.department_name)}」" for sheet in found[:5]))
        return f"{names}の点検シートです。あなたの課の点検シートではないため、取り込めません。"
    for sheet in found:
        missing = [text for field, text in sheet.mark.headings.items() if field not in sheet.fields]
        if missing or any(field not in ANSWER_FIELDS for field in sheet.mark.headings):
            return f"シート「{sheet.name}」の列が消されています（{'、'.join(missing)}）。{AGAIN}"
    return ""


def _foreign(mark: SheetMark, who: Actor | None) -> bool:
    return who is not None and who.role is Role.DEPARTMENT and mark.department != (who.department_id or "")


def _left_out(found: Sequence[RawSheet], mine: Sequence[RawSheet]) -> list[str]:
    names = [f"「{one_line(sheet.name)}」" for sheet in found if sheet not in mine]
    return [f"ほかの課のシート{'、'.join(names)}は取り込みません。"] if names else []


def _removed(sheet: RawSheet) -> list[str]:
    """Say which lines are gone: that is no error, their cases just stay as they are."""
    present = {line.marks[3] for line in sheet.lines}
    gone = [str(number) for number in range(1, sheet.mark.lines + 1) if str(number) not in present]
    if not gone:
        return []
    shown_numbers = "、".join(gone[:10]) + ("…" if len(gone) > 10 else "")
    return [
        f"シート「{one_line(sheet.name)}」の{len(gone):,}行が消されています（No. {shown_numbers}）。"
        "消された行の案件は、台帳では変わりません。"
    ]


def _check_rows(ledger: Ledger, person_id: str, found: Sequence[RawSheet]) -> list[CheckedRow]:
    ids = [line.marks[0] for sheet in found for line in sheet.lines if line.marks[0]]
    now = exporting.find(ledger, person_id, list(dict.fromkeys(ids)))
    places: dict[str, list[int]] = {}
    for sheet in found:
        for line in sheet.lines:
            places.setdefault(line.marks[0], []).append(line.row)
    return [check_line(sheet, line, now, places[line.marks[0]]) for sheet in found for line in sheet.lines]


def _rehearsed(ledger: Ledger, person_id: str, rows: list[CheckedRow]) -> list[CheckedRow]:
    """Refuse what the workflow would refuse: role, department, state, codes."""
    wanted = [row.wanted for row in rows if row.wanted is not None]
    refusals = iter(together.rehearse(ledger, person_id, Act.ANSWER, wanted))
    result = []
    for row in rows:
        refusal = next(refusals) if row.wanted is not None else ""
        refused = replace(row, status=Status.REFUSED, reasons=(refusal,), wanted=None, differences=())
        result.append(refused if refusal else row)
    return result
