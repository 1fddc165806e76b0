"""The pipeline's components, registered with spaCy under ``tenken_*_v1`` (its names allow no dots).

prefilter → rules → context → syntax → score. Each takes and gives Docs made by ``analysis.as_doc``; each step
leaves less for the next, and GiNZA sees only the sentences whose decision still needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from spacy.language import Language
from spacy.tokens import Doc

from extractor import scoring
from extractor.analysis import Analysis, analysis_of
from extractor.matcher import Hit, literal_sets, matches, place_of, weigh
from extractor.prefilter import AhoCorasick, Search, SlowPrefilter
from extractor.syntax import Syntax
from extractor.unit import Unit
from rules.loader import CompiledContext, CompiledRule, RulePacks

PREFILTER = "tenken_prefilter_v1"
STAGES = ("prefilter", "rules", "context", "syntax", "score")
_BATCH = 256


class Component(Protocol):
    """A stage of the pipeline; ``bind`` gives it the rules, for spaCy's configs hold JSON only."""

    def bind(self, packs: RulePacks) -> None:
        """Take the rules that are in force."""
        ...

    def __call__(self, doc: Doc) -> Doc:
        """Pass one unit on."""
        ...


@Language.factory(PREFILTER, default_config={"fast": True})
def make_prefilter(nlp: Language, name: str, fast: bool) -> Component:
    """Make the literal prefilter; ``fast=False`` searches literal by literal and must give the same."""
    del nlp, name
    return Prefilter(fast=fast)


@Language.factory("tenken_rules_v1")
def make_rules(nlp: Language, name: str) -> Component:
    """Make the matcher of label rules."""
    del nlp, name
    return Rules()


@Language.factory("tenken_context_v1")
def make_context(nlp: Language, name: str) -> Component:
    """Make the component that weakens hits by their context."""
    del nlp, name
    return Context()


@Language.factory("tenken_syntax_v1")
def make_syntax(nlp: Language, name: str) -> Component:
    """Make the component that lets GiNZA confirm the hits whose rules ask for it."""
    del nlp, name
    return SyntaxCheck()


@Language.factory("tenken_score_v1")
def make_score(nlp: Language, name: str) -> Component:
    """Make the component that turns hits into one verdict per label."""
    del nlp, name
    return Score()


class Prefilter:
    """Finds, for each clause, the rules whose literals occur in it."""

    def __init__(self, *, fast: bool) -> None:
        self._kind = AhoCorasick if fast else SlowPrefilter
        self._search: Search = self._kind([])

    def bind(self, packs: RulePacks) -> None:
        """Build the search over all rules' literals."""
        self._search = self._kind(literal_sets(packs.rules))

    def may_match(self, unit: Unit) -> bool:
        """Tell whether any rule's literal occurs in a unit."""
        return any(self._search.any(reading.text) for reading in unit.readings)

    def __call__(self, doc: Doc) -> Doc:
        """Note the rules that can match."""
        analysis = analysis_of(doc)
        analysis.rules = [self._search(reading.text) for reading in analysis.unit.readings]
        return doc


class Rules:
    """Matches the rules that the prefilter left."""

    def __init__(self) -> None:
        self._rules: tuple[CompiledRule, ...] = ()

    def bind(self, packs: RulePacks) -> None:
        """Take the label rules."""
        self._rules = packs.rules

    def __call__(self, doc: Doc) -> Doc:
        """Note each rule's matches, sentence by sentence."""
        analysis = analysis_of(doc)
        if any(analysis.rules):
            analysis.hits = list(self._hits(analysis))
        return doc

    def _hits(self, analysis: Analysis) -> Iterator[Hit]:
        for index, candidates in enumerate(analysis.rules):
            if not candidates:
                continue
            place = place_of(analysis.unit.clauses[index], analysis.unit.readings[index])
            analysis.places[index] = place
            sentences = list(place.reading.sentences())
            rules = [self._rules[number] for number in sorted(candidates)]
            for sentence in sentences:
                # Of a text of one sentence the prefilter has told already.
                whole = len(sentences) == 1
                for rule in rules:
                    if whole or any(literal in sentence.text for literal in rule.literals):
                        for start, end in matches(rule, sentence, place):
                            yield Hit(rule, index, sentence, start, end, rule.rule.score)


class Context:
    """Weakens hits by the contexts they stand in and drops those that are undone."""

    def __init__(self) -> None:
        self._contexts: tuple[CompiledContext, ...] = ()

    def bind(self, packs: RulePacks) -> None:
        """Take the context rules."""
        self._contexts = packs.context

    def __call__(self, doc: Doc) -> Doc:
        """Weigh each hit, and set aside those that GiNZA must confirm."""
        analysis = analysis_of(doc)
        weighed = [self._weighed(hit, analysis) for hit in analysis.hits]
        alive = [hit for hit in weighed if hit.score > 0]
        analysis.hits = [hit for hit in alive if not needs_syntax(hit)]
        analysis.pending = [hit for hit in alive if needs_syntax(hit)]
        return doc

    def _weighed(self, hit: Hit, analysis: Analysis) -> Hit:
        span = (hit.start, hit.end)
        share, flags = weigh(self._contexts, hit.rule, hit.sentence, span, analysis.places[hit.clause])
        return replace(hit, score=hit.score * share, flags=flags)


def needs_syntax(hit: Hit) -> bool:
    """Tell whether the hit's rule has a token or dependency pattern."""
    rule = hit.rule.rule
    return bool(rule.tokens or rule.dependency or rule.unless_dependency)


@dataclass(slots=True)
class SyntaxCheck:
    """Lets GiNZA confirm the pending hits of labels that are not settled without it."""

    rules: tuple[CompiledRule, ...] = ()
    syntax: Syntax | None = None

    def bind(self, packs: RulePacks) -> None:
        """Take the label rules; GiNZA is loaded when the first sentence needs it."""
        self.rules, self.syntax = packs.rules, None

    def __call__(self, doc: Doc) -> Doc:
        """Confirm the pending hits of one unit."""
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Confirm pending hits, the sentences of many units parsed as one batch."""
        docs = iter(stream)
        while batch := list(islice(docs, max(batch_size, _BATCH))):
            self._confirm([analysis_of(doc) for doc in batch])
            yield from batch

    def _confirm(self, analyses: list[Analysis]) -> None:
        asked = [(analysis, hit) for analysis in analyses for hit in open_questions(analysis)]
        if not asked:
            return
        if self.syntax is None:
            self.syntax = Syntax(self.rules)
        answers = self.syntax.confirm([(analysis.unit.readings[hit.clause], hit) for analysis, hit in asked])
        for (analysis, hit), holds in zip(asked, answers, strict=True):
            if holds:
                analysis.hits.append(hit)


def open_questions(analysis: Analysis) -> list[Hit]:
    """Give the pending hits worth a parse: those whose label is not settled without it."""
    settled = {label for label, total in scoring.totals(analysis.hits).items() if total >= scoring.SETTLED}
    return [hit for hit in analysis.pending if hit.rule.label not in settled]


class Score:
    """Turns the hits of a unit into one verdict per label."""

    def bind(self, packs: RulePacks) -> None:
        """Take nothing: scores come with the rules that fired."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge one unit."""
        analysis = analysis_of(doc)
        if analysis.hits:
            analysis.verdicts = scoring.verdicts(analysis.hits)
        return doc
