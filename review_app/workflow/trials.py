"""Trying the rules in force (文を試す), and what people added by hand as test proposals for them (漏れからの提案).

The extractor and its language model are loaded by the first trial, not with the server, and kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from review_app.ledger import Ledger
from review_app.workflow import actors, class_tables, missed, rules
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.missed import Proposal
from review_app.workflow.model import Role
from rules import load_packs
from rules.schema import Sample

if TYPE_CHECKING:
    from extractor import Extractor
    from extractor.trial import Trial

LONGEST_SENTENCE = 2_000
LONGEST_AROUND = 300
# The rules switched off, and the city's tables of PHASE and 類型.
_Setup = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
# One trial at a time: the model is shared by all visitors and parsing takes a fraction of a second.
_trying = Lock()


@dataclass(frozen=True, slots=True)
class TriedProposal:
    """A clause somebody added by hand, and whether the rules in force find it now, with which score and rules."""

    proposal: Proposal
    score: float
    rules: tuple[str, ...]
    found: bool


def try_sentence(
    ledger: Ledger, person_id: str, text: str, *, caption: str = "", lead: str = "", title: str = ""
) -> Trial:
    """What the rules in force say of a sentence, also below the score from which cases are made.

    ``caption`` (見出し), ``lead`` (柱書) and ``title`` (例規名) are what stands around it, where that matters.
    Raises InvalidInputError for an empty or too long sentence.
    """
    actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN)
    if not text.strip() or len(text) > LONGEST_SENTENCE:
        raise InvalidInputError(f"条文を1文字以上{LONGEST_SENTENCE:,}文字以内で入力してください。")
    if any(len(around) > LONGEST_AROUND for around in (caption, lead, title)):
        raise InvalidInputError(f"見出し・柱書・例規名は{LONGEST_AROUND}文字以内で入力してください。")
    sample = Sample(text=text, caption=caption.strip(), lead=lead.strip(), title=title.strip())
    return _tried(_in_force(ledger), sample)


def tried_proposals(
    ledger: Ledger, person_id: str, *, limit: int, offset: int
) -> tuple[tuple[TriedProposal, ...], int]:
    """One page of what people added by hand (``missed.proposals``), tried against the rules in force; the total."""
    found = missed.proposals(ledger, person_id)
    setup = _in_force(ledger)
    return tuple(_try(one, setup) for one in found[offset : offset + limit]), len(found)


def _try(proposal: Proposal, setup: _Setup) -> TriedProposal:
    from extractor import THRESHOLD  # noqa: PLC0415 - loads spaCy, which other pages do without

    hit = next(
        (one for one in _tried(setup, proposal.example).candidates if one.label == proposal.label), None
    )
    score = hit.score if hit else 0.0
    return TriedProposal(proposal, score, hit.rules if hit else (), score >= THRESHOLD)


def _in_force(ledger: Ledger) -> _Setup:
    return rules.switched_off(ledger), class_tables.tables(ledger)


@lru_cache(maxsize=256)
def _tried(setup: _Setup, sample: Sample) -> Trial:
    from extractor.examples import sample_clause  # noqa: PLC0415 - loads spaCy, which other pages do without
    from extractor.trial import attempt  # noqa: PLC0415 - as above

    with _trying:
        return attempt(_extractor(setup), sample_clause(sample))


@lru_cache(maxsize=1)
def _extractor(setup: _Setup) -> Extractor:
    from extractor import Extractor  # noqa: PLC0415 - loads spaCy, which other pages do without

    off, tables = setup
    return Extractor.load(load_packs(disabled=off), tables=dict(tables))
