"""What is said of a candidate beside its label (属性)."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.model import Authority, Frequency, Modality, Span


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of one clause x one label, in the order a reviewer reads them.

    ``modality`` is None for an exemption (することを要しない), ``frequency`` where the text gives no period.
    ``predicate`` is the hit carried on to its predicate (掲示しなければならない), ``""`` where the two
    stand apart.
    ``digital_alternative`` are offsets into the clause's own text; an alternative that stands only in the
    lead or in an item below shows in ``flags`` alone. ``phase`` is 1-3 or None, ``category`` (類型) may be
    ``""``. ``flags`` are among ``digital_alternative``, ``higher_law``, ``privacy``. ``reasons`` are Japanese
    sentences that say why, one for each attribute that a table decided.
    """

    modality: Modality | None
    predicate: str
    frequency: Frequency | None
    digital_alternative: tuple[Span, ...]
    authority: Authority
    phase: int | None
    category: str
    flags: tuple[str, ...]
    reasons: tuple[str, ...]
