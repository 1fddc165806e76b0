"""Rules for legal (規則): what each says, how it fares in this city, doing without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from review_app.ledger import Ledger, rule_switches
from review_app.ledger import learning as decisions
from review_app.ledger.learning import RuleCounts
from review_app.ledger.rule_switches import UNTOUCHED, RuleSwitch
from review_app.workflow import actors
from review_app.workflow.errors import InvalidInputError, NotFoundError
from review_app.workflow.model import Role
from rules import RulePacks, load_packs
from rules.loader import CompiledContext, CompiledRule

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: what its pack says of it, how it fared here, where its switch stands.

    ``label`` is the type it is evidence for, ``""`` for a context rule, whose ``keep`` (0-1) is the share of
    evidence it leaves; ``score`` is how often a label rule alone is right. ``matching`` and ``not_matching`` are
    the examples.
    """

    rule_id: str
    name: str
    source: str
    label: str
    score: float | None
    keep: float | None
    matching: tuple[str, ...]
    not_matching: tuple[str, ...]
    counts: RuleCounts
    switch: RuleSwitch


@cache
def _packs() -> RulePacks:
    return load_packs()


def _all() -> tuple[CompiledRule | CompiledContext, ...]:
    return (*_packs().rules, *_packs().context)


def names() -> Mapping[str, str]:
    """The Japanese names of all rules by id."""
    return {one.rule.id: one.rule.name for one in _all()}


def overview(ledger: Ledger, person_id: str) -> tuple[RuleRow, ...]:
    """All rules, label rules first, in the packs' order; for legal and administrators."""
    actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN)
    return tuple(_rows(decisions.rule_counts(ledger), rule_switches.switches(ledger)))


def _rows(counts: Mapping[str, RuleCounts], switches: Mapping[str, RuleSwitch]) -> Iterator[RuleRow]:
    for one in _all():
        rule = one.rule
        yield RuleRow(
            rule_id=rule.id,
            name=rule.name,
            source=rule.source,
            label=getattr(one, "label", ""),
            score=getattr(rule, "score", None),
            keep=getattr(rule, "keep", None),
            matching=tuple(sample.text for sample in rule.examples.match),
            not_matching=tuple(sample.text for sample in rule.examples.no_match),
            counts=counts.get(rule.id, RuleCounts()),
            switch=switches.get(rule.id, UNTOUCHED),
        )


def switch(
    ledger: Ledger, person_id: str, rule_id: str, seen_revision: int, *, off: bool, reason: str
) -> None:
    """Switch a rule off for this city, or on again, from the next extraction on; legal and administrators only.

    Raises:
        NotFoundError: there is no such rule.
        InvalidInputError: switching off needs a reason of at most ``LONGEST_REASON`` characters.
        StaleRevisionError: somebody switched it meanwhile.
    """
    author = actors.require(ledger, person_id, Role.LEGAL, Role.ADMIN)
    if rule_id not in names():
        raise NotFoundError
    said = reason.strip()
    if off and not said:
        raise InvalidInputError("規則を止める理由を入力してください。", {"reason": "入力してください"})
    if len(said) > LONGEST_REASON:
        raise InvalidInputError(
            f"理由は{LONGEST_REASON}文字までで入力してください。", {"reason": "長すぎます"}
        )
    if rule_switches.switches(ledger).get(rule_id, UNTOUCHED).off is off:
        raise InvalidInputError("この規則はすでにそうなっています。画面を読み込み直してください。")
    rule_switches.switch(ledger, author, rule_id, seen_revision, off=off, reason=said)


def switched_off(ledger: Ledger) -> tuple[str, ...]:
    """The ids of the rules this city does without, in order; those no pack has any more are left out."""
    return tuple(
        sorted(key for key, one in rule_switches.switches(ledger).items() if one.off and key in names())
    )
