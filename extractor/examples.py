"""Running the examples that every rule carries (規則の例文の確認)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.matcher import context_bears, place_of
from extractor.pipeline import Extractor
from extractor.reading import Reading
from extractor.scoring import THRESHOLD
from ordinances.model import Clause, Part
from rules.loader import CompiledContext, CompiledRule
from rules.schema import Sample, Where


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not come out as its rule says."""

    file: str
    rule: str
    text: str
    expected: bool

    def __str__(self) -> str:
        """Say it in one Japanese line."""
        should = "当たるはずの例文に当たりません" if self.expected else "当たってはいけない例文に当たります"
        return f"{self.file}: {self.rule}: {should}: {self.text}"


def check(extractor: Extractor) -> Iterator[Failure]:
    """Run every example of every rule through the extractor and yield those that fail.

    A label rule's ``match`` must become a candidate that names the rule; its ``no_match`` must not. A context
    rule's ``match`` must be recognised as that context, its ``no_match`` must not.
    """
    for rule in extractor.packs.rules:
        for sample, expected in _samples(rule):
            if _fires(extractor, rule, sample) != expected:
                yield Failure(rule.file, rule.rule.id, sample.text, expected)
    for context in extractor.packs.context:
        for sample, expected in _samples(context):
            if _recognised(context, sample) != expected:
                yield Failure(context.file, context.rule.id, sample.text, expected)


def sample_clause(sample: Sample) -> Clause:
    """Make the clause that an example stands for."""
    return Clause(
        source="",
        title=sample.title,
        number="",
        locator="第1条第1号" if sample.lead else "第1条",
        part=Part.MAIN,
        article="1",
        paragraph="1",
        items=("1",) if sample.lead else (),
        caption=sample.caption,
        headings=(sample.heading,) if sample.heading else (),
        text=sample.text,
        lead=(sample.lead,) if sample.lead else (),
    )


def _samples(rule: CompiledRule | CompiledContext) -> Iterator[tuple[Sample, bool]]:
    examples = rule.rule.examples
    yield from ((sample, True) for sample in examples.match)
    yield from ((sample, False) for sample in examples.no_match)


def _fires(extractor: Extractor, rule: CompiledRule, sample: Sample) -> bool:
    found = extractor.extract([sample_clause(sample)])
    # A rule of low score says "look if you like"; it has fired when it leaves what it can leave.
    enough = min(THRESHOLD, rule.rule.score)
    return any(one.label == rule.label and rule.id in one.rules and one.score >= enough for one in found)


def _recognised(context: CompiledContext, sample: Sample) -> bool:
    clause = sample_clause(sample)
    reading = Reading.of(clause.text)
    place = place_of(clause, reading)
    return any(
        context_bears(context, where.value, sentence, span, place)
        for where in context.rule.where
        for sentence in reading.sentences()
        for span in _stretches(where, len(sentence.text))
    )


def _stretches(where: Where, length: int) -> list[tuple[int, int]]:
    """Give the stretches a label rule might have matched: all of it, or any beginning."""
    if where in (Where.AFTER, Where.TAIL):
        return [(0, end) for end in range(1, length)]
    return [(0, length)]
