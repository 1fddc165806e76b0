"""Fifty people at once through the service layer: each reads a queue, opens cases and acts, as the pages do."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import TypedDict

from app_city import Person

from review_app.ledger import Ledger, StaleRevisionError
from review_app.ledger.model import CaseRow, QueueQuery
from review_app.workflow import acts, views
from review_app.workflow.machine import Act, State
from review_app.workflow.payloads import Answer, Note, Payload

ANSWER = Answer(
    in_scope=True,
    practice="職員が現地で確認している。",
    needs_review=False,
    review_reason="人の生命に関わり、現地での確認が欠かせないため。",
    policy="no_review",
)


@dataclass(frozen=True, slots=True)
class Job:
    """What people of a role do again and again: the states they look for, the act, what it carries."""

    states: tuple[State, ...]
    act: Act
    payload: Payload


JOBS = {
    "legal": Job((State.UNREVIEWED,), Act.CONFIRM, Note()),
    "department": Job((State.INQUIRING, State.RETURNED), Act.ANSWER, ANSWER),
    "manager": Job((State.CHECKED,), Act.DECIDE, Note()),
}


class Told(TypedDict):
    """What the crowd was told in the end, as one line of JSON: a tally with the median of the seconds."""

    acknowledged: list[tuple[str, str, int]]
    refused: int
    errors: list[str]
    act_s: float


@dataclass(slots=True)
class Tally:
    """What the crowd was told: (person, case, revision) acknowledged, refusals, errors, seconds of each act."""

    acknowledged: list[tuple[str, str, int]] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    act_s: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def work(ledger: Ledger, people: Sequence[Person], each: int) -> Tally:
    """Let everybody do ``each`` acts at the same time; gives what they were told."""
    tally, start = Tally(), threading.Barrier(len(people))
    with ThreadPoolExecutor(2 * len(people)) as pool:
        days = [
            pool.submit(guarded, tally, partial(day, ledger, one, each, tally, start, pool)) for one in people
        ]
        wait(days)
    return tally


def guarded(tally: Tally, run: Callable[[], None]) -> None:
    """Run a person's day; whatever is not a refusal is an error."""
    try:
        run()
    except Exception as error:  # noqa: BLE001 - counted and told: that is what this measures
        tally.errors.append(repr(error))


def day(
    ledger: Ledger, who: Person, each: int, tally: Tally, start: threading.Barrier, pool: ThreadPoolExecutor
) -> None:
    """One person's acts. Colleagues work on the same queue, so that some of them are refused."""
    job, dice = JOBS[who.role], random.Random(who.login)  # noqa: S311 - which case is tried
    start.wait()
    done = 0
    while done < each:
        rows = views.queue(ledger, who.login, QueueQuery(states=job.states)).rows
        if not rows:
            return
        for row in dice.sample(rows, min(4, len(rows))):
            views.case(ledger, who.login, row.case_id)
            done += 1
            if done % 3 == 0:  # a double click: the same once more, at the same moment
                again = pool.submit(guarded, tally, partial(act, ledger, who, job, row, tally))
                act(ledger, who, job, row, tally)
                again.result()
            else:
                act(ledger, who, job, row, tally)


def act(ledger: Ledger, who: Person, job: Job, row: CaseRow, tally: Tally) -> None:
    """Do the job's act on a case as it was shown, and note what was answered."""
    begun = time.perf_counter()
    try:
        done = acts.perform(ledger, who.login, job.act, row.case_id, row.revision, job.payload)
    except StaleRevisionError:
        with tally.lock:
            tally.refused += 1
        return
    with tally.lock:
        tally.act_s.append(time.perf_counter() - begun)
        tally.acknowledged.append((who.login, done.case_id, done.revision))
