"""The extractor: clauses of an ordinance in, candidates out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import spacy
from spacy.language import Language

from extractor import components
from extractor.analysis import Analysis, analysis_of, as_doc
from extractor.attributes import Attributes, OrdinanceContext, describe, explain
from extractor.attributes.classes import Classes, delivered
from extractor.model import Candidate, Span
from extractor.scoring import Verdict
from extractor.unit import units
from ordinances.model import Clause
from rules.loader import RulePacks, load_packs


@dataclass(frozen=True, slots=True)
class Extractor:
    """A loaded pipeline. It keeps no state between calls; one per process is enough."""

    packs: RulePacks
    nlp: Language
    classes: Classes = field(default_factory=delivered)

    @classmethod
    def load(
        cls,
        packs: RulePacks | None = None,
        *,
        fast_prefilter: bool = True,
        tables: Mapping[str, str] | None = None,
    ) -> Extractor:
        """Build the pipeline; GiNZA is loaded when the first sentence needs it.

        Args:
            packs: the rules; the packs delivered with tenken when None.
            fast_prefilter: False searches literals one by one; the results are the same.
            tables: a city's own tables of PHASE and 類型 (``Classes.of``) in place of those delivered.

        Raises:
            RuleError: a delivered pack is not well formed.
            AttributeTableError: a table of the city is not.
        """
        packs = packs or load_packs()
        return cls(packs, build_pipeline(packs, fast_prefilter=fast_prefilter), Classes.of(tables or {}))

    def extract(self, clauses: Sequence[Clause], only: Collection[int] | None = None) -> list[Candidate]:
        """Find the candidates of one ordinance.

        Args:
            clauses: the ordinance's clauses in document order.
            only: places of clauses whose paragraphs alone are judged, the rest being known; None for all.

        Returns:
            At most one candidate per paragraph (with its items) and label, in document order; low-score ones
            included, for the caller to cut at ``scoring.THRESHOLD``.
        """
        # A unit no rule's literal occurs in, which is most, is not worth a Doc; nor is an ordinance without a
        # verdict worth its context.
        promising = filter(self.nlp.get_pipe(components.PREFILTER).may_match, units(clauses, only))  # type: ignore[attr-defined]  # ours
        docs = self.nlp.pipe(as_doc(unit, self.nlp.vocab) for unit in promising)
        judged = [analysis for analysis in map(analysis_of, docs) if analysis.verdicts]
        context = OrdinanceContext.of(clauses) if judged else OrdinanceContext()
        return [found for analysis in judged for found in self._candidates(analysis, context)]

    def _candidates(self, analysis: Analysis, context: OrdinanceContext) -> Iterator[Candidate]:
        for verdict in analysis.verdicts:
            clause = analysis.unit.clauses[verdict.clause]
            spans = _spans(analysis, verdict)
            attributes = describe(clause, verdict.label, spans, context=context, classes=self.classes)
            yield _candidate(clause, verdict, spans, attributes)


def build_pipeline(packs: RulePacks, *, fast_prefilter: bool = True) -> Language:
    """Build the spaCy pipeline of the stages ``prefilter rules context syntax score``."""
    nlp = spacy.blank("xx")
    for stage in components.STAGES:
        config = {"fast": fast_prefilter} if stage == "prefilter" else {}
        nlp.add_pipe(f"tenken_{stage}_v1", config=config).bind(packs)  # type: ignore[attr-defined]  # ours
    return nlp


def _candidate(
    clause: Clause, verdict: Verdict, spans: tuple[Span, ...], attributes: Attributes
) -> Candidate:
    names = list(dict.fromkeys(hit.rule.rule.name for hit in verdict.hits))
    return Candidate(
        clause=clause,
        label=verdict.label,
        score=verdict.score,
        rules=tuple(dict.fromkeys(hit.rule.rule.id for hit in verdict.hits)),
        spans=spans,
        modality=attributes.modality,
        frequency=attributes.frequency,
        digital_alternative=attributes.digital_alternative,
        authority=attributes.authority,
        phase=attributes.phase,
        category=attributes.category,
        flags=tuple(dict.fromkeys((*verdict.flags, *attributes.flags))),
        explanation=explain(verdict.label, spans, attributes, rule_names=names),
    )


def _spans(analysis: Analysis, verdict: Verdict) -> tuple[Span, ...]:
    """Map a verdict's matches back to the original text of its clause."""
    reading = analysis.unit.readings[verdict.clause]
    spans = []
    for hit in verdict.hits:
        start, end = reading.original_span(*hit.span())
        spans.append(Span(start, end, reading.original[start:end], hit.rule.rule.id))
    return tuple(dict.fromkeys(spans))
