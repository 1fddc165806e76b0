"""What is followed up: who sees it, what counts as overdue or not amended, the burn-down, and the log as a file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from city_hall import ANSWER, Hall

from review_app import exports
from review_app.ledger.audit_rows import AuditQuery
from review_app.ledger.following import Inquiry
from review_app.ledger.model import QueueQuery
from review_app.pages import sums
from review_app.workflow import acts, views
from review_app.workflow.errors import NotAllowedError
from review_app.workflow.following import following
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Assign, Note, Reason

DAY = date(2026, 11, 1)


def ask(hall: Hall, case: str, due: date) -> None:
    acts.perform(
        hall.ledger, "legal", Act.ASSIGN, case, hall.revision(case), Assign(department_id="park", due_on=due)
    )


def answer(hall: Hall, case: str) -> None:
    acts.perform(hall.ledger, "park", Act.ANSWER, case, hall.revision(case), ANSWER)


def test_an_inquiry_past_its_due_date_is_overdue_until_it_is_answered(hall: Hall) -> None:
    today = views.today(hall.ledger)
    late, coming = hall.case_ids[:2]
    ask(hall, late, today - timedelta(days=3))
    ask(hall, coming, today + timedelta(days=3))
    found = following(hall.ledger, "legal")
    assert [row.case_id for row in found.overdue.rows] == [late]
    assert {(row.due_on, row.answered_on) for row in found.inquiries} == {
        (today - timedelta(days=3), None),
        (today + timedelta(days=3), None),
    }
    answer(hall, late)
    found = following(hall.ledger, "legal")
    assert found.overdue.rows == ()
    assert {row.answered_on for row in found.inquiries} == {None, today}
    acts.perform(hall.ledger, "legal", Act.SEND_BACK, late, hall.revision(late), Reason(reason="回数を"))
    assert {row.answered_on for row in following(hall.ledger, "legal").inquiries} == {None}


def test_what_is_decided_is_listed_until_it_is_completed(hall: Hall) -> None:
    case = hall.case_ids[0]
    ask(hall, case, DAY)
    answer(hall, case)
    acts.perform(hall.ledger, "legal", Act.CHECK, case, hall.revision(case), Note())
    assert following(hall.ledger, "manager").unamended.rows == ()
    acts.perform(hall.ledger, "manager", Act.DECIDE, case, hall.revision(case), Note())
    found = following(hall.ledger, "manager")
    assert [row.case_id for row in found.unamended.rows] == [case]
    assert [(row.tag, row.yearly_cases) for row in found.tags] == [("paperless", 64)]
    (effort,) = found.efforts
    assert (effort.hours_staff, effort.answer["staff"]["minutes"]) == (1333.3, 5)


@pytest.mark.parametrize(
    ("person", "sees"), [("legal", 1), ("manager", 1), ("park", 1), ("water", 0), ("admin", 0)]
)
def test_each_person_follows_up_what_they_may_see(hall: Hall, person: str, sees: int) -> None:
    case = hall.case_ids[0]
    ask(hall, case, DAY)
    answer(hall, case)
    found = following(hall.ledger, person)
    assert [len(found.inquiries), len(found.tags), len(found.efforts)] == [sees] * 3


@pytest.mark.parametrize(
    ("departments", "labels", "count"),
    [((), (), 1), (("park",), (), 1), (("water",), (), 0), ((), ("visual",), 1), ((), ("media",), 0)],
)
def test_departments_and_types_narrow_it(
    hall: Hall, departments: tuple[str, ...], labels: tuple[str, ...], count: int
) -> None:
    case = next(
        row.case_id for row in views.queue_all(hall.ledger, "legal", QueueQuery()) if row.label == "visual"
    )
    ask(hall, case, DAY)
    found = following(hall.ledger, "legal", departments=departments, labels=labels)
    assert (sum(row.cases for row in found.inquiries), found.overdue.total) == (count, count)


def inquiry(asked: int, due: int, answered: int | None) -> Inquiry:
    day = None if answered is None else DAY + timedelta(days=answered)
    return Inquiry(DAY + timedelta(days=asked), DAY + timedelta(days=due), day)


def test_the_burn_down_tells_what_is_open_and_what_may_be() -> None:
    rows = [inquiry(0, 4, 2), inquiry(0, 4, None), inquiry(1, 3, 5)]
    today = DAY + timedelta(days=5)
    points = {(point.day - DAY).days: point for point in sums.burn_down(rows, today)}
    assert {day: point.still_open for day, point in points.items()} == {0: 2, 1: 3, 2: 2, 3: 2, 4: 2, 5: 1}
    assert {day: point.allowed for day, point in points.items()} == {0: 2, 1: 3, 2: 3, 3: 2, 4: 0, 5: 0}


def test_the_future_has_no_open_count_and_years_are_drawn_in_few_points() -> None:
    points = sums.burn_down([inquiry(0, 900, None)], DAY + timedelta(days=10))
    assert len(points) <= sums.MOST_POINTS + 3
    assert [point.still_open for point in points if point.day > DAY + timedelta(days=10)] == [None] * (
        len(points) - 2
    )
    assert points[-1].allowed == 0
    assert sums.burn_down([], DAY) == []


def written(hall: Hall, person: str, query: AuditQuery) -> list[list[str]]:
    file = exports.audit_file(
        hall.ledger, person, query, ["番号", "操作", "対象"], lambda row: [str(row.seq), row.act, row.subject]
    )
    assert file.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))


def test_the_log_is_written_out_as_filtered_newest_first(hall: Hall) -> None:
    ask(hall, hall.case_ids[0], DAY)
    everything = written(hall, "admin", AuditQuery(limit=1))
    assert len(everything) == hall.events() + 1
    assert [int(row[0]) for row in everything[1:]] == sorted(
        (int(row[0]) for row in everything[1:]), reverse=True
    )
    assert [row[1:] for row in written(hall, "manager", AuditQuery(act="assign"))[1:]] == [
        ["assign", f"case:{hall.case_ids[0]}"]
    ]


@pytest.mark.parametrize("person", ["legal", "park"])
def test_who_may_not_read_the_log_may_not_take_it_out(hall: Hall, person: str) -> None:
    with pytest.raises(NotAllowedError):
        written(hall, person, AuditQuery())
