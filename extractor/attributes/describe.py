"""The attributes of one candidate, joined from the modules beside this one."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.attributes.context import OrdinanceContext
from extractor.attributes.model import Attributes
from extractor.model import Authority, Label, Modality, Span
from ordinances.model import Clause


def describe(clause: Clause, label: Label, spans: Sequence[Span], *, context: OrdinanceContext) -> Attributes:
    """Describe the candidate ``clause`` x ``label`` whose rules fired on ``spans``.

    ``spans`` are offsets into ``clause.text`` and may be empty when only the lead or the caption matched;
    ``context`` is ``OrdinanceContext.of`` all clauses of the clause's ordinance, computed once.
    """
    del clause, label, spans, context
    return Attributes(Modality.DUTY, None, (), Authority(own=True), None, "", (), ())
