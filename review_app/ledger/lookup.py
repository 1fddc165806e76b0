"""Looking words up in all clauses (全文検索), and the classification (体系) that narrows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review_app.ledger.connection import Ledger, fetch
from review_app.ledger.where import Where

MOST_HITS = 100
_CLAUSES = """
FROM clause_lookup l JOIN clause c ON c.clause_id = l.clause_id JOIN ordinance o ON o.ordinance_id = c.ordinance_id
"""
_HITS = """
SELECT c.clause_id, c.ordinance_id, o.title, o.number, o.path, c.locator, c.caption, c.text
"""
_PATHS = """
SELECT o.path AS path, count(*) AS ordinances FROM ordinance o
WHERE o.edition_id = (SELECT max(edition_id) FROM edition) GROUP BY o.path ORDER BY o.path
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that holds all the words looked for."""

    clause_id: int
    ordinance_id: int
    title: str
    number: str
    path: tuple[str, ...]
    locator: str
    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class HitPage:
    """One page of hits in the order of the collection; ``total`` clauses in ``ordinances`` ordinances in all."""

    hits: tuple[Hit, ...]
    total: int
    ordinances: int


def look_up(
    ledger: Ledger, words: Sequence[str], path: tuple[str, ...] = (), *, limit: int, offset: int
) -> HitPage:
    """The clauses of the newest edition that hold every one of ``words`` (folded by ``ordinances.lookup``).

    ``path`` narrows to a classification. No words give no hits.
    """
    if not words:
        return HitPage((), 0, 0)
    where = Where()
    where.add("l.edition_id = (SELECT max(edition_id) FROM edition)")
    for word in words:
        where.add("contains(l.folded, ?)", word)
    if path:
        where.add("o.path[1:?] = ?", len(path), list(path))
    counts = " ".join(
        ("SELECT count(*) AS total, count(DISTINCT c.ordinance_id) AS ordinances", _CLAUSES, where.sql)
    )
    page = " ".join(
        (_HITS, _CLAUSES, where.sql, "ORDER BY o.path, o.ordinance_id, c.position LIMIT ? OFFSET ?")
    )
    with ledger.cursor() as cursor:
        counted = fetch(cursor, counts, where.params)[0]
        rows = fetch(cursor, page, [*where.params, min(max(limit, 0), MOST_HITS), max(offset, 0)])
    hits = tuple(Hit(**{**row, "path": tuple(row["path"])}) for row in rows)
    return HitPage(hits, counted["total"], counted["ordinances"])


def paths(ledger: Ledger) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The classifications of the newest edition in order, each with how many ordinances stand right in it."""
    return tuple((tuple(row["path"]), row["ordinances"]) for row in ledger.rows(_PATHS))
