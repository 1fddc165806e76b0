"""What the pipeline knows of one unit while it passes through its components."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor.matcher import Hit, Place
from extractor.scoring import Verdict
from extractor.unit import Unit


@dataclass(slots=True)
class Analysis:
    """The state of one unit.

    ``rules`` holds, per clause, the indices of the rules whose literals occur; ``places`` what stands around
    the clauses that have such rules; ``hits`` what matched by regex and holds; ``pending`` what matched by
    regex and still needs GiNZA; ``verdicts`` the outcome.
    """

    unit: Unit
    places: dict[int, Place] = field(default_factory=dict)
    rules: list[set[int]] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    pending: list[Hit] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


# Where a Doc carries it: an entry of ``user_data``, which costs a tenth of an extension attribute.
_KEY = "tenken"


def as_doc(unit: Unit, vocab: Vocab) -> Doc:
    """Wrap a unit in a Doc, which is what a spaCy pipeline passes on.

    The Doc holds no tokens: most units are settled without tokenising them, and those that are not are
    tokenised a sentence at a time by ``tenken_syntax_v1``.
    """
    doc = Doc(vocab)
    doc.user_data[_KEY] = Analysis(unit)
    return doc


def analysis_of(doc: Doc) -> Analysis:
    """Give the state a Doc carries."""
    found = doc.user_data.get(_KEY)
    if not isinstance(found, Analysis):
        raise TypeError("not a Doc made by as_doc")
    return found
