"""Bulk writes through Arrow: columns in, one INSERT per chunk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from review_app.ledger.connection import Cursor

_TEXTS = pa.list_(pa.string())


def insert(cursor: Cursor, table: str, schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert ``rows`` (tuples in the order of ``schema``) into ``table`` by column name.

    ``table`` is one of the ledger's own names, never a user's text.
    """
    if not rows:
        return
    columns = [
        pa.array(column, type=field.type)
        for column, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    cursor.register("bulk_chunk", pa.Table.from_arrays(columns, schema=schema))
    try:
        cursor.execute(" ".join(("INSERT INTO", table, "BY NAME SELECT * FROM bulk_chunk")))
    finally:
        cursor.unregister("bulk_chunk")


def next_id(cursor: Cursor, table: str, column: str) -> int:
    """One more than the highest id in ``table`` (own names only); ids are given inside the append lock."""
    row = cursor.execute(" ".join(("SELECT coalesce(max(", column, "), 0) + 1 FROM", table))).fetchone()
    return int(row[0]) if row else 1


def digest(*parts: str) -> str:
    """A 16-digit hex key of some texts, the same in every edition and on every machine."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


ORDINANCE = pa.schema(
    [
        ("ordinance_id", pa.int64()),
        ("edition_id", pa.int32()),
        ("ordinance_key", pa.string()),
        ("source", pa.string()),
        ("sha256", pa.string()),
        ("text_hash", pa.string()),
        ("size", pa.int64()),
        ("encoding", pa.string()),
        ("kind", pa.string()),
        ("number", pa.string()),
        ("title", pa.string()),
        ("promulgated", pa.string()),
        ("promulgated_on", pa.date32()),
        ("path", _TEXTS),
        ("notes", _TEXTS),
        ("clause_count", pa.int32()),
    ]
)

CLAUSE = pa.schema(
    [
        ("clause_id", pa.int64()),
        ("edition_id", pa.int32()),
        ("ordinance_id", pa.int64()),
        ("clause_key", pa.string()),
        ("text_hash", pa.string()),
        ("position", pa.int32()),
        ("part", pa.string()),
        ("locator", pa.string()),
        ("article", pa.string()),
        ("paragraph", pa.string()),
        ("items", _TEXTS),
        ("caption", pa.string()),
        ("headings", _TEXTS),
        ("lead", _TEXTS),
        ("text", pa.string()),
    ]
)

EXTRACTION = pa.schema(
    [
        ("ordinance_id", pa.int64()),
        ("run_id", pa.int32()),
        ("rules_hash", pa.string()),
        ("candidates", pa.int32()),
    ]
)

CANDIDATE = pa.schema(
    [
        ("candidate_id", pa.int64()),
        ("case_id", pa.string()),
        ("run_id", pa.int32()),
        ("ordinance_id", pa.int64()),
        ("clause_id", pa.int64()),
        ("position", pa.int32()),
        ("locator", pa.string()),
        ("label", pa.string()),
        ("score", pa.float64()),
        ("rules", _TEXTS),
        ("spans", pa.string()),
        ("modality", pa.string()),
        ("frequency", pa.string()),
        ("digital_alternative", pa.string()),
        ("authority", pa.string()),
        ("phase", pa.int8()),
        ("category", pa.string()),
        ("flags", _TEXTS),
        ("explanation", pa.string()),
        ("pattern", pa.string()),
    ]
)

REVIEW_CASE = pa.schema(
    [
        ("case_id", pa.string()),
        ("ordinance_key", pa.string()),
        ("clause_key", pa.string()),
        ("locator", pa.string()),
        ("label", pa.string()),
        ("origin", pa.string()),
        ("created_at", pa.timestamp("us")),
    ]
)
