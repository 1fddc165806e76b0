"""One or two plain Japanese sentences that tell a reviewer why a candidate was flagged (説明文)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from extractor.attributes.model import Attributes
from extractor.attributes.packs import Table, load
from extractor.model import Label, Span


class Wording(Table):
    """``explain.yaml``: the parts of the explanation, with named places to fill."""

    labels: Mapping[Label, str]
    modality: Mapping[str, str]
    hit: str
    no_words: str
    rule: str
    frequency: str
    frequency_unspecified: str
    digital: str
    digital_around: str
    no_digital: str
    authority: str
    authority_own: str
    privacy: str
    longest_words: int


@cache
def _wording() -> Wording:
    return load(Wording, "explain")


def explain(
    label: Label, spans: Sequence[Span], attributes: Attributes, *, rule_names: Sequence[str] = ()
) -> str:
    """Compose the explanation from the words matched, the Japanese names of the rules and the attributes.

    For example 『掲示しなければならない』が義務として書かれ、電磁的方法の併記がないため、書面掲示の候補です。
    """
    sentences = [
        "、".join((_why(spans, attributes), *_how_often(attributes), _electronic(label, attributes)))
        + _rules(rule_names),
        *_remarks(attributes),
    ]
    return "".join(f"{sentence}。" for sentence in sentences)


def _why(spans: Sequence[Span], attributes: Attributes) -> str:
    modality = _wording().modality[attributes.modality.value if attributes.modality else "none"]
    if not spans:
        return _wording().no_words.format(modality=modality)
    quotes = [attributes.predicate] if attributes.predicate else [span.text for span in spans]
    return _wording().hit.format(words=_words(quotes), modality=modality)


def _words(quotes: Iterable[str]) -> str:
    """Join quotations, each once, the middle left out where they run long."""
    return "』『".join(_shortened(text) for text in dict.fromkeys("".join(quote.split()) for quote in quotes))


def _shortened(text: str) -> str:
    half = _wording().longest_words // 2
    return text if len(text) <= 2 * half else f"{text[:half]}…{text[-half:]}"


def _how_often(attributes: Attributes) -> Iterator[str]:
    if frequency := attributes.frequency:
        wording = _wording().frequency if frequency.duration else _wording().frequency_unspecified
        yield wording.format(text="".join(frequency.text.split()))


def _electronic(label: Label, attributes: Attributes) -> str:
    if attributes.digital_alternative:
        return _wording().digital.format(words=_words(span.text for span in attributes.digital_alternative))
    if "digital_alternative" in attributes.flags:
        return _wording().digital_around
    return _wording().no_digital.format(label=_wording().labels[label])


def _rules(names: Sequence[str]) -> str:
    return _wording().rule.format(rules="、".join(dict.fromkeys(names))) if names else ""


def _remarks(attributes: Attributes) -> Iterator[str]:
    authority = attributes.authority
    if authority.law:
        wording = _wording().authority_own if authority.own else _wording().authority
        yield wording.format(law=authority.law, article=authority.article)
    if "privacy" in attributes.flags:
        yield _wording().privacy
