"""Decisions through a new edition of real laws: which go on, which are asked again, which are lost (none may be)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import amender
from amender import Truth
from city_hall import ANSWER, EVERYTHING, at
from ledger_maker import AUTHOR, extract, load, open_ledger

from extractor.model import Label
from ordinances import Clause, Ordinance, clauses
from ordinances.textmap import normalise
from review_app.ledger import Ledger, cases, events, queue
from review_app.ledger.events import NewEvent
from review_app.ledger.imports import Incoming
from review_app.ledger.model import CaseFacts, CaseRow, HistoryEntry, QueueQuery
from review_app.workflow import editions
from review_app.workflow.machine import State

# Words that many laws hold: each gives a case, without the real rules and their model.
WORDS = {
    "検査": Label.ONSITE,
    "書面": Label.VISUAL,
    "掲示": Label.POSTING,
    "閲覧": Label.VIEWING,
    "講習": Label.TRAINING,
    "毎年": Label.PERIODIC,
}
PLANS = ("renumbered", "partly", "wholly", "retitled", "repealed")
STATES = [state.value for state in State if state is not State.UNREVIEWED]


@dataclass(slots=True)
class Kept:
    """What became of decisions: ``lost`` and ``unseen`` (it stands, but on another text) name them in words."""

    decisions: int = 0
    became: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


def pair(
    law: Ordinance, plan: str, rng: random.Random, foreign: Sequence[amender.Provision]
) -> list[Incoming]:
    """One law before and, unless it was repealed, after: 番号の繰下げ, 一部改正, 全部改正, 題名改正, 廃止."""
    steps = {
        "renumbered": [amender.insert_article, amender.renumber_items, amender.insert_paragraph],
        "partly": rng.sample(amender.PARTIAL, 5),
        "wholly": [amender.rewrite],
        "retitled": [amender.reword, amender.move_article],
    }
    if plan == "repealed":
        return [_incoming(law, clauses(law), "")]
    made: Truth = amender.amend(law, steps[plan], rng, foreign)
    after = law
    if plan == "wholly":
        after = replace(law, number="令和八年法律第九十九号")
    if plan == "retitled":
        after = replace(law, title=f"{law.title}及びその関係事務に関する法律")
    return [_incoming(law, made.old, ""), _incoming(after, made.new, plan)]


def _incoming(law: Ordinance, texts: Sequence[Clause], plan: str) -> Incoming:
    named = [replace(clause, title=law.title, number=law.number) for clause in texts]
    return Incoming(law, named, f"{law.source}-{plan}", 100)


def carried(folder: Path, laws: Sequence[Ordinance], seed: int = 1) -> Kept:
    """Decide every case of one edition of the laws, import the next, each law amended in its own way, and look."""
    rng = random.Random(seed)  # noqa: S311 (a repeatable draw, not a secret)
    pairs = []
    for place, law in enumerate(laws):
        foreign = amender.foreign_articles(laws[(place + 1) % len(laws)])
        pairs.append(pair(law, PLANS[place % len(PLANS)], rng, foreign))
    with open_ledger(folder) as ledger:
        load(ledger, *(one[0] for one in pairs))
        extract(ledger, words=WORDS)
        _decide(ledger, rng)
        before = _look(ledger)
        load(ledger, *(one[1] for one in pairs if len(one) > 1), edition="次の版")
        editions.link(ledger, AUTHOR)
        extract(ledger, words=WORDS)
        editions.carry_over(ledger, AUTHOR)
        assert events.verify_chain(ledger).broken_seq is None
        return judged(before, _look(ledger))


Seen = dict[str, tuple[CaseRow, Sequence[HistoryEntry]]]


def _decide(ledger: Ledger, rng: random.Random) -> None:
    answer = ANSWER.model_dump(mode="json")
    news = []
    for row in queue.every_row(ledger, EVERYTHING, QueueQuery()):
        facts = at(rng.choice(STATES), answer=answer, policy="operation", hours_staff=2.0)
        news.append(NewEvent(cases.subject(row.case_id), 1, "confirm", {}, facts=facts))
    events.append(ledger, AUTHOR, news)


def _look(ledger: Ledger) -> Seen:
    rows = queue.every_row(ledger, EVERYTHING, QueueQuery())
    return {row.case_id: (row, cases.history(ledger, row.case_id)) for row in rows if row.revision}


def judged(before: Seen, after: Seen) -> Kept:
    """What became of each decision."""
    kept = Kept(len(before))
    for case_id, (row, past) in before.items():
        name = f"{row.ordinance_title} {row.locator} {row.label} ({row.facts.state})"
        if case_id not in after:
            kept.lost.append(f"{name}: not in the ledger's cases any more")
            continue
        now, history = after[case_id]
        if problem := _problem(past, history):
            kept.lost.append(f"{name}: {problem}")
        elif len(history) > len(past):
            kept.became["asked again" if now.facts.state == "recheck" else "closed"] += 1
        else:
            kept.became["untouched"] += 1
            if normalise(row.text).text != normalise(now.text).text:
                kept.unseen.append(f"{name}: {row.text[:40]} / {now.text[:40]}")
    return kept


def _problem(past: Sequence[HistoryEntry], now: Sequence[HistoryEntry]) -> str:
    """Why the decision is lost, "" when it stands, or stands in the event that asks for it again or closes it."""
    if now[: len(past)] != past:
        return "its history changed"
    before, after = past[-1].facts, now[-1].facts
    if _decided(before) != _decided(after):
        return "what was decided changed"
    if len(now) == len(past):
        return ""
    payload = now[-1].payload
    if events.canonical(payload.get("before")) != events.canonical(asdict(before)):
        return "the decision of before is not shown"
    if after.state not in ("recheck", "out_of_scope"):
        return f"it became {after.state}"
    return "" if payload.get("note") or payload.get("reason") else "no reason is given"


def _decided(facts: CaseFacts) -> CaseFacts:
    return replace(facts, state="", due_on=None, completed_on=None)
