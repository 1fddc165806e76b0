"""The attributes of one candidate, joined from the modules beside this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.attributes.authority import authority_of
from extractor.attributes.classes import Classes, PhaseRow, category_of, phase_of
from extractor.attributes.context import OrdinanceContext
from extractor.attributes.electronic import electronic_spans, stands_around
from extractor.attributes.frequency import frequency_of
from extractor.attributes.modality import modality_of, predicate_of
from extractor.attributes.model import Attributes
from extractor.attributes.privacy import touches_personal_data
from extractor.model import Authority, Label, Span
from ordinances.model import Clause


def describe(
    clause: Clause,
    label: Label,
    spans: Sequence[Span],
    *,
    context: OrdinanceContext,
    classes: Classes | None = None,
) -> Attributes:
    """Describe the candidate ``clause`` x ``label`` whose rules fired on ``spans``.

    ``spans`` are offsets into ``clause.text`` and may be empty when only the lead or the caption matched;
    ``context`` is ``OrdinanceContext.of`` all clauses of the clause's ordinance, computed once; ``classes`` the
    city's tables of PHASE and 類型, those delivered when None.
    """
    mood = modality_of(clause, spans)
    alternatives = electronic_spans(clause, label, spans)
    digital = bool(alternatives) or stands_around(clause, label, context)
    authority = authority_of(clause, spans, context)
    row = phase_of(label, digital=digital, classes=classes)
    privacy = touches_personal_data(clause, label)
    return Attributes(
        modality=mood.modality,
        predicate=predicate_of(clause, spans, mood),
        frequency=frequency_of(clause, label),
        digital_alternative=alternatives,
        authority=authority,
        phase=row.phase if row else None,
        category=category_of(clause, label, spans, classes),
        flags=tuple(_flags(digital_alternative=digital, higher_law=not authority.own, privacy=privacy)),
        reasons=tuple(_reasons(row, authority, privacy=privacy)),
    )


def _flags(**flags: bool) -> Iterator[str]:
    return (name for name, is_set in sorted(flags.items()) if is_set)


def _reasons(row: PhaseRow | None, authority: Authority, *, privacy: bool) -> Iterator[str]:
    if row:
        yield f"PHASE{row.phase}{'' if row.verified else '（目安）'}: {row.reason}"
    if authority.law:
        yield f"根拠: {authority.law}{authority.article}"
    if privacy:
        yield "個人に関する情報を示す語がある"
