"""Checking a city's own form (市の様式の検査): each line is matched to a case, then judged like one of tenken's.

Such a sheet does not say which answer it was filled in over. So its lines get the marks of a sheet written out
while no answer stood: where the ledger has another answer by now, somebody chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from review_app.exports import city_forms
from review_app.exports.answers import seal
from review_app.exports.city_forms import PLACE, FormLine, FormSheet
from review_app.exports.intake import IntakeError, RawCell, RawLine, RawSheet
from review_app.exports.layout import Layout
from review_app.exports.lines import CheckedRow, Status, check_line
from review_app.exports.marks import SheetMark
from review_app.exports.matching import Matcher, MatchError
from review_app.exports.text import one_line
from review_app.ledger import Ledger
from review_app.ledger.model import QueueQuery
from review_app.workflow import exporting
from review_app.workflow.exporting import ExportCase

_NOTHING = RawCell(None, "n")
_CHOOSE = "台帳に別の回答があります（最後の更新は{}さん）。"


def check(ledger: Ledger, person_id: str, data: bytes, layout: Layout) -> tuple[list[CheckedRow], list[str]]:
    """The lines of all sheets that have the layout's headings, and what is to be read about the file.

    Raises IntakeError when the file is refused as a whole.
    """
    forms = city_forms.read(data, layout)
    found = [form for form in forms if form.fields]
    _refuse(found, layout)
    cases = exporting.material(ledger, person_id, QueueQuery())
    matcher = Matcher(cases.cases, layout.wording("label"))
    now = {case.row.case_id: case for case in cases.cases}
    sorted_out = [_matched(form, _mark(form, layout, cases.mark), matcher) for form in found]
    rows = [*_judged([one for matched, _ in sorted_out for one in matched], now)]
    rows += [row for _, others in sorted_out for row in others]
    order = {form.name: place for place, form in enumerate(found)}
    rows.sort(key=lambda row: (order[row.sheet], row.row))
    remarks = [*_about(forms, layout), *(text for form in found for text in _unread(form, layout))]
    return rows, remarks


def _refuse(found: Sequence[FormSheet], layout: Layout) -> None:
    if not found:
        wanted = [one.heading for one in layout.columns if one.field in ("ordinance_title", "locator")]
        names = "、".join(f"「{one_line(heading)}」" for heading in wanted)
        raise IntakeError(
            "tenkenの点検シートではありません（照合用の隠し行がありません）。"
            f"様式「{one_line(layout.name)}」の見出し（{names}と回答の欄）も見つからないため、取り込めません。"
        )
    for form in found:
        if form.repeated:
            raise IntakeError(
                f"シート「{one_line(form.name)}」に、同じ見出しの列が二つ以上あります"
                f"（{_listed(form.repeated)}）。一つだけを残してください。"
            )


def _about(forms: Sequence[FormSheet], layout: Layout) -> list[str]:
    skipped = [form.name for form in forms if not form.fields]
    said = [f"様式「{one_line(layout.name)}」の見出しで読み、例規名と条項号で案件と照合しました。"]
    if skipped:
        said.append(f"見出しのないシートは読みません（{_listed(skipped)}）。")
    return said


def _unread(form: FormSheet, layout: Layout) -> list[str]:
    """What of a sheet is not taken: said, so that no answer is lost unnoticed."""
    missing = [one.heading for one in layout.columns if one.returns and one.field not in form.fields]
    place = f"シート「{one_line(form.name)}」"
    said = []
    if missing:
        said.append(f"{place}にない見出し（{_listed(missing)}）の回答は、台帳では変わりません。")
    if form.unknown:
        said.append(f"{place}の、様式ファイルにない見出し（{_listed(form.unknown)}）は読みません。")
    return said


def _listed(names: Sequence[str]) -> str:
    return "、".join(one_line(name, 20) for name in names[:10]) + ("…" if len(names) > 10 else "")


def _mark(form: FormSheet, layout: Layout, ledger: str) -> SheetMark:
    """The mark the sheet would have if tenken had written it out."""
    columns = [one for one in layout.columns if one.returns and one.field in form.fields]
    return SheetMark(
        ledger=ledger,
        department="",
        department_name="",
        exported_on="",
        lines=len(form.lines),
        headings={one.field: one.heading for one in columns},
        choices={one.field: words for one in columns if (words := layout.wording(one.field))},
    )


def _matched(
    form: FormSheet, mark: SheetMark, matcher: Matcher
) -> tuple[list[tuple[RawSheet, RawLine]], list[CheckedRow]]:
    """The lines with an answer and their case, and the others, judged: empty ones, and those about no case."""
    sheet = RawSheet(form.name, mark, form.fields, ())
    matched: list[tuple[RawSheet, RawLine]] = []
    others: list[CheckedRow] = []
    for line in form.lines:
        if any(_text(line, field) for field in mark.headings):
            try:
                matched.append((sheet, _marked(mark, line, matcher.find(line))))
            except MatchError as error:
                others.append(_row(form, line, Status.REFUSED, str(error)))
        elif any(_text(line, field) for field in PLACE):
            others.append(_row(form, line, Status.EMPTY))
    return matched, others


def _marked(mark: SheetMark, line: FormLine, case: ExportCase) -> RawLine:
    """The line with the marks it would have on a sheet of tenken, its case named in the ledger's words."""
    row = case.row
    sealed = seal({}, mark.headings)
    check = mark.check(row.case_id, row.revision, sealed, line.row)
    said = {"ordinance_title": row.ordinance_title, "locator": row.locator}
    answers = {field: line.cells.get(field, _NOTHING) for field in mark.headings}
    return RawLine(
        line.row,
        (row.case_id, str(row.revision), sealed, str(line.row), check),
        answers | {field: RawCell(text, "s") for field, text in said.items()},
    )


def _row(form: FormSheet, line: FormLine, status: Status, *reasons: str) -> CheckedRow:
    title = _text(line, "ordinance_title") or _text(line, "ordinance_number")
    return CheckedRow(form.name, line.row, status, "", title, _text(line, "locator"), reasons)


def _judged(
    matched: Sequence[tuple[RawSheet, RawLine]], now: Mapping[str, ExportCase]
) -> Iterator[CheckedRow]:
    places: dict[str, list[int]] = {}
    for _, line in matched:
        places.setdefault(line.marks[0], []).append(line.row)
    for sheet, line in matched:
        row = check_line(sheet, line, now, places[line.marks[0]])
        if row.status is Status.CONFLICT:
            row = replace(row, reasons=(_CHOOSE.format(row.newer_by),))
        yield row


def _text(line: FormLine, field: str) -> str:
    cell = line.cells.get(field)
    return "" if cell is None or cell.value is None else one_line(str(cell.value))
