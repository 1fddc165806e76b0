"""Learning from decisions (判断からの学習): it orders queues and calibrates the score shown, and hides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.learning import Example, Lesson, features, learn
from extractor.learning.ranking import EDGE
from review_app.ledger import Ledger, ranking
from review_app.ledger import learning as decisions
from review_app.ledger.learning import Decided
from review_app.ledger.model import Json
from review_app.workflow import actors
from review_app.workflow.model import Role


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it: the lesson, how many decisions of each kind it rests on, and whether it is in force now."""

    lesson: Lesson
    confirmed: int
    dismissed: int
    in_force: bool


def from_decisions(ledger: Ledger, person_id: str, *, source: str = "cli") -> Learned:
    """Learn from all decisions of the ledger and put the result in force where it brings scores nearer to them.

    The same decisions give the same result; then nothing is written again.

    Raises:
        TooLittleError: there is too little to learn from; nothing was changed.
        NotAllowedError: for anybody but legal and administrators.
    """
    author = actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN, source=source)
    rows = decisions.decided(ledger)
    lesson = learn([_example(row) for row in rows])
    confirmed = sum(row.confirmed for row in rows)
    value = _value(lesson, len(rows))
    before = ranking.stored(ledger)
    if lesson.helps and (before is None or before.value != value):
        ranking.store(ledger, author, value)
    return Learned(lesson, confirmed, len(rows) - confirmed, in_force=lesson.helps)


def forget(ledger: Ledger, person_id: str, *, source: str = "cli") -> bool:
    """Go back to the extractor's own scores; False when nothing had been learned."""
    author = actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN, source=source)
    if ranking.stored(ledger) is None:
        return False
    ranking.store(ledger, author, None)
    return True


def _example(row: Decided) -> Example:
    shown = features(row.label, row.rules, row.flags, row.modality, row.kind)
    return Example(shown, row.score, row.confirmed, row.ordinance_key)


def _value(lesson: Lesson, decided: int) -> Json:
    learned = lesson.ranking
    return {
        "intercept": learned.intercept,
        "slope": learned.slope,
        "edge": EDGE,
        "weights": dict(learned.weights),
        "decisions": decided,
        "brier": [round(lesson.before.brier, 4), round(lesson.after.brier, 4)],
        "auc": [round(lesson.before.auc, 4), round(lesson.after.auc, 4)],
    }
