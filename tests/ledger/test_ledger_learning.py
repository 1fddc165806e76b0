"""What is learned orders the queue as the re-ranker says, is one readable setting, and hides nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_maker import AUTHOR, START

from extractor.learning import Ranking, features
from extractor.learning.ranking import EDGE
from review_app.ledger import Ledger, cases, events, learning, queue, ranking
from review_app.ledger.events import NewEvent
from review_app.ledger.learning import RuleCounts
from review_app.ledger.model import CaseFacts, CaseRow, QueueQuery, Scope

ALL = Scope(everything=True)
BEST_FIRST = QueueQuery(sort="score", descending=True)


def stored(learned: Ranking) -> dict[str, object]:
    weights = dict(learned.weights)
    return {"intercept": learned.intercept, "slope": learned.slope, "edge": EDGE, "weights": weights}


def decide(ledger: Ledger, row: CaseRow, state: str, role: str = "legal") -> None:
    revision = cases.standing(ledger, [row.case_id])[row.case_id].revision + 1
    facts = CaseFacts(state=state, department_id="park")
    author = replace(AUTHOR, role=role)
    events.append(ledger, author, [NewEvent(cases.subject(row.case_id), revision, "act", {}, facts=facts)])


@pytest.mark.parametrize(
    "learned",
    [
        Ranking(0.0, 1.0, {}),
        Ranking(-0.4, 0.7, {"label:posting": 1.25, "label:periodic": -0.5, "kind:other": 0.1}),
        Ranking(2.0, -0.5, {"rule:test.rule": -3.0, "flag:higher_law": 0.25, "modality:duty": 0.5}),
    ],
)
def test_the_queue_computes_what_the_re_ranker_computes(filled: Ledger, learned: Ranking) -> None:
    ranking.store(filled, AUTHOR, stored(learned))
    rows = queue.queue(filled, ALL, BEST_FIRST).rows
    assert len(rows) == 5
    for row in rows:
        shown = features(row.label, ["test.rule"], row.flags, row.modality, row.ordinance_kind)
        assert row.likelihood == pytest.approx(learned.probability(shown, row.score))
    assert [row.likelihood for row in rows] == sorted((row.likelihood for row in rows), reverse=True)
    assert [row.case_id for row in rows] == [key for key, _ in queue.keys(filled, ALL, BEST_FIRST, 10)]


def test_learning_hides_no_case_and_leaves_the_extractors_score(filled: Ledger) -> None:
    before = queue.queue(filled, ALL, QueueQuery(score_min=0.8))
    ranking.store(filled, AUTHOR, stored(Ranking(-20.0, 1.0, {})))
    after = queue.queue(filled, ALL, QueueQuery(score_min=0.8))
    assert (after.total, after.facets) == (before.total, before.facets)
    assert [row.score for row in after.rows] == [row.likelihood for row in before.rows]
    assert all(row.likelihood < 0.01 for row in after.rows)


def test_giving_up_what_was_learned_brings_the_extractors_scores_back(filled: Ledger) -> None:
    before = queue.queue(filled, ALL, BEST_FIRST)
    ranking.store(filled, AUTHOR, stored(Ranking(1.0, -1.0, {"label:posting": 3.0})))
    assert ranking.stored(filled) is not None
    ranking.store(filled, AUTHOR, None)
    assert ranking.stored(filled) is None
    assert queue.queue(filled, ALL, BEST_FIRST) == before
    assert events.verify_chain(filled).broken_seq is None


def test_judged_cases_are_learned_from_and_open_ones_are_not(filled: Ledger) -> None:
    rows = queue.queue(filled, ALL, QueueQuery()).rows
    states = ("in_scope", "answered", "out_of_scope", "on_hold", "recheck")
    for row, state in zip(rows, states, strict=True):
        decide(filled, row, state)
    found = {one.case_id: one for one in learning.decided(filled)}
    assert {key: one.confirmed for key, one in found.items()} == {
        rows[0].case_id: True,
        rows[1].case_id: True,
        rows[2].case_id: False,
    }
    assert learning.rule_counts(filled) == {"test.rule": RuleCounts(5, 2, 1)}
    one = found[rows[0].case_id]
    assert (one.label, one.rules, one.score, one.modality) == (rows[0].label, ("test.rule",), 0.9, "duty")


def test_what_the_system_closes_is_no_judgement_of_a_rule(filled: Ledger) -> None:
    row = queue.queue(filled, ALL, QueueQuery()).rows[0]
    decide(filled, row, "out_of_scope", role="system")
    assert learning.decided(filled) == []
    assert learning.rule_counts(filled)["test.rule"].confirm_rate is None


def test_parameters_are_stored_as_readable_data_with_their_day(filled: Ledger) -> None:
    ranking.store(filled, AUTHOR, stored(Ranking(0.5, 1.5, {"label:posting": 0.25})))
    kept = ranking.stored(filled)
    assert kept is not None
    assert kept.value["weights"] == {"label:posting": 0.25}
    assert kept.learned_at > START
