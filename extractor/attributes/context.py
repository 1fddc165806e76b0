"""What an ordinance as a whole tells of each of its clauses (例規全体の文脈)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.attributes.citations import (
    Citation,
    aliases_in,
    aliases_of_title,
    authority_table,
    citations,
)
from extractor.attributes.view import view
from ordinances.model import Clause, Part

# Purpose clauses (趣旨・目的・設置) open an ordinance; what cites a law later is not one.
PURPOSE_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class OrdinanceContext:
    """Facts of one ordinance that its clauses lean on, computed once.

    ``aliases`` maps each abbreviation it defines (法, 令, 条例) to the full title; ``basis`` is the citation
    its purpose clause rests on; ``below`` maps a clause's locator to the texts of the items right under it,
    ``beside`` an item's locator to those of its list (its own among them).
    """

    title: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    basis: Citation | None = None
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, clauses: Sequence[Clause]) -> OrdinanceContext:
        """Read the context off one ordinance's clauses, given in document order."""
        if not clauses:
            return cls()
        title = clauses[0].title
        aliases = _aliases(clauses, title)
        below = _below(clauses)
        texts = {parent: tuple(one.text for one in items) for parent, items in below.items()}
        beside = {one.locator: texts[parent] for parent, items in below.items() for one in items}
        return cls(title, aliases, _basis(clauses, aliases), texts, beside)


def _aliases(clauses: Iterable[Clause], title: str) -> dict[str, str]:
    """Read the abbreviations: the text's own before what the title implies, the first before later ones."""
    defined: dict[str, str] = {}
    implied = aliases_of_title(title)
    for clause in clauses:
        if all(word in clause.text for word in authority_table().alias_words):
            for alias, name in aliases_in(clause.text, implied | defined).items():
                defined.setdefault(alias, name)
    return implied | defined


def _basis(clauses: Sequence[Clause], aliases: Mapping[str, str]) -> Citation | None:
    """Find the citation the purpose clause rests on; a national law is taken before an own ordinance."""
    table = authority_table()
    found = [
        citation
        for clause in clauses[: PURPOSE_ARTICLES * 2]
        if _opens(clause)
        for citation in citations(view(clause.text).reading.surface, aliases)
        if table.purpose_grounds.search(citation.after)
    ]
    return next((one for one in found if not one.is_own), found[0] if found else None)


def _opens(clause: Clause) -> bool:
    """Tell whether a clause may be the purpose clause: a preamble, 第1条, or an early one captioned so."""
    if clause.part is not Part.MAIN or clause.items:
        return False
    if clause.article in (None, "1"):
        return True
    early = clause.article.isdigit() and int(clause.article) <= PURPOSE_ARTICLES
    return early and authority_table().purpose_captions.search(clause.caption) is not None


def _below(clauses: Sequence[Clause]) -> dict[str, list[Clause]]:
    """Map the locator of each clause that leads items to them. Items follow their lead in document order."""
    parents: dict[tuple[str, ...], str] = {}
    below: dict[str, list[Clause]] = {}
    for clause in clauses:
        place = (clause.part, clause.article or "", clause.paragraph or "")
        parents[(*place, *clause.items)] = clause.locator
        parent = parents.get((*place, *clause.items[:-1])) if clause.items else None
        if parent is not None:
            below.setdefault(parent, []).append(clause)
    return below
