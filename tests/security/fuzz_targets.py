"""What is fuzzed, by name; each is made in a folder of its own that lasts as long as the process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
from fuzz_cases import Case, Target, reason, samples
from fuzz_uploads import uploads

from ordinances import ReadError, clauses
from ordinances.outcome import NotAnOrdinanceError
from ordinances.readers.registry import read_content

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / part) for part in ("ledger", "workflow", "exports")]


def readers(_: Path) -> Target:
    """The readers of ordinances, on the sample city's files."""
    return Target(samples(), read_ordinance)


def read_ordinance(case: Case) -> str:
    """Read a file and check what came out."""
    try:
        found = clauses(read_content(case.content, case.name).ordinance)
    except (ReadError, NotAnOrdinanceError) as error:
        return reason(error.reason)
    return "" if len({clause.locator for clause in found}) == len(found) else "two clauses with one locator"


CITY = """
name: 調査票
title: 調査票
columns:
  - {field: ordinance_title, heading: 名称}
  - {field: locator, heading: 条項}
  - {field: in_scope, heading: 該当}
  - {field: practice, heading: 実態}
  - {field: planned_on, heading: 時期}
  - {field: staff_times, heading: 回数}
"""


def own_form() -> bytes:
    """A city's own sheet, without any mark of tenken."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ("調査票",),
        ("名称", "条項", "該当", "実態", "時期", "回数"),
        ("公園条例", "第1条", "該当", "目で見る。", "令和9年4月1日", "1,303回"),
        ("給水条例", "第1条", "非該当", "", None, 46113),
    ):
        sheet.append(line)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


OWNER_SHEET = "例規の所管課.xlsx"


def workbooks(folder: Path) -> Target:
    """Workbooks coming in: sheets filled in, tenken's own and a city's form, and who owns which ordinance."""
    from city_hall import at, build_hall, open_hall  # noqa: PLC0415 - found by the path above
    from sheet_tools import GOOD, filled  # noqa: PLC0415 - the same

    from review_app import exports  # noqa: PLC0415 - the other targets do without
    from review_app.exports import layout, owner_map  # noqa: PLC0415 - the same
    from review_app.workflow.errors import InvalidInputError  # noqa: PLC0415 - the same

    build_hall(folder)
    opened = open_hall(folder)
    hall = opened.__enter__()
    for case_id in hall.case_ids:
        hall.put(case_id, at("inquiring", consulted=()))
    mine = exports.workbook(hall.ledger, "park").data
    city = layout.parse(CITY.encode(), "市.yaml")
    every = exports.workbook(hall.ledger, "legal").data

    def read(case: Case) -> str:
        if case.name == OWNER_SHEET:
            try:
                owner_map.check(hall.ledger, "legal", case.name, case.content)
            except InvalidInputError as error:
                return reason(str(error))
            return ""
        found = exports.check(hall.ledger, "park", case.name, case.content, city)
        if found.problem:
            return reason(found.problem)
        exports.result_sheet([(found, None)], hall.clock().date())
        return ""

    return Target(
        [
            Case("公園課.xlsx", filled(mine, {0: GOOD, 1: GOOD})),
            Case("全課.xlsx", every),
            Case("市の様式.xlsx", own_form()),
            Case(OWNER_SHEET, owner_map.owner_sheet(hall.ledger, "legal").data),
        ],
        read,
        opened,
    )


DEPARTMENTS = "code\tname\tdivision\npark\t公園課\t建設部\nwater\t水道課\t\n"
OWNERS = '例規名,課\n公園条例,park\n"水道,条例",water\n'


def tables(folder: Path) -> Target:
    """Tables of departments and their ordinances, and the mapping file of a city's own form."""
    from review_app.commands import department  # noqa: PLC0415
    from review_app.exports import layout, owner_table  # noqa: PLC0415
    from review_app.workflow.errors import InvalidInputError  # noqa: PLC0415

    path = folder / "table"

    def read(case: Case) -> str:
        path.write_bytes(case.content)
        try:
            if case.name.endswith(".tsv"):
                department.read_departments(path)
            elif case.name.endswith(".csv"):
                owner_table.read(case.name, case.content)
            else:
                layout.parse(case.content, case.name)
        except InvalidInputError as error:
            return reason(str(error))
        return ""

    return Target(
        [
            Case("課.tsv", DEPARTMENTS.encode()),
            Case("所管.csv", OWNERS.encode()),
            Case("様式.yaml", layout.template().encode()),
        ],
        read,
    )


TARGETS: dict[str, Callable[[Path], Target]] = {
    "readers": readers,
    "workbooks": workbooks,
    "tables": tables,
    "uploads": uploads,
}
