"""The searchable form of every clause (全文検索), kept beside the clause: folded once, when it is imported."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from ordinances.lookup import fold
from review_app.ledger import bulk
from review_app.ledger.connection import Cursor
from review_app.ledger.migrations import migration

# ``folded``: ``lookup.fold`` of caption and text, parted by a sign that no folded word holds. Scanned, not indexed: see
# docs/performance.md.
_TABLE = """
CREATE TABLE clause_lookup (clause_id BIGINT NOT NULL, edition_id INTEGER NOT NULL, folded VARCHAR NOT NULL)
"""
_PART = "\n"
_AT_A_TIME = 20_000
LOOKUP = pa.schema([("clause_id", pa.int64()), ("edition_id", pa.int32()), ("folded", pa.string())])


def write(cursor: Cursor, clauses: Sequence[tuple[int, int, str, str]]) -> None:
    """Store the searchable form of clauses given as (clause id, edition id, caption, text)."""
    rows = [
        (clause, edition, fold(caption) + _PART + fold(text)) for clause, edition, caption, text in clauses
    ]
    bulk.insert(cursor, "clause_lookup", LOOKUP, rows)


@migration("0004_lookup")
def lookup(cursor: duckdb.DuckDBPyConnection) -> None:
    """The searchable form of the clauses imported so far, and a place for those to come."""
    cursor.execute(_TABLE)
    last = 0
    while rows := _after(cursor, last):
        write(cursor, rows)
        last = rows[-1][0]


def _after(cursor: Cursor, clause_id: int) -> list[tuple[int, int, str, str]]:
    sql = "SELECT clause_id, edition_id, caption, text FROM clause WHERE clause_id > ? ORDER BY clause_id LIMIT ?"
    found: list[tuple[int, int, str, str]] = cursor.execute(sql, [clause_id, _AT_A_TIME]).fetchall()
    return found
