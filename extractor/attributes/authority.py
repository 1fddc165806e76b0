"""On whose authority a clause stands (根拠法令): a law it or its purpose clause cites, or the city's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.attributes.citations import Citation, citations
from extractor.attributes.context import OrdinanceContext
from extractor.attributes.view import view
from extractor.model import Authority, Span
from ordinances.model import Clause


def authority_of(clause: Clause, spans: Sequence[Span], context: OrdinanceContext) -> Authority:
    """Tell the authority of a candidate.

    The ground (の規定により) nearest before the hit decides, then one in the leads, then the purpose clause.
    An own ordinance cited as ground is named, and ``own`` stays True: the city can change it by itself.
    """
    ground = (
        _nearest(_grounds(clause.text, context.aliases), _place(clause, spans))
        or next((one for lead in reversed(clause.lead) for one in _grounds(lead, context.aliases)), None)
        or context.basis
    )
    if ground is None:
        return Authority(own=True)
    return Authority(own=ground.is_own, law=ground.law, article=ground.article)


def _grounds(text: str, aliases: Mapping[str, str]) -> list[Citation]:
    found = citations(view(text).reading.surface, aliases)
    return [one for one in found if one.is_ground]


def _nearest(grounds: Sequence[Citation], place: int) -> Citation | None:
    """Return the last ground before a place, else the first after it."""
    before = [one for one in grounds if one.start <= place]
    return before[-1] if before else next(iter(grounds), None)


def _place(clause: Clause, spans: Sequence[Span]) -> int:
    """Return where the hit stands in the surface; the end of the text without spans."""
    if not spans:
        return len(clause.text)
    one = view(clause.text)
    return min(one.locate(span.start, span.end)[0] for span in spans)
