"""What is published, what a manager reports, and who may take what out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from city_hall import ANSWER, Hall, at

from review_app import exports
from review_app.exports import layout
from review_app.ledger import details
from review_app.ledger.model import Scope
from review_app.workflow import acts, exporting, together, views
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Complete, Reason
from review_app.workflow.together import Wanted


def published(hall: Hall, person: str = "manager") -> list[dict[str, str]]:
    text = exports.opendata(hall.ledger, person).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_only_decided_cases_are_published_without_anything_internal(hall: Hall) -> None:
    """No practice, no names, no remarks; days in both calendars."""
    secret = {
        "practice": "内部の事情",
        "contact": "山田 内線9",
        "remarks": "未公表",
        "technology": "A社の製品",
    }
    answer = ANSWER.model_copy(update=secret)
    facts = at(
        "decided", answer=answer.model_dump(mode="json"), policy="operation", planned_on=date(2027, 4, 1)
    )
    hall.put(hall.case_ids[3], facts)
    lines = published(hall)
    assert [line["条項号"] for line in lines] == ["第3条"]
    assert lines[0]["見直し方針"] == "運用変更"
    assert (lines[0]["完了予定日"], lines[0]["完了予定日（和暦）"]) == ("2027-04-01", "令和9年4月1日")
    assert not any(word in str(lines) for word in (*secret.values(), "山田", "park", "manager"))


def test_a_completed_case_is_published_with_its_amendment(hall: Hall) -> None:
    """The day of completion and the amending ordinance's number."""
    case_id = hall.case_ids[3]
    done = Complete(completed_on=date(2027, 3, 20), amending_number="令和9年条例第1号", note="内部のメモ")
    acts.perform(hall.ledger, "park", Act.COMPLETE, case_id, hall.revision(case_id), done)
    line = published(hall)[0]
    assert (line["状態"], line["完了日"], line["改正例規の番号"]) == (
        "完了",
        "2027-03-20",
        "令和9年条例第1号",
    )
    assert "内部のメモ" not in str(line)


def test_a_layout_with_an_internal_column_is_refused_for_publication(hall: Hall) -> None:
    """Publishing what is internal takes more than a line in a mapping file."""
    with pytest.raises(InvalidInputError, match="公開用に出力できない"):
        exports.opendata(hall.ledger, "manager", layout.standard())


EXPORTS: dict[str, Callable[..., Any]] = {
    "workbook": exports.workbook,
    "set": exports.workbook_set,
    "csv": exports.csv_file,
    "opendata": exports.opendata,
    "report": exports.report,
}
ALLOWED = {
    "legal": set(EXPORTS),
    "manager": set(EXPORTS),
    SYSTEM: set(EXPORTS),
    "park": set(EXPORTS) - {"opendata"},
    "admin": set(),
}


@pytest.mark.parametrize("person", sorted(ALLOWED))
@pytest.mark.parametrize("export", sorted(EXPORTS))
def test_who_may_take_what_out(hall: Hall, person: str, export: str) -> None:
    """Role by export; what is not allowed is refused, nothing empty is handed over."""
    if export in ALLOWED[person]:
        assert EXPORTS[export](hall.ledger, person).data
    else:
        with pytest.raises(NotAllowedError):
            EXPORTS[export](hall.ledger, person)


def test_an_unknown_person_takes_nothing_out(hall: Hall) -> None:
    """An account that does not exist is not the command line."""
    with pytest.raises(NotFoundError):
        exports.workbook(hall.ledger, "nobody")


def test_details_stay_within_the_reader_s_scope(hall: Hall) -> None:
    """The query itself carries the department; no scope finds nothing."""
    ids = hall.case_ids
    hall.put(ids[1], at("inquiring", consulted=()))
    assert len(details.details(hall.ledger, Scope(everything=True), ids)) == 5
    assert set(details.details(hall.ledger, Scope(department_id="water"), ids)) == {ids[4]}
    assert details.details(hall.ledger, Scope(), ids) == {}
    assert set(exporting.find(hall.ledger, "water", ids)) == {ids[4]}


def test_the_reason_of_a_dismissal_is_shown_while_it_stands(hall: Hall) -> None:
    """対象外の理由 comes from the last dismissal and goes when the case is taken up again."""
    case_id = hall.case_ids[0]
    hall.put(case_id, at("in_scope", department_id=None))
    acts.perform(
        hall.ledger, "legal", Act.DISMISS, case_id, hall.revision(case_id), Reason(reason="準用のみ")
    )
    found = exporting.find(hall.ledger, "legal", [case_id])[case_id]
    assert found.extra.dismissed is not None
    assert found.extra.dismissed["reason"] == "準用のみ"
    text = exports.csv_file(hall.ledger, "legal").data.decode("utf-8-sig")
    assert text.count("準用のみ") == 1


def test_acts_together_are_all_or_none(hall: Hall) -> None:
    """One refused case keeps the others from being written; the rehearsal says which."""
    wanted = [Wanted(case_id, hall.revision(case_id), ANSWER) for case_id in hall.case_ids[:4]]
    assert [bool(refusal) for refusal in together.rehearse(hall.ledger, "park", Act.ANSWER, wanted)] == [
        False,
        False,
        False,
        True,
    ]
    events = hall.events()
    with pytest.raises(NotAllowedError):
        together.perform_all(hall.ledger, "park", Act.ANSWER, wanted)
    assert hall.events() == events
    assert len(together.perform_all(hall.ledger, "park", Act.ANSWER, wanted[:3])) == 3
    assert together.perform_all(hall.ledger, "park", Act.ANSWER, []) == []


def test_the_report_adds_up_and_carries_native_charts(hall: Hall) -> None:
    """Counts by department and type agree, the arithmetic of the hours is written out, three charts."""
    book = openpyxl.load_workbook(io.BytesIO(exports.report(hall.ledger, "manager").data))
    assert book.sheetnames == [
        "概要",
        "課別",
        "規制区分別",
        "PHASE",
        "削減時間",
        "月別",
        "期限超過",
        "改正待ち",
    ]
    tables = {
        name: [
            [cell.value for cell in row if cell.value is not None] for row in book[name].iter_rows(min_row=4)
        ]
        for name in book.sheetnames
    }
    assert [(row[0], row[-1]) for row in tables["課別"][1:4]] == [("公園課", 4), ("水道課", 1), ("計", 5)]
    assert next(row for row in tables["規制区分別"] if row[0] == "計")[-1] == 5
    assert next(row for row in tables["PHASE"] if row[0] == "計")[-1] == 5
    hours = ["公園課", 2, 2666.6, 1303.0, 3969.6]
    assert tables["削減時間"][1] == hours
    assert any("5分×64回×250日÷60＝1,333.3時間" in row for row in tables["削減時間"])
    assert tables["概要"][3][:3] == ["決定済み（対応中・完了を含む）", 1, "20.0%"]
    charts = [len(book[name]._charts) for name in ("課別", "規制区分別")]
    assert charts == [1, 1]


def lines_of(hall: Hall, sheet: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(exports.report(hall.ledger, "manager").data))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=5)]


def test_the_report_names_what_is_late_by_ordinance_and_clause(hall: Hall) -> None:
    """Overdue inquiries and what is decided and not amended, the oldest first; nothing else."""
    today = views.today(hall.ledger)
    for case_id, days in zip(hall.case_ids[:2], (3, 9), strict=True):
        hall.put(case_id, at("inquiring", consulted=(), due_on=today - timedelta(days=days)))
    hall.put(hall.case_ids[4], at("inquiring", consulted=(), department_id="water", due_on=today))
    late = lines_of(hall, "期限超過")
    assert [line[0:2] + line[3:4] + line[-1:] for line in late] == [
        ["公園課", "公園条例", "第2条", 9],
        ["公園課", "公園条例", "第1条", 3],
    ]
    (decided,) = lines_of(hall, "改正待ち")
    assert decided[:4] == ["公園課", "公園条例", "平成15年条例第46号", "第3条"]
    assert decided[6:8] == ["運用変更", "令和9年4月1日（2027-04-01）"]


def test_lists_of_nothing_say_so(hall: Hall) -> None:
    """An empty sheet would look like a fault."""
    assert lines_of(hall, "期限超過")[0][0] == "該当する案件はありません"
