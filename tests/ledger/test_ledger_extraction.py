"""Storing candidates: only what is pending, cases keep their identity, touched ones never vanish."""

from __future__ import annotations

from ledger_maker import AUTHOR, PARK, WATER, WORDS, extract, incoming, load

from review_app.ledger import Ledger, cases, events, extraction, queue
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts, QueueQuery, Scope

ALL = Scope(everything=True)


def labels(ledger: Ledger) -> list[tuple[str, str]]:
    return [(row.locator, row.label) for row in queue.queue(ledger, ALL, QueueQuery()).rows]


def test_only_what_these_rules_have_not_seen_is_pending(ledger: Ledger) -> None:
    load(ledger, PARK)
    assert extraction.pending_size(ledger, 1, "rules-1") == (1, 3)
    assert extract(ledger) == 1
    load(ledger, WATER)
    assert extract(ledger) == 1
    assert extraction.pending_size(ledger, 1, "rules-1") == (0, 0)
    assert extract(ledger, "rules-2") == 2


def test_what_goes_to_the_extractor_is_what_was_imported(ledger: Ledger) -> None:
    load(ledger, PARK, WATER)
    found = list(extraction.pending(ledger, 1, "rules-1"))
    assert [[(c.locator, c.text, c.lead, c.headings) for c in item.clauses] for item in found] == [
        [(c.locator, c.text, c.lead, c.headings) for c in item.clauses] for item in (PARK, WATER)
    ]


def test_a_candidate_comes_back_as_it_was_found(filled: Ledger) -> None:
    row = queue.queue(filled, ALL, QueueQuery(labels=("periodic",))).rows[0]
    detail = cases.detail(filled, ALL, row.case_id)
    assert detail is not None
    assert detail.candidate is not None
    (span,) = detail.candidate.spans
    assert detail.clause.text[span["start"] : span["end"]] == span["text"] == "毎年"
    assert detail.candidate.frequency == {"duration": "P1Y", "at_least": True, "text": "毎年1回"}
    assert detail.candidate.authority == {"own": False, "law": "地方自治法", "article": "第16条"}
    assert (detail.candidate.rules, detail.candidate.flags) == (("test.rule",), ("higher_law",))
    assert detail.candidate.models == {"ja_ginza": "5.3"}
    assert [mark.label for mark in detail.siblings] == ["posting"]


def test_new_rules_retire_an_untouched_case_but_never_one_that_was_worked_on(filled: Ledger) -> None:
    before = labels(filled)
    touched = queue.queue(filled, ALL, QueueQuery(labels=("posting",))).rows[0]
    facts = CaseFacts(state="in_scope")
    events.append(filled, AUTHOR, [NewEvent(cases.subject(touched.case_id), 1, "confirm", facts=facts)])
    extract(filled, "rules-2", {word: label for word, label in WORDS.items() if word != "掲示"})
    left = labels(filled)
    assert (touched.locator, "posting") in left
    assert len(before) - len(left) == 1
    (kept,) = (r for r in queue.queue(filled, ALL, QueueQuery()).rows if r.case_id == touched.case_id)
    assert not kept.current


def test_a_case_keeps_its_id_and_history_in_the_next_edition(filled: Ledger) -> None:
    before = {row.case_id for row in queue.queue(filled, ALL, QueueQuery()).rows}
    park = incoming("公園条例", [c.text for c in PARK.clauses], number="平成15年条例第46号", sha="new")
    load(filled, park, edition="令和8年10月")
    extract(filled)
    assert {row.case_id for row in queue.queue(filled, ALL, QueueQuery()).rows} == before
    assert filled.rows("SELECT count(*) AS n FROM review_case") == [{"n": len(before)}]
