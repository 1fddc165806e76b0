"""Any people, any acts, in any order: the ledger and a model of it never part."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from city_hall import PAYLOADS, PEOPLE, build_hall, open_hall
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from review_app.ledger import StaleRevisionError, events, queue
from review_app.ledger.model import CaseFacts, QueueQuery, Scope
from review_app.workflow import acts
from review_app.workflow.errors import WorkflowError
from review_app.workflow.machine import TABLE, Act

WRITTEN_ELSEWHERE = (Act.ADD_MISSED, Act.REORGANISE)
ACTS = st.sampled_from(sorted(PAYLOADS))


class Review(RuleBasedStateMachine):
    """Acts at random; the model holds each case's past facts by revision."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder)
        self.opened = open_hall(self.folder)
        self.hall = self.opened.__enter__()
        self.before = self.hall.events()
        self.past: dict[str, list[CaseFacts]] = {case_id: [CaseFacts()] for case_id in self.hall.case_ids[:2]}

    @rule(person=st.sampled_from(sorted(PEOPLE)), act=ACTS, case=st.integers(0, 1), behind=st.integers(0, 1))
    def act(self, person: str, act: Act, case: int, behind: int) -> None:
        case_id = self.hall.case_ids[case]
        past = self.past[case_id]
        revision = len(past) - 1
        seen = max(revision - behind, 0)
        try:
            done = acts.perform(self.hall.ledger, person, act, case_id, seen, PAYLOADS[act])
        except (WorkflowError, StaleRevisionError):
            return
        if done.revision == revision:  # the same act saved twice by the same person
            assert seen == revision - 1
            return
        assert (seen, done.revision) == (revision, revision + 1)
        facts = self.hall.facts(case_id)
        line = TABLE[act]
        if act is Act.UNDO:
            assert facts == past[-2]
        elif act is Act.KEEP:
            earlier = next(known for known in reversed(past) if known.state != "recheck")
            assert facts == replace(earlier, consulted=past[-1].consulted)
        else:
            assert past[-1].state in line.sources
            assert facts.state == (line.to or past[-1].state)
        past.append(facts)

    @invariant()
    def the_ledger_and_the_model_agree(self) -> None:
        for case_id, past in self.past.items():
            assert (self.hall.revision(case_id), self.hall.facts(case_id)) == (len(past) - 1, past[-1])

    def teardown(self) -> None:
        rows = queue.queue(self.hall.ledger, Scope(everything=True), QueueQuery()).rows
        for row in rows:
            past = self.past.get(row.case_id, [CaseFacts()])
            assert (row.revision, row.facts) == (len(past) - 1, past[-1])
        written = sum(len(past) - 1 for past in self.past.values())
        assert events.verify_chain(self.hall.ledger) == events.ChainReport(self.before + written, None)
        self.opened.__exit__(None, None, None)
        shutil.rmtree(self.folder)


def test_no_sequence_of_acts_breaks_the_review(tmp_path: Path) -> None:
    build_hall(tmp_path)
    Review.template = tmp_path / "tenken.duckdb"
    machine: Any = Review.TestCase
    machine.settings = settings(
        max_examples=6,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()


def test_every_act_of_the_table_has_a_payload() -> None:
    for act in TABLE:
        if act in WRITTEN_ELSEWHERE:
            with pytest.raises(KeyError):
                acts.payload_type(act)
        else:
            assert type(PAYLOADS[act]) is acts.payload_type(act)
