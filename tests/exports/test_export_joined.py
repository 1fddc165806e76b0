"""Clauses reviewed as one case say so in every file, and a filled sheet of theirs still comes back."""

from __future__ import annotations

import csv
import io

import pytest
from city_hall import PAYLOADS, Hall
from ledger_maker import extract, incoming, load
from sheet_tools import GOOD, checked, exported, filled, sheet_of, statuses

from review_app import exports
from review_app.exports import ExportFile
from review_app.ledger.model import QueueQuery
from review_app.workflow import acts, views
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Join

TEXTS = ["市長は、建物を巡視しなければならない。", "この条例の施行に関し必要な事項は、規則で定める。"]
LEAD = "代表（合わせた条項：駐車場条例 第1条、市場条例 第1条）"
OTHER = "「霊園条例 第1条」に合わせた条項"


@pytest.fixture
def three(hall: Hall) -> list[str]:
    """Three clauses written alike in three ordinances, joined, and the park department asked about them."""
    names = ("霊園", "駐車場", "市場")
    load(
        hall.ledger,
        *(incoming(f"{name}条例", TEXTS, number=f"平成10年条例第{at}号") for at, name in enumerate(names, 1)),
    )
    extract(hall.ledger)
    found = [row.case_id for row in views.queue(hall.ledger, "legal", QueueQuery(text="建物")).rows]
    act(hall, "legal", Act.JOIN, found[0], Join(case_ids=tuple(found[1:])))
    act(hall, "legal", Act.ASSIGN, found[0])
    return found


def act(hall: Hall, person: str, what: Act, case_id: str, payload: object = None) -> None:
    given = payload or PAYLOADS[what]
    acts.perform(hall.ledger, person, what, case_id, hall.revision(case_id), given)  # type: ignore[arg-type]


def lines(file: ExportFile) -> dict[str, str]:
    """What each ordinance's line of a CSV says of clauses joined."""
    rows = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"), newline=""))
    return {row["例規名"]: row["合わせた条項"] for row in rows if row["合わせた条項"]}


def test_every_file_tells_which_clauses_go_together(hall: Hall, three: list[str]) -> None:
    told = {"霊園条例": LEAD, "駐車場条例": OTHER, "市場条例": OTHER}
    assert lines(exports.csv_file(hall.ledger, "legal")) == told
    _, sheet, columns = sheet_of(exported(hall))
    at, title = columns["joined"], columns["ordinance_title"]
    found = {
        row[title - 1].value: row[at - 1].value for row in sheet.iter_rows(min_row=7) if row[at - 1].value
    }
    assert found == told
    assert lines(exports.opendata(hall.ledger, "manager")) == {}
    for person, what in (("park", Act.ANSWER), ("legal", Act.CHECK), ("manager", Act.DECIDE)):
        act(hall, person, what, three[0])
    assert lines(exports.opendata(hall.ledger, "manager")) == told


def test_clauses_left_out_by_the_filter_are_still_named(hall: Hall, three: list[str]) -> None:
    only = QueueQuery(text="建物", ordinance_key=views.case(hall.ledger, "legal", three[1]).row.ordinance_key)
    assert lines(exports.csv_file(hall.ledger, "legal", only)) == {"駐車場条例": OTHER}


def test_the_answer_on_the_leading_line_answers_for_all(hall: Hall, three: list[str]) -> None:
    data = exported(hall)
    _, sheet, columns = sheet_of(data)
    titles = [row[columns["ordinance_title"] - 1].value for row in sheet.iter_rows(min_row=7)]
    back = checked(hall, filled(data, {titles.index("霊園条例"): GOOD}))
    assert statuses(back).count("ready") == 1
    applied = exports.apply(hall.ledger, "park", back)
    assert not applied.problem
    assert [hall.facts(case_id).state for case_id in three] == ["answered"] * 3


def test_an_answer_on_a_joined_line_is_refused(hall: Hall, three: list[str]) -> None:
    data = exported(hall)
    _, sheet, columns = sheet_of(data)
    titles = [row[columns["ordinance_title"] - 1].value for row in sheet.iter_rows(min_row=7)]
    back = checked(hall, filled(data, {titles.index("市場条例"): GOOD}))
    (refused,) = [row for row in back.rows if row.case_id == three[2]]
    assert refused.status is exports.Status.REFUSED
    assert "まとめ" in "".join(refused.reasons)
