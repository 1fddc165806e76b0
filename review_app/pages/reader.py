"""The reader (例規の全文): an ordinance in full as HTML, every case marked, one clause in view.

The clause in view carries ``scroll-initial-target`` (style.css), which makes the browser start there without any
script: the pages run none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from review_app.ledger.model import ClauseRow, OrdinanceRow
from review_app.pages import marks, wareki, words

PART_NAMES = {"suppl": "附則", "table": "別表", "form": "様式"}
# Beyond this many clauses only the neighbourhood is drawn: a 10 MB order must not stall the browser.
MOST_CLAUSES = 1_200
# What is drawn at first beside a form: a few screens up and down, so that going on to the next case is quick.
FIRST_CLAUSES = 100


def reader_html(
    clauses: Sequence[ClauseRow],
    target: int | None = None,
    notes: Sequence[marks.Noted] = (),
    most: int = MOST_CLAUSES,
) -> str:
    """Give the scrollable reader; ``target`` is the clause to begin at, ``notes`` the comments on its words.

    More than ``most`` clauses are cut to those around the target.
    """
    shown = neighbourhood(clauses, target, most)
    cut = len(shown) < len(clauses)
    note = f'<p class="tk-cut">長い例規のため、前後{len(shown)}条項を表示しています。</p>' if cut else ""
    body = "".join(
        section_html(part, list(rows), target, notes) for part, rows in groupby(shown, lambda row: row.part)
    )
    return f'<div class="tk-reader" tabindex="0" role="region" aria-label="例規の全文">{note}{body}</div>'


def neighbourhood(clauses: Sequence[ClauseRow], target: int | None, most: int) -> Sequence[ClauseRow]:
    """Give all clauses, or those around the target when there are too many to draw."""
    if len(clauses) <= most:
        return clauses
    place = next((at for at, row in enumerate(clauses) if row.clause_id == target), 0)
    start = max(0, min(place - most // 2, len(clauses) - most))
    return clauses[start : start + most]


def section_html(
    part: str, rows: Sequence[ClauseRow], target: int | None, notes: Sequence[marks.Noted]
) -> str:
    """Give one part (本則, 附則, 別表, 様式) with its headings."""
    pieces = [f'<h3 class="tk-part">{PART_NAMES[part]}</h3>'] if part in PART_NAMES else []
    previous: ClauseRow | None = None
    for row in rows:
        pieces += headings_html(row, previous)
        here = row.clause_id == target
        pieces.append(clause_html(row, previous, notes if here else (), here=here))
        previous = row
    return "".join(pieces)


def headings_html(row: ClauseRow, previous: ClauseRow | None) -> Iterator[str]:
    """Give the headings (章・節 …) that begin at this clause."""
    before = previous.headings if previous else ()
    for depth, heading in enumerate(row.headings):
        if row.headings[: depth + 1] != before[: depth + 1]:
            yield f'<h4 class="tk-heading tk-depth-{min(depth, 3)}">{escape(heading)}</h4>'


def clause_html(
    row: ClauseRow, previous: ClauseRow | None, notes: Sequence[marks.Noted], *, here: bool
) -> str:
    """Give one clause: its place, its caption where a new article begins, its text with all marks and notes."""
    new_article = previous is None or row.article != previous.article
    caption = f'<p class="tk-caption">（{escape(row.caption)}）</p>' if row.caption and new_article else ""
    depth = min(len(row.items), 4)
    classes = f"tk-clause tk-item-{depth}" + (" tk-here" if here else "")
    current = ' aria-current="true"' if here else ""
    spans = [stretch for mark in row.marks for stretch in marks.stretches(mark.spans, mark.label)]
    text = marks.highlighted(row.text, spans, notes)
    return (
        f'{caption}<div class="{classes}"{current}><span class="tk-locator">{escape(row.locator)}</span>'
        f'<span class="tk-text">{text}{cases_html(row)}</span></div>'
    )


def cases_html(row: ClauseRow) -> str:
    """Give the cases on a clause as small badges with their state, so that marks can be told apart in words."""
    badges = "".join(
        f'<span class="tk-case">{marks.badge(mark.label)}{marks.state_badge(mark.state)}</span>'
        for mark in row.marks
    )
    return f'<span class="tk-cases">{badges}</span>' if badges else ""


def ordinance_line(ordinance: OrdinanceRow) -> str:
    """Give the ordinance's title with its kind, number and promulgation, as HTML."""
    facts = [words.kind(ordinance.kind), ordinance.number]
    if ordinance.promulgated_on:
        facts.append(f"公布 {wareki.both(ordinance.promulgated_on)}")
    elif ordinance.promulgated:
        facts.append(f"公布 {ordinance.promulgated}")
    rest = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    return f'<p class="tk-ordinance"><strong>{escape(ordinance.title)}</strong>{rest}</p>'


def legend_html(labels: Iterable[str]) -> str:
    """Give the legend of the types that occur."""
    known = [code for code in words.LABELS if code in set(labels)]
    return '<p class="tk-legend">' + "".join(marks.badge(code) for code in known) + "</p>" if known else ""
