"""GiNZA on single sentences: does a token or dependency pattern hold where a rule's regex matched?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc

from extractor.matcher import Hit, touches
from extractor.nlp import load_nlp
from extractor.reading import Reading
from rules.errors import RuleError
from rules.loader import CompiledRule

_BATCH = 32


class Syntax:
    """GiNZA with the token and dependency patterns of all rules. Loading takes some seconds; make one."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._nlp = load_nlp()
        self._tokens = Matcher(self._nlp.vocab)
        self._dependencies = DependencyMatcher(self._nlp.vocab)
        for rule in rules:
            self._add(rule)

    def _add(self, rule: CompiledRule) -> None:
        try:
            if rule.rule.tokens:
                self._tokens.add(rule.rule.id, [list(rule.rule.tokens)])
            if rule.rule.dependency:
                self._dependencies.add(rule.rule.id, [list(rule.rule.dependency)])
        except ValueError as error:
            reason = f"tokens または dependency が spaCy の書き方に合いません({str(error).splitlines()[0]})"
            raise RuleError(rule.file, rule.rule.id, reason) from error

    def confirm(self, questions: Sequence[tuple[Reading, Hit]]) -> list[bool]:
        """Tell for each (reading, hit) whether the rule's patterns hold, touching what its regex matched.

        A sentence that several hits stand in is parsed once.
        """
        surfaces = [_surface(reading, hit) for reading, hit in questions]
        wanted = list(dict.fromkeys(surfaces))
        parsed = dict(zip(wanted, self._nlp.pipe(wanted, batch_size=_BATCH), strict=True))
        return [self._holds(parsed[text], hit) for text, (_, hit) in zip(surfaces, questions, strict=True)]

    def _holds(self, doc: Doc, hit: Hit) -> bool:
        rule = hit.rule.rule
        if rule.tokens and not self._touching(self._token_spans(doc, rule.id), hit):
            return False
        return not rule.dependency or self._touching(self._dependency_spans(doc, rule.id), hit)

    def _touching(self, spans: list[tuple[int, int]], hit: Hit) -> bool:
        return any(touches(span, (hit.start, hit.end)) for span in spans)

    def _token_spans(self, doc: Doc, rule: str) -> list[tuple[int, int]]:
        found: Any = self._tokens(doc)
        key = self._nlp.vocab.strings[rule]
        return [(doc[a:b].start_char, doc[a:b].end_char) for match, a, b in found if match == key]

    def _dependency_spans(self, doc: Doc, rule: str) -> list[tuple[int, int]]:
        key = self._nlp.vocab.strings[rule]
        return [
            (doc[index].idx, doc[index].idx + len(doc[index]))
            for match, indices in self._dependencies(doc)
            if match == key
            for index in indices[:1]
        ]


def _surface(reading: Reading, hit: Hit) -> str:
    start = hit.sentence.start
    return reading.surface[start : start + len(hit.sentence.text)]
