"""Cases in a new edition: nothing decided is lost, whatever was amended, and twice is once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import amender
import pytest
from city_hall import ANSWER, EVERYTHING, Hall, at, open_hall
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept_decisions import carried
from ledger_maker import AUTHOR, PARK, WATER, extract, incoming, load

from ordinances.readers.egov_xml import read_egov_xml
from review_app.ledger import cases, events, queue, registry
from review_app.ledger import editions as links
from review_app.ledger import editions_carry as carrying
from review_app.ledger.imports import Incoming
from review_app.ledger.model import CaseRow, HistoryEntry, QueueQuery
from review_app.workflow import acts, departments, editions, missed
from review_app.workflow.actors import SYSTEM
from review_app.workflow.editions import Carried
from review_app.workflow.machine import Act, State
from review_app.workflow.payloads import Complete, Missed, Note

LAWS = Path(__file__).parents[3] / "shared" / "corpus" / "laws"
NEXT = "令和8年10月"
TEXTS = [clause.text for clause in PARK.clauses]


def park(texts: Sequence[str], title: str = "公園条例", number: str = "平成15年条例第46号") -> Incoming:
    return incoming(title, list(texts), number=number, sha=f"{title}{texts}")


def renew(hall: Hall, *items: Incoming, edition: str = NEXT) -> Carried:
    """Import a new edition and do what ``tenken extract`` does."""
    load(hall.ledger, *items, edition=edition)
    return again(hall)


def again(hall: Hall) -> Carried:
    editions.link(hall.ledger, AUTHOR)
    extract(hall.ledger)
    return editions.carry_over(hall.ledger, AUTHOR)


def rows(hall: Hall) -> dict[str, CaseRow]:
    return {row.case_id: row for row in queue.every_row(hall.ledger, EVERYTHING, QueueQuery())}


def case_on(hall: Hall, words: str, label: str) -> str:
    return next(i for i, row in rows(hall).items() if words in row.text and row.label == label)


def last(hall: Hall, case_id: str) -> HistoryEntry:
    return cases.history(hall.ledger, case_id)[-1]


def test_an_unchanged_text_leaves_the_case_alone_but_shows_it_in_the_new_edition(hall: Hall) -> None:
    case_id = case_on(hall, "心得", "posting")
    revision, before = hall.put(case_id, at("decided")), rows(hall)[case_id]
    assert renew(hall, park(TEXTS), WATER).counts["kept"] == 5
    after = rows(hall)[case_id]
    assert (after.revision, after.facts) == (revision, before.facts)
    assert after.ordinance_id != before.ordinance_id
    assert len(rows(hall)) == 5


def test_a_moved_clause_takes_its_case_along_and_leaves_none_behind(hall: Hall) -> None:
    """An article put in front renumbers all: each case stays with its text, the new clause gets its own."""
    before = {i: row.text for i, row in rows(hall).items()}
    case_id = case_on(hall, "心得", "posting")
    hall.put(case_id, at("decided"))
    renew(hall, park(["管理者は、料金を掲示する。", *TEXTS]), WATER)
    after = rows(hall)
    assert {i: after[i].text for i in before} == before
    assert (after[case_id].locator, after[case_id].facts.state) == ("第3条", "decided")
    (fresh,) = after.keys() - before.keys()
    assert (after[fresh].text, after[fresh].revision) == ("管理者は、料金を掲示する。", 0)


def test_a_changed_text_is_checked_again_with_the_old_decision_at_hand(hall: Hall) -> None:
    case_id = case_on(hall, "心得", "posting")
    decided = at("decided", answer=ANSWER.model_dump(mode="json"), policy="operation", hours_staff=1.5)
    hall.put(case_id, decided)
    renew(hall, park([TEXTS[0], "市長は、公園の心得を入口に掲示しなければならない。", TEXTS[2]]), WATER)
    entry, row = last(hall, case_id), rows(hall)[case_id]
    assert (entry.act, row.facts.state, row.text[6:9]) == ("recheck", "recheck", "の心得")
    assert events.canonical(entry.payload["before"]) == events.canonical(asdict(decided))
    assert "決定" in entry.payload["note"]
    assert "proposal" not in entry.payload
    assert row.facts.answer == decided.answer


def test_when_the_analog_means_is_gone_completion_is_proposed_and_can_be_accepted(hall: Hall) -> None:
    case_id = case_on(hall, "心得", "posting")
    hall.put(case_id, at("decided"))
    new = park([TEXTS[0], "市長は、心得をインターネットで公表しなければならない。", TEXTS[2]])
    done = renew(hall, new, WATER)
    entry = last(hall, case_id)
    assert (entry.payload["proposal"], entry.payload["gone"], done.counts["proposed"]) == (
        "complete",
        True,
        1,
    )
    accepted = Complete(completed_on=date(2026, 10, 1), amending_number="令和8年条例第12号")
    finished = acts.perform(hall.ledger, "legal", Act.COMPLETE, case_id, entry.revision, accepted)
    assert finished.state is State.COMPLETED


def test_legal_can_keep_the_old_decision(hall: Hall) -> None:
    case_id = case_on(hall, "心得", "posting")
    decided = at("decided", due_on=date(2026, 12, 1))
    hall.put(case_id, decided)
    renew(hall, park([TEXTS[0], "市長は、公園の心得を掲示しなければならない。", TEXTS[2]]), WATER)
    kept = acts.perform(hall.ledger, "legal", Act.KEEP, case_id, hall.revision(case_id), Note())
    assert (kept.state, hall.facts(case_id)) == (State.DECIDED, decided)


def test_a_case_nobody_judged_goes_with_its_text_and_leaves_with_the_analog_means(hall: Hall) -> None:
    untouched = case_on(hall, "心得", "posting")
    renew(hall, park([TEXTS[0], "市長は、心得をインターネットで公表しなければならない。", TEXTS[2]]), WATER)
    assert untouched not in rows(hall)
    assert hall.revision(untouched) == 0


def test_what_the_rules_had_given_up_stays_away(hall: Hall) -> None:
    given_up = case_on(hall, "遊具", "periodic")
    extract(hall.ledger, "rules-2", {})
    assert given_up not in rows(hall)
    renew(hall, park(TEXTS[:1]), WATER)
    assert hall.revision(given_up) == 0


def test_a_deleted_clause_proposes_completion_and_closes_what_nobody_judged(hall: Hall) -> None:
    judged, untouched = case_on(hall, "心得", "posting"), case_on(hall, "遊具", "periodic")
    hall.put(judged, at("answered"))
    renew(hall, park(TEXTS[:1]), WATER)
    assert (hall.facts(judged).state, last(hall, judged).payload["proposal"]) == ("recheck", "complete")
    assert (hall.facts(untouched).state, "削られました" in last(hall, untouched).payload["reason"]) == (
        "out_of_scope",
        True,
    )


def test_a_repealed_ordinance_closes_its_open_cases_with_the_reason(hall: Hall) -> None:
    water, done = case_on(hall, "施設", "visual"), case_on(hall, "心得", "posting")
    hall.put(water, at("inquiring"))
    hall.put(done, at("completed"))
    result = renew(hall, park(TEXTS))
    assert (result.counts["repealed"], result.counts["closed"]) == (1, 1)
    assert hall.facts(water).state == "out_of_scope"
    assert "廃止" in last(hall, water).payload["reason"]
    assert last(hall, water).payload["before"]["state"] == "inquiring"
    assert hall.facts(done).state == "completed"


def test_an_ordinance_imported_later_into_the_edition_gets_its_cases_back(hall: Hall) -> None:
    water = case_on(hall, "施設", "visual")
    hall.put(water, at("inquiring"))
    before = hall.facts(water)
    renew(hall, park(TEXTS))
    load(
        hall.ledger,
        incoming("水道規程", [c.text for c in WATER.clauses], number="昭和52年規程第8号", sha="2"),
    )
    again(hall)
    assert hall.facts(water) == before


def test_a_partial_import_closes_nothing_until_told(hall: Hall) -> None:
    road = incoming("道路条例", ["道路を巡視する。"], number="令和元年条例第1号")
    renew(hall, park(TEXTS), WATER, road, edition="令和8年4月")
    result = renew(hall, park(TEXTS))
    assert (result.absent, result.counts["closed"]) == (2, 0)
    assert editions.carry_over(hall.ledger, AUTHOR, close_absent=True).counts["closed"] == 2


def test_a_renamed_ordinance_keeps_cases_and_department(hall: Hall) -> None:
    case_id = case_on(hall, "心得", "posting")
    hall.put(case_id, at("decided"))
    departments.map_ordinances(hall.ledger, SYSTEM, {rows(hall)[case_id].ordinance_key: "park"})
    renew(hall, park(TEXTS, title="都市公園条例"), WATER)
    row = rows(hall)[case_id]
    assert (row.ordinance_title, row.facts.state) == ("都市公園条例", "decided")
    assert registry.ordinance_departments(hall.ledger)[row.ordinance_key] == ("park", 1)


def test_a_case_found_by_a_person_moves_too_with_its_words(hall: Hall) -> None:
    clause_id = next(row.clause_id for row in rows(hall).values() if "施設" in row.text)
    found = missed.add_missed(
        hall.ledger, "legal", Missed(clause_id=clause_id, label="onsite", start=4, end=6, reason="漏れ")
    )
    texts = ["管理者は、水質を記録する。", *(c.text for c in WATER.clauses)]
    renew(hall, park(TEXTS), incoming("水道規程", texts, number="昭和52年規程第8号", sha="2"))
    row = rows(hall)[found.case_id]
    assert (row.locator, row.revision, row.current) == ("第2条", 1, True)
    assert row.text[row.spans[0]["start"] : row.spans[0]["end"]] == row.spans[0]["text"]


def test_an_interrupted_run_goes_on_where_it_stopped(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is one transaction: what was carried stays so, the rest follows, nothing happens twice."""
    judged = {case_on(hall, "心得", "posting"): "recheck", case_on(hall, "施設", "visual"): "recheck"}
    for case_id in judged:
        hall.put(case_id, at("decided"))
    monkeypatch.setattr(links, "ORDINANCES_PER_CHUNK", 1)
    monkeypatch.setattr(editions, "ORDINANCES_PER_STEP", 1)
    mark, calls = carrying.mark_carried, iter((True, False))

    def stop_second(*arguments: Any) -> None:
        mark(*arguments)
        if not next(calls):
            raise KeyboardInterrupt

    water = incoming("水道規程", ["管理者は、施設を週に一度巡視する。"], number="昭和52年規程第8号", sha="2")
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "mark_carried", stop_second)
        with pytest.raises(KeyboardInterrupt):
            renew(hall, park([TEXTS[0], "市長は、公園の心得を掲示しなければならない。", TEXTS[2]]), water)
    assert sorted(hall.facts(case_id).state for case_id in judged) == ["decided", "recheck"]
    again(hall)
    again(hall)
    assert {case_id: hall.facts(case_id).state for case_id in judged} == judged
    assert {hall.revision(case_id) for case_id in judged} == {2}


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("insert", "delete", "reword", "swap", "strip")), st.integers(0, 9), st.integers(0, 9)
    ),
    max_size=4,
)
STATES = st.lists(st.sampled_from([state.value for state in State]), min_size=5, max_size=5)


def edited(texts: list[str], edits: list[tuple[str, int, int]]) -> list[str]:
    out = list(texts)
    for kind, a, b in edits:
        i, j = a % len(out), b % len(out)
        if kind == "insert":
            out.insert(i, f"市長は、{a}番の標識を毎年掲示する。")
        elif kind == "delete" and len(out) > 1:
            del out[i]
        elif kind == "reword":
            out[i] = out[i].replace("、", "、必要に応じ、", 1)
        elif kind == "swap":
            out[i], out[j] = out[j], out[i]
        elif kind == "strip":
            out[i] = out[i].replace("掲示", "公表").replace("巡視", "管理").replace("毎年", "")
    return out


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=st.lists(EDITS, min_size=2, max_size=2), states=STATES, repeal=st.booleans())
def test_no_decision_is_ever_lost(
    built: Path,
    tmp_path_factory: pytest.TempPathFactory,
    edits: list[list[tuple[str, int, int]]],
    states: list[str],
    repeal: bool,
) -> None:
    """Any cases in any state through any editions: histories only grow, facts stay or stand in the event."""
    folder = tmp_path_factory.mktemp("any")
    shutil.copy(built, folder)
    with open_hall(folder) as hall:
        answer = ANSWER.model_dump(mode="json")
        for case_id, state in zip(hall.case_ids, states, strict=True):
            hall.put(case_id, at(state, answer=answer, policy="operation", hours_staff=2.0))
        texts = TEXTS
        for number, step in enumerate(edits):
            before = {i: cases.history(hall.ledger, i) for i in hall.case_ids}
            texts = edited(texts, step)
            renew(hall, park(texts), *(() if repeal else (WATER,)), edition=f"第{number + 2}版")
            for case_id, past in before.items():
                assert_nothing_lost(past, cases.history(hall.ledger, case_id))
            assert set(hall.case_ids) <= rows(hall).keys()
            count = hall.events()
            again(hall)
            assert hall.events() == count + 1  # the test's own extraction notes its empty chunk, nothing else
        assert events.verify_chain(hall.ledger).broken_seq is None


def assert_nothing_lost(past: Sequence[HistoryEntry], now: Sequence[HistoryEntry]) -> None:
    assert now[: len(past)] == past
    before, after = past[-1].facts, now[-1].facts
    assert (after.answer, after.policy, after.department_id, after.hours_staff) == (
        before.answer,
        before.policy,
        before.department_id,
        before.hours_staff,
    )
    if after != before:
        assert events.canonical(now[-1].payload["before"]) == events.canonical(asdict(before))
        assert after.state in ("recheck", "out_of_scope")


@pytest.mark.corpus
@pytest.mark.skipif(not LAWS.is_dir(), reason="no ../shared/corpus beside the project")
def test_no_decision_on_a_real_law_is_lost_when_it_is_amended(tmp_path: Path) -> None:
    """National acts renumbered, amended in part and in whole, retitled and repealed, every case of them decided."""
    laws = [read_egov_xml(path.read_bytes(), path.name) for path in sorted(LAWS.glob("*.xml"))]
    laws = [law for law in laws if len(amender.foreign_articles(law)) >= 3]
    kept = carried(tmp_path, laws)
    assert kept.lost == []
    assert kept.unseen == []
    assert kept.decisions > 300
    assert all(kept.became[what] > 10 for what in ("untouched", "asked again", "closed"))
