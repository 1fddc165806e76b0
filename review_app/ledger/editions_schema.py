"""What ties an edition to those before it (版の対応): facts derived once, when the edition is extracted."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from review_app.ledger.migrations import migration

# ordinance_link: an ordinance of the edition and the one it comes from (origin_id NULL: newly enacted), or
# with ordinance_id NULL one that is gone (repealed). clause_link: the same for clauses of linked ordinances;
# ``identity`` is the clause key that cases hang on, inherited from the origin; ``parent`` that of the clause it
# was split from. A split repeats an origin_id, a merge repeats a clause_id.
_TABLES = """
CREATE TABLE ordinance_link (
    edition_id INTEGER NOT NULL,
    ordinance_id BIGINT UNIQUE,
    origin_id BIGINT,
    change VARCHAR NOT NULL
);

CREATE TABLE clause_link (
    edition_id INTEGER NOT NULL,
    ordinance_id BIGINT NOT NULL,
    clause_id BIGINT,
    origin_id BIGINT,
    change VARCHAR NOT NULL,
    identity VARCHAR NOT NULL,
    parent VARCHAR,
    renumbered BOOLEAN NOT NULL
);

CREATE TABLE ordinance_carried (ordinance_id BIGINT PRIMARY KEY, edition_id INTEGER NOT NULL);

CREATE VIEW clause_identity AS
SELECT c.clause_id, c.ordinance_id, coalesce(l.identity, c.clause_key) AS identity, l.parent
FROM clause c LEFT JOIN clause_link l ON l.clause_id = c.clause_id AND l.change <> 'merged';
"""

ORDINANCE_LINK = pa.schema(
    [
        ("edition_id", pa.int32()),
        ("ordinance_id", pa.int64()),
        ("origin_id", pa.int64()),
        ("change", pa.string()),
    ]
)
CLAUSE_LINK = pa.schema(
    [
        ("edition_id", pa.int32()),
        ("ordinance_id", pa.int64()),
        ("clause_id", pa.int64()),
        ("origin_id", pa.int64()),
        ("change", pa.string()),
        ("identity", pa.string()),
        ("parent", pa.string()),
        ("renumbered", pa.bool_()),
    ]
)
CARRIED = pa.schema([("ordinance_id", pa.int64()), ("edition_id", pa.int32())])


@migration("0002_editions")
def editions(cursor: duckdb.DuckDBPyConnection) -> None:
    """The links between editions, and which ordinances' cases were carried over."""
    cursor.execute(_TABLES)
