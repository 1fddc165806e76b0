"""The queue: filters, facets and scope are in the query, and a user's text is only ever text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from ledger_maker import AUTHOR

from review_app.ledger import Ledger, cases, events, progress, queue, reader
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts, QueueQuery, Scope

ALL = Scope(everything=True)
PLACES = [
    ("公園条例", "第1条", "visual"),
    ("公園条例", "第2条", "posting"),
    ("公園条例", "第3条", "periodic"),
    ("公園条例", "第3条", "posting"),
    ("水道規程", "第1条", "visual"),
]


def places(ledger: Ledger, query: QueueQuery, scope: Scope = ALL) -> list[tuple[str, str, str]]:
    return [(r.ordinance_title, r.locator, r.label) for r in queue.queue(ledger, scope, query).rows]


def put(ledger: Ledger, place: int, facts: CaseFacts) -> str:
    """Bring the case at PLACES[place] to ``facts``."""
    row = queue.queue(ledger, ALL, QueueQuery()).rows[place]
    new = NewEvent(cases.subject(row.case_id), row.revision + 1, "assign", facts=facts)
    events.append(ledger, AUTHOR, [new])
    return row.case_id


ASKED = CaseFacts(state="inquiring", department_id="park", due_on=date(2026, 12, 1), wave="掲示")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (QueueQuery(), [0, 1, 2, 3, 4]),
        (QueueQuery(labels=("posting",)), [1, 3]),
        (QueueQuery(labels=("posting", "periodic")), [1, 2, 3]),
        (QueueQuery(states=("inquiring",)), [1]),
        (QueueQuery(states=("unreviewed",)), [0, 2, 3, 4]),
        (QueueQuery(departments=("park",)), [1]),
        (QueueQuery(departments=("water",)), []),
        (QueueQuery(wave="掲示"), [1]),
        (QueueQuery(wave=""), [0, 2, 3, 4]),
        (QueueQuery(due_before=date(2026, 12, 2)), [1]),
        (QueueQuery(due_before=date(2026, 12, 1)), []),
        (QueueQuery(score_min=0.95), []),
        (QueueQuery(origin="manual"), []),
        (QueueQuery(text="巡視"), [0, 4]),
        (QueueQuery(text="水道"), [4]),
        (QueueQuery(text="第3条"), [2, 3]),
        (QueueQuery(text="100%"), [2, 3]),
        (QueueQuery(text="1_0%"), []),
        (QueueQuery(text="%"), [2, 3]),
        (QueueQuery(text="' OR 1=1 --"), []),
        (QueueQuery(text="\\"), []),
        (QueueQuery(labels=("') OR ('1'='1",)), []),
        (QueueQuery(limit=2), [0, 1]),
        (QueueQuery(limit=2, offset=3), [3, 4]),
        (QueueQuery(limit=-1), []),
        (QueueQuery(sort="ordinance", descending=True, limit=1), [4]),
    ],
)
def test_a_query_gives_exactly_its_cases(filled: Ledger, query: QueueQuery, expected: list[int]) -> None:
    put(filled, 1, ASKED)
    assert places(filled, query) == [PLACES[n] for n in expected]


def test_facets_count_under_all_other_filters_and_the_total_under_all(filled: Ledger) -> None:
    put(filled, 1, ASKED)
    page = queue.queue(filled, ALL, QueueQuery(labels=("posting",), limit=1))
    counts = {name: {f.value: f.count for f in facet} for name, facet in page.facets.items()}
    assert page.total == 2
    assert counts["label"] == {"visual": 2, "posting": 2, "periodic": 1}
    assert counts["state"] == {"inquiring": 1, "unreviewed": 1}
    assert counts["department"] == {"park": 1}
    assert [(f.label, f.count) for f in page.facets["ordinance"]] == [("公園条例", 2)]
    assert counts["wave"] == {"掲示": 1}


def test_no_scope_sees_nothing_and_a_department_its_own_and_consulted(filled: Ledger) -> None:
    own = put(filled, 1, ASKED)
    consulted = put(filled, 2, replace(ASKED, department_id="water", consulted=("law", "park")))
    for scope, expected in (
        (Scope(), set()),
        (Scope(department_id="park"), {own, consulted}),
        (Scope(department_id="water"), {consulted}),
        (Scope(department_id=""), set()),
        (Scope(department_id="' OR TRUE --"), set()),
    ):
        page = queue.queue(filled, scope, QueueQuery())
        assert {row.case_id for row in page.rows} == expected
        assert page.total == len(expected)
        assert sum(f.count for f in page.facets["state"]) == len(expected)
        assert {key for key, _ in queue.keys(filled, scope, QueueQuery(), 100)} == expected
        assert (cases.detail(filled, scope, own) is not None) == (own in expected)
        assert {row.case_id for row in queue.rows(filled, scope, [own, consulted])} == expected
        assert sum(cell.cases for cell in progress.progress(filled, scope, date(2026, 11, 2)).cells) == len(
            expected
        )
        text = reader.ordinance(filled, scope, 1)
        assert text is not None
        assert {mark.case_id for clause in text.clauses for mark in clause.marks} == expected


def test_every_sort_key_gives_every_case_once(filled: Ledger) -> None:
    for key in ("score", "ordinance", "due", "updated", "label", "department", "state"):
        assert sorted(places(filled, QueueQuery(sort=key))) == sorted(PLACES)  # type: ignore[arg-type] # from a loop


def test_the_map_proposes_a_department_without_showing_it_the_case(filled: Ledger) -> None:
    key = queue.queue(filled, ALL, QueueQuery()).rows[0].ordinance_key
    events.append(
        filled, AUTHOR, [NewEvent(f"ordinance:{key}", 1, "map_ordinance", {"department_id": "park"})]
    )
    assert len(places(filled, QueueQuery(departments=("park",)))) == 4
    assert places(filled, QueueQuery(departments=("park",), proposed=False)) == []
    assert places(filled, QueueQuery(), Scope(department_id="park")) == []


def test_progress_adds_up_to_the_cases_and_their_hours(filled: Ledger) -> None:
    facts = replace(
        ASKED, state="decided", hours_staff=10.5, hours_citizen=2.0, yearly_cases=7, phase_target=3
    )
    put(filled, 0, facts)
    put(filled, 1, ASKED)
    found = progress.progress(filled, ALL, date(2026, 12, 5))
    assert sum(cell.cases for cell in found.cells) == len(PLACES)
    assert sum(cell.hours_staff for cell in found.cells) == 10.5
    assert sum(cell.overdue for cell in found.cells) == 1
    (decided,) = (cell for cell in found.cells if cell.state == "decided")
    assert (decided.department_id, decided.phase_now, decided.phase_target) == ("park", 1, 3)
    assert (decided.yearly_cases, decided.hours_citizen) == (7, 2.0)


def test_work_counts_what_is_due_soon_overdue_and_sent_back_to_me(filled: Ledger) -> None:
    put(filled, 0, replace(ASKED, due_on=date(2026, 11, 1)))
    put(filled, 1, replace(ASKED, due_on=date(2026, 11, 9), state="returned", assignee_id="midori"))
    put(filled, 2, replace(ASKED, due_on=date(2026, 11, 10)))
    put(filled, 3, replace(ASKED, due_on=date(2026, 11, 1), state="answered"))
    found = progress.work(filled, Scope(department_id="park"), "midori", date(2026, 11, 2))
    assert (found.due_soon, found.overdue, found.returned_to_me) == (1, 1, 1)
    assert found.by_state == {"inquiring": 2, "returned": 1, "answered": 1}
