"""Clauses in blocks: an article (条) with its paragraphs and items, a paragraph of 附則, a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ordinances.model import Clause, Part

_SUPPL = re.compile(r"附則(?:（[^）]*）)?")


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive clauses that move together.

    ``members`` are indexes into the ordinance's clauses; ``region`` is the part, for 附則 with its 番号
    (each amending ordinance leaves one of its own); ``label`` is the article's or paragraph's number.
    """

    region: str
    label: str
    caption: str
    text: str
    members: tuple[int, ...]


def blocks(clauses: Sequence[Clause], texts: Sequence[str]) -> list[Block]:
    """Cut an ordinance's clauses into blocks, in order; ``texts`` are their folded texts."""
    found = []
    for (region, label, _), group in groupby(range(len(clauses)), key=lambda at: _place(clauses[at])):
        members = tuple(group)
        caption = clauses[members[0]].caption
        found.append(Block(region, label, caption, "\n".join(texts[at] for at in members), members))
    return found


def _place(clause: Clause) -> tuple[str, str, str]:
    region = clause.part.value
    if clause.part is Part.SUPPL and (match := _SUPPL.match(clause.locator)):
        region = match[0]
    if clause.article is not None:
        return region, f"第{clause.article}条", ""
    if clause.paragraph is not None:
        return region, f"第{clause.paragraph}項", ""
    return region, clause.locator, clause.locator


def inner_place(clause: Clause) -> tuple[str, ...]:
    """The place of a clause inside its block: paragraph, then items, outermost first."""
    return (clause.paragraph or "", *clause.items)
