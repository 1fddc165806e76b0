"""What a result depends on beside the clauses, part by part, so that a change costs only what it can touch.

A label rule can bear on a clause only where one of its literals stands in a reading; a context only where
its regex matches a sentence or what stands around it; an attribute table only where there is a candidate.
Code and model bear on everything. ``Changes.bear_on`` may name too many clauses, never too few: what is kept
of the other paragraphs equals a fresh result.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from extractor.engines.rows import Row
from extractor.matcher import Place, place_of
from extractor.prefilter import AhoCorasick
from extractor.reading import Reading
from ordinances.model import Clause
from rules.loader import CompiledContext, CompiledRule, RulePacks

# What of a rule changes no result.
_SILENT = {"examples", "source"}


@dataclass(frozen=True, slots=True)
class Part:
    """One rule: the digest of all of it that acts; a label rule's folded literals, a context's regex."""

    digest: str
    literals: tuple[str, ...] = ()
    regex: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a result depends on beside the clauses.

    ``version`` names it as a whole, ``engine`` code and model, ``tables`` the attribute tables; ``rules`` are
    the label and context rules by id.
    """

    version: str
    engine: str = ""
    tables: str = ""
    rules: Mapping[str, Part] = field(default_factory=dict)

    @classmethod
    def of(cls, packs: RulePacks, engine: str, tables: str) -> Manifest:
        """Describe rules in force, with the names of code and model and of the tables."""
        parts = {rule.id: _label_part(rule) for rule in packs.rules}
        parts |= {context.rule.id: _context_part(context) for context in packs.context}
        return cls("/".join((packs.hash, tables, engine)), engine, tables, parts)

    @classmethod
    def opaque(cls, version: str) -> Manifest:
        """Describe what cannot be taken apart: any change bears on everything."""
        return cls(version, engine=version)

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what ``to_json`` wrote; raises ValueError, KeyError or TypeError for anything else."""
        held: dict[str, Any] = json.loads(text)
        parts = {
            name: Part(part["digest"], tuple(part["literals"]), part["regex"])
            for name, part in held.pop("rules").items()
        }
        return cls(**held, rules=parts)


def _label_part(rule: CompiledRule) -> Part:
    around = [rule.lead, rule.caption, rule.sentence]
    patterns = [rule.regex, *rule.unless, *(one for one in around if one)]
    return Part(_digest(rule, rule.label, patterns), literals=rule.literals)


def _context_part(context: CompiledContext) -> Part:
    return Part(_digest(context, "context", [context.regex, *context.unless]), regex=context.regex.pattern)


def _digest(rule: CompiledRule | CompiledContext, kind: str, patterns: Sequence[re.Pattern[str]]) -> str:
    acting = rule.rule.model_dump_json(exclude=_SILENT)
    # The patterns are told apart by the rule's own fields; here they bring the vocabulary they quote.
    parts = [kind, acting, *(pattern.pattern for pattern in patterns)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def code_hash() -> str:
    """Return the SHA-256 of the sources at work here: a patched installation keeps its version number."""
    digest = hashlib.sha256()
    house = Path(__file__).parents[2]
    for package in ("extractor", "ordinances", "rules"):
        for path in sorted((house / package).rglob("*.py")):
            digest.update(path.relative_to(house).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Changes:
    """What differs between two manifests, ready to be asked about one ordinance after the other."""

    def __init__(self, old: Manifest, new: Manifest) -> None:
        self._all = old.engine != new.engine
        self._described = old.tables != new.tables
        parts = list(_different(old.rules, new.rules))
        literals = [part.literals for part in parts if part.literals]
        self._search = AhoCorasick(literals) if literals else None
        self._regexes = [re.compile(part.regex) for part in parts if part.regex]

    def bear_on(self, clauses: Sequence[Clause], rows: Sequence[Row]) -> frozenset[int] | None:
        """Tell where the change can make the result of ``clauses``, which was ``rows``, another.

        Returns:
            The places of the clauses it can bear on, none of them where the result stands; None for everywhere.
        """
        if self._all:
            return None
        described = {row["clause"] for row in rows} if self._described else set()
        if self._search is None and not self._regexes:
            return frozenset(described)
        return frozenset(described.union(n for n, clause in enumerate(clauses) if self._touches(clause)))

    def _touches(self, clause: Clause) -> bool:
        reading = Reading.of(clause.text)
        if self._search is not None and self._search.any(reading.text):
            return True
        if not self._regexes:
            return False
        texts = list(_looked_at(place_of(clause, reading)))
        return any(regex.search(text) for regex in self._regexes for text in texts)


def _different(old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[Part]:
    """Yield the parts that were added, removed or changed; of a changed one both forms."""
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            yield from (part for part in (before, after) if part is not None)


def _looked_at(place: Place) -> Iterator[str]:
    """Yield every text a context may look at (see ``extractor.matcher.context_bears``)."""
    for sentence in place.reading.sentences():
        yield sentence.text
    yield from (place.reading.text, place.lead, place.lead + place.reading.head)
    yield from (place.caption, place.heading, place.title)
