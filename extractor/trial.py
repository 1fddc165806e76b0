"""Trying one clause against the rules (文を試す): every rule that matched, and what became of its match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc

from extractor import components
from extractor.analysis import Analysis, analysis_of, as_doc
from extractor.matcher import Hit, bearing
from extractor.model import Candidate, Span
from extractor.pipeline import Extractor
from extractor.unit import units
from ordinances.model import Clause

# What tells a hit from another: rule id, clause, and its stretch of the reading.
_Key = tuple[str, int, int, int]


class Outcome(StrEnum):
    """What became of a match."""

    COUNTED = "counted"  # it is evidence, perhaps weakened
    UNDONE = "undone"  # a context leaves nothing of it
    REFUSED = "refused"  # GiNZA's parse does not bear it out
    UNASKED = "unasked"  # it would need a parse, and its label was settled without


@dataclass(frozen=True, slots=True)
class Match:
    """One rule's match: where, its score before and after the contexts it stands in, and those contexts' ids."""

    rule: str
    label: str
    span: Span
    score: float
    left: float
    contexts: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Trial:
    """Every match in the order of the text, and the candidates (also weak ones), best first."""

    matches: tuple[Match, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Course:
    """The hits of one clause after each stage, by what tells them apart."""

    raw: tuple[Hit, ...]
    left: dict[_Key, float]
    asked: frozenset[_Key]
    standing: frozenset[_Key]


def attempt(extractor: Extractor, clause: Clause) -> Trial:
    """Try a clause by itself; the candidates are those ``Extractor.extract`` gives."""
    doc = as_doc(next(units([clause])), extractor.nlp.vocab)
    matches = tuple(_matches(extractor, analysis_of(doc), _run(extractor, doc)))
    found = sorted(extractor.extract([clause]), key=lambda one: -one.score)
    return Trial(matches, tuple(found))


def _run(extractor: Extractor, doc: Doc) -> _Course:
    """Pass a unit through the stages that decide on hits."""
    analysis = analysis_of(doc)
    for stage in ("prefilter", "rules"):
        extractor.nlp.get_pipe(f"tenken_{stage}_v1")(doc)
    raw = tuple(sorted(analysis.hits, key=Hit.span))
    extractor.nlp.get_pipe("tenken_context_v1")(doc)
    left = {_key(hit): hit.score for hit in (*analysis.hits, *analysis.pending)}
    asked = frozenset(map(_key, components.open_questions(analysis)))
    extractor.nlp.get_pipe("tenken_syntax_v1")(doc)
    return _Course(raw, left, asked, frozenset(map(_key, analysis.hits)))


def _key(hit: Hit) -> _Key:
    return hit.rule.id, hit.clause, *hit.span()


def _matches(extractor: Extractor, analysis: Analysis, course: _Course) -> Iterator[Match]:
    for hit in course.raw:
        key = _key(hit)
        reading = analysis.unit.readings[hit.clause]
        start, end = reading.original_span(*hit.span())
        span = (hit.start, hit.end)
        contexts = bearing(extractor.packs.context, hit.rule, hit.sentence, span, analysis.places[hit.clause])
        yield Match(
            rule=hit.rule.id,
            label=hit.rule.label,
            span=Span(start, end, reading.original[start:end], hit.rule.id),
            score=hit.score,
            left=course.left.get(key, 0.0),
            contexts=tuple(context.rule.id for context in contexts),
            outcome=_outcome(key, course),
        )


def _outcome(key: _Key, course: _Course) -> Outcome:
    if key in course.standing:
        return Outcome.COUNTED
    if key not in course.left:
        return Outcome.UNDONE
    return Outcome.REFUSED if key in course.asked else Outcome.UNASKED
