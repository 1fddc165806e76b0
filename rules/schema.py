"""The form of a rule pack (YAML), validated by pydantic.

A *label rule* is evidence that a sentence carries one of the eight types; a *context rule* says what kind of
sentence it stands in (罰則, 準用, 定義 ...) and how much of the evidence is left there. Both carry their own
examples, so that a pack explains and tests itself (the habit of semgrep's rules).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_-]*)+$")]


# Alternatives, each in spaCy's own form: https://spacy.io/api/matcher and /api/dependencymatcher.
Patterns = tuple[tuple[dict[str, Any], ...], ...]


class Strict(BaseModel):
    """A model that knows no other fields than its own, so that a typing slip is told and not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Where(StrEnum):
    """Where a context rule looks."""

    MATCH = "match"  # the sentence, and it must touch what the label rule matched
    TAIL = "tail"  # as MATCH, but it must touch the last characters: the predicate, not what modifies it
    AFTER = "after"  # right behind what the label rule matched, from its last character on
    SENTENCE = "sentence"  # the same sentence
    CLAUSE = "clause"  # anywhere in the clause's own text
    LEAD = "lead"  # the lead sentences above an item (柱書)
    CAPTION = "caption"  # the article's caption (見出し)
    HEADING = "heading"  # a chapter or section heading (章・節)
    TITLE = "title"  # the title of the ordinance


class Sample(Strict):
    """One example: a clause's text, with the lead, caption, heading or title it needs to be understood."""

    text: Text
    lead: str = ""
    caption: str = ""
    heading: str = ""
    title: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Examples(Strict):
    """Sentences a rule must match and must not match; at least one of each."""

    match: tuple[Sample, ...] = Field(min_length=1)
    no_match: tuple[Sample, ...] = Field(min_length=1)


class Requires(Strict):
    """What must stand around the sentence for a rule to count; each is a regex, empty means no condition."""

    lead: str = ""
    caption: str = ""
    sentence: str = ""


class LabelRule(Strict):
    """Evidence for one label.

    ``literals``: the rule cannot match a sentence with none of them. ``regex`` is searched in the sentence as
    the extractor reads it (full-width made half, small kana made large, spaces and bracketed asides dropped).
    One of ``tokens`` (spaCy Matcher) and one of ``dependency`` (DependencyMatcher over GiNZA) must then hold
    as well, and none of ``unless_dependency``, each touching the regex's match; a rule that has none of the
    three never costs a parse. ``unless`` are regexes that undo a match they touch. ``immune`` names the flags
    of contexts that do not weaken this rule. ``score`` is how often the rule alone is right, 0-1.
    """

    id: RuleId
    name: Text
    source: Text
    literals: tuple[Text, ...] = Field(min_length=1)
    regex: Text
    tokens: Patterns = ()
    dependency: Patterns = ()
    unless_dependency: Patterns = ()
    unless: tuple[Text, ...] = ()
    requires: Requires = Requires()
    immune: tuple[str, ...] = ()
    score: float = Field(gt=0, le=1)
    examples: Examples


class ContextRule(Strict):
    """A kind of sentence that weakens or undoes the evidence (文脈).

    ``labels``: the labels it bears on, empty for all. ``keep``: the share of the score that is left (0 undoes
    the evidence). ``where``: the places it looks at. ``literals`` as in a label rule.
    """

    id: RuleId
    name: Text
    source: Text
    flag: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    labels: tuple[str, ...] = ()
    where: tuple[Where, ...] = Field(min_length=1)
    literals: tuple[Text, ...] = Field(min_length=1)
    regex: Text
    unless: tuple[Text, ...] = ()
    keep: float = Field(ge=0, le=1)
    examples: Examples


class LabelPack(Strict):
    """A file of label rules, all for one label."""

    pack: Text
    kind: Literal["label"]
    name: Text
    label: Text
    rules: tuple[LabelRule, ...] = Field(min_length=1)


class ContextPack(Strict):
    """A file of context rules."""

    pack: Text
    kind: Literal["context"]
    name: Text
    rules: tuple[ContextRule, ...] = Field(min_length=1)


class Vocabulary(Strict):
    """Named word groups that regexes quote as ``{名前}``, so that a list of synonyms stands in one place.

    ``spellings`` are older spellings (送り仮名) that every regex is to meet as well: 行わ written 行なわ.
    """

    kind: Literal["vocabulary"]
    name: Text
    terms: dict[str, Text]
    spellings: dict[Text, Text] = {}
