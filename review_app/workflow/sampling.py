"""Two independent triage judgements on a sample (二人判定): drawn by legal, judged blind, compared when both are done.

A judgement is an event of its own and never touches the case. Until both judges have judged every case nobody,
the judges included, sees what the other said.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from review_app.ledger import Ledger, events, judgements, queue, registry
from review_app.ledger.events import NewEvent
from review_app.ledger.judgements import Said, SampleRow
from review_app.ledger.model import CaseRow, Json, QueueQuery, Scope
from review_app.workflow import actors
from review_app.workflow.agreement import Agreement, agreement
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError
from review_app.workflow.machine import State
from review_app.workflow.messages import invalid_input
from review_app.workflow.model import Actor, Role
from review_app.workflow.payloads import Key, Line, Long, Payload

LARGEST = 500
_EVERYTHING = Scope(everything=True)


class Draw(Payload):
    """A sample to draw: how many cases of which types (none: any), for which two judges.

    ``unreviewed_only`` leaves out cases somebody has judged already.
    """

    name: Annotated[Line, StringConstraints(min_length=1)]
    size: Annotated[int, Field(ge=2, le=LARGEST)]
    judges: Annotated[tuple[Key, ...], Field(max_length=2)]
    labels: Annotated[tuple[Key, ...], Field(max_length=20)] = ()
    unreviewed_only: bool = True


class Judgement(Payload):
    """One judge's triage of one case."""

    choice: Literal["in_scope", "out_of_scope", "on_hold"]
    note: Long = ""


@dataclass(frozen=True, slots=True)
class SampleStanding:
    """A sample and how many of its cases each judge has judged (person id → count)."""

    sample: SampleRow
    judged: dict[str, int]

    @property
    def finished(self) -> bool:
        """Whether both judges have judged every case."""
        return all(self.judged[judge] == len(self.sample.case_ids) for judge in self.sample.judges)


@dataclass(frozen=True, slots=True)
class Item:
    """A case as a judge sees it: the text and why it was found, but no state, history or other judgement."""

    case_id: str
    label: str
    ordinance_id: int
    ordinance_title: str
    locator: str
    caption: str
    text: str
    spans: tuple[Json, ...]
    said: Said | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A case the judges judged differently, with what each said in the order of the sample's judges."""

    row: CaseRow
    said: tuple[Said, Said]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a sample: agreement, the pairs counted, and the cases judged differently."""

    sample: SampleRow
    agreement: Agreement
    pairs: dict[tuple[str, str], int]
    differences: tuple[Difference, ...]


def draw_form(values: Mapping[str, object]) -> Draw:
    """Entered values as a Draw; InvalidInputError in Japanese when they cannot be one."""
    try:
        return Draw.model_validate(dict(values))
    except ValidationError as error:
        raise invalid_input(error) from error


def draw(ledger: Ledger, person_id: str, wanted: Draw, *, source: str = "app") -> str:
    """Draw a sample at random and give its id (legal only).

    Raises InvalidInputError when the judges are not two different legal people, or there are too few cases.
    """
    who = _legal(ledger, person_id)
    _check_judges(ledger, wanted.judges)
    sample_id = secrets.token_hex(6)
    states = (State.UNREVIEWED.value,) if wanted.unreviewed_only else ()
    query = QueueQuery(labels=wanted.labels, states=states)
    known = [case_id for case_id, _ in queue.keys(ledger, _EVERYTHING, query, 1_000_000)]
    if len(known) < wanted.size:
        raise InvalidInputError(
            f"条件に合う候補は{len(known):,}件しかありません。件数を減らすか、条件を広げてください。"
        )
    payload = {
        **wanted.model_dump(mode="json"),
        "case_ids": _chosen(known, sample_id, wanted.size),
        "population": len(known),
    }
    new = NewEvent(judgements.sample_subject(sample_id), 1, "draw_sample", payload)
    events.append(ledger, actors.author(who, source), [new])
    return sample_id


def _chosen(case_ids: list[str], seed: str, size: int) -> list[str]:
    """``size`` of the cases, in an order that only the seed decides: the draw can be repeated and checked."""
    return sorted(case_ids, key=lambda key: hashlib.sha256(f"{seed} {key}".encode()).digest())[:size]


def _check_judges(ledger: Ledger, chosen: tuple[str, ...]) -> None:
    if len(set(chosen)) != 2 or not set(chosen) <= set(_legal_people(ledger)):
        raise InvalidInputError(
            "判定する人には、法制担当の2人を選んでください。", {"judges": "2人を選んでください"}
        )


def judges(ledger: Ledger, person_id: str) -> dict[str, str]:
    """Those who may judge: the open accounts of legal, id → name (legal only)."""
    _legal(ledger, person_id)
    return _legal_people(ledger)


def _legal_people(ledger: Ledger) -> dict[str, str]:
    return {
        row.person_id: row.name for row in registry.people(ledger) if row.active and row.role == Role.LEGAL
    }


def samples(ledger: Ledger, person_id: str) -> tuple[SampleStanding, ...]:
    """All samples with how far their judges are, newest first (legal only)."""
    _legal(ledger, person_id)
    return tuple(_standing(ledger, row) for row in judgements.samples(ledger))


def waiting(ledger: Ledger, person_id: str) -> int:
    """How many cases of samples this person still has to judge; 0 for everybody but legal."""
    if actors.actor(ledger, person_id).role is not Role.LEGAL:
        return 0
    return sum(
        len(one.sample.case_ids) - one.judged[person_id]
        for one in samples(ledger, person_id)
        if person_id in one.judged
    )


def _standing(ledger: Ledger, row: SampleRow) -> SampleStanding:
    said = judgements.said(ledger, row.sample_id)
    return SampleStanding(row, {judge: len(said.get(judge, {})) for judge in row.judges})


def items(ledger: Ledger, person_id: str, sample_id: str) -> tuple[Item, ...]:
    """The cases of a sample for one of its judges, with only what that judge said (legal, its judges only)."""
    who = _legal(ledger, person_id)
    row = _judged_by(ledger, who, sample_id)
    own = judgements.said(ledger, sample_id).get(who.person_id, {})
    found = queue.rows(ledger, _EVERYTHING, row.case_ids)
    return tuple(
        Item(
            case.case_id,
            case.label,
            case.ordinance_id,
            case.ordinance_title,
            case.locator,
            case.caption,
            case.text,
            case.spans,
            own.get(case.case_id),
        )
        for case in found
    )


def judge(
    ledger: Ledger, person_id: str, sample_id: str, case_id: str, given: Judgement, *, source: str = "app"
) -> None:
    """Write one's judgement of a case, or change it while the sample is not finished.

    Raises NotFoundError for a case outside the sample, NotAllowedError for anybody but its judges and when both
    are done.
    """
    who = _legal(ledger, person_id)
    row = _judged_by(ledger, who, sample_id)
    if case_id not in row.case_ids:
        raise NotFoundError
    if _standing(ledger, row).finished:
        raise NotAllowedError("二人の判定がそろったため、変更できません。")
    subject = judgements.judgement_subject(sample_id, case_id, who.person_id)
    payload = given.model_dump(mode="json")
    events.append_next(ledger, actors.author(who, source), NewEvent(subject, 0, "judge", payload))


def result(ledger: Ledger, person_id: str, sample_id: str) -> Result:
    """Agreement and differences of a finished sample (legal only); NotAllowedError before both are done."""
    _legal(ledger, person_id)
    row = _sample(ledger, sample_id)
    if not _standing(ledger, row).finished:
        raise NotAllowedError("二人の判定がそろうまで、結果は表示されません。")
    said = judgements.said(ledger, sample_id)
    first, second = (said[judge] for judge in row.judges)
    both = {case_id: (first[case_id], second[case_id]) for case_id in row.case_ids}
    pairs = [(one.choice, other.choice) for one, other in both.values()]
    apart = [case_id for case_id, (one, other) in both.items() if one.choice != other.choice]
    found = queue.rows(ledger, _EVERYTHING, apart)
    return Result(
        row,
        agreement(pairs),
        {pair: pairs.count(pair) for pair in dict.fromkeys(pairs)},
        tuple(Difference(case, both[case.case_id]) for case in found),
    )


def _legal(ledger: Ledger, person_id: str) -> Actor:
    who = actors.actor(ledger, person_id)
    if who.role is not Role.LEGAL or who.must_change:
        raise NotAllowedError("二人判定を扱う権限がありません。")
    return who


def _sample(ledger: Ledger, sample_id: str) -> SampleRow:
    row = judgements.sample(ledger, sample_id)
    if row is None:
        raise NotFoundError
    return row


def _judged_by(ledger: Ledger, who: Actor, sample_id: str) -> SampleRow:
    row = _sample(ledger, sample_id)
    if who.person_id not in row.judges:
        raise NotAllowedError("この標本を判定するのは、選ばれた2人だけです。")
    return row
