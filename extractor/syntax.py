"""GiNZA on single sentences: does a token or dependency pattern hold where a rule's regex matched?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc, Token

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
        self._against = DependencyMatcher(self._nlp.vocab)
        for rule in rules:
            self._add(rule)

    def _add(self, rule: CompiledRule) -> None:
        try:
            for matcher, patterns in (
                (self._tokens, rule.rule.tokens),
                (self._dependencies, rule.rule.dependency),
                (self._against, rule.rule.unless_dependency),
            ):
                if patterns:
                    matcher.add(rule.id, [list(pattern) for pattern in patterns])
        except (ValueError, KeyError) as error:
            reason = f"tokens または dependency が spaCy の書き方に合いません({str(error).splitlines()[0]})"
            raise RuleError(rule.file, rule.id, reason) from error

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
        if rule.tokens and not self._found(self._tokens, doc, hit):
            return False
        if rule.dependency and not self._found(self._dependencies, doc, hit):
            return False
        return not (rule.unless_dependency and self._found(self._against, doc, hit))

    def _found(self, matcher: Matcher | DependencyMatcher, doc: Doc, hit: Hit) -> bool:
        """Tell whether the rule's pattern matches with its first token inside the regex's match."""
        key = self._nlp.vocab.strings[hit.rule.id]
        stretch = (hit.start, hit.end)
        return any(match[0] == key and touches(_place(doc[_first(match)]), stretch) for match in matcher(doc))


def _first(match: Any) -> int:
    """Give the first token of a match of either matcher: (key, start, end) or (key, [token, ...])."""
    return int(match[1] if isinstance(match[1], int) else match[1][0])


def _place(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def _surface(reading: Reading, hit: Hit) -> str:
    start = hit.sentence.start
    return reading.surface[start : start + len(hit.sentence.text)]
