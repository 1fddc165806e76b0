"""Half a year of review for the large city: the sample city's script, written in large chunks.

The demo plays each step as one bulk act; over tens of thousands of acts that is what takes the time. Here the
same steps go through the same table of effects and the same chained append, a day of one person at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from review_app.commands import demo_script
from review_app.commands.demo_script import DAYS_BACK, Clock, Staff, Step
from review_app.ledger import Ledger, cases, events, queue
from review_app.ledger.events import NewEvent
from review_app.ledger.model import CaseFacts, QueueQuery, Scope
from review_app.workflow import actors, effects
from review_app.workflow.model import Actor

CHUNK = 500

Standing = dict[str, tuple[int, CaseFacts]]


def play(ledger: Ledger, clock: Clock, answers_for: dict[str, str]) -> int:
    """Write the history over untouched cases; gives the number of acts. ``clock`` is the ledger's."""
    rows = queue.every_row(ledger, Scope(everything=True), QueueQuery())
    today = clock.now
    start = today - timedelta(days=DAYS_BACK)
    standing: Standing = {row.case_id: (0, row.facts) for row in rows}
    steps = demo_script.script(rows, Staff(answers_for), today.date())
    clock.now, acts = start, 0
    for (day, person_id), of_day in groupby(sorted(steps, key=turn), turn):
        clock.now = max(clock.now, start + timedelta(days=day))
        acts += write(ledger, actors.actor(ledger, person_id), list(of_day), standing)
    clock.now = today
    return acts


def turn(step: Step) -> tuple[int, str]:
    """Whose day a step belongs to: days in order, within one the people one after the other."""
    return step.day, step.person_id


def write(ledger: Ledger, who: Actor, steps: Sequence[Step], standing: Standing) -> int:
    """Write one person's day and give the number of acts; ``standing`` follows."""
    news = [following(who, step, case_id, standing) for step in steps for case_id in step.case_ids]
    for first in range(0, len(news), CHUNK):
        events.append(ledger, actors.author(who, "app"), news[first : first + CHUNK])
    return len(news)


def following(who: Actor, step: Step, case_id: str, standing: Standing) -> NewEvent:
    """The event of one step on one case."""
    revision, facts = standing[case_id]
    after = effects.after(step.act, who, facts, step.payload)
    standing[case_id] = revision + 1, after
    payload = step.payload.model_dump(mode="json")
    return NewEvent(cases.subject(case_id), revision + 1, step.act.value, payload, facts=after)
