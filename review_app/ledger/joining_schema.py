"""What joining cases needs of the schema (案件のまとめ): whom a case is joined to, and the pattern of its sentence."""

from __future__ import annotations

import duckdb

from review_app.ledger.migrations import migration

# A view's columns are bound when it is made, so both are made anew.
_TABLES = """
ALTER TABLE event ADD COLUMN joined_to VARCHAR;
ALTER TABLE event ADD COLUMN joined VARCHAR[];
ALTER TABLE candidate ADD COLUMN pattern VARCHAR;

CREATE OR REPLACE VIEW case_now AS
SELECT substr(subject, 6) AS case_id, * FROM event
WHERE seq IN (SELECT max(seq) FROM event WHERE starts_with(subject, 'case:') GROUP BY subject);

CREATE OR REPLACE VIEW case_place AS
SELECT c.*, c.run_id = 0 OR c.run_id = latest.run_id AS current
FROM candidate c
LEFT JOIN (SELECT ordinance_id, max(run_id) AS run_id FROM extraction GROUP BY ordinance_id) latest
    ON latest.ordinance_id = c.ordinance_id
WHERE c.candidate_id IN (SELECT max(candidate_id) FROM candidate GROUP BY case_id);
"""
_TEXTS = "SELECT DISTINCT c.clause_id, c.text FROM clause c JOIN candidate p ON p.clause_id = c.clause_id"
_FILL = """
UPDATE candidate SET pattern = known.pattern
FROM (SELECT unnest(?) AS clause_id, unnest(?) AS pattern) known WHERE known.clause_id = candidate.clause_id
"""


@migration("0003_joining")
def joining(cursor: duckdb.DuckDBPyConnection) -> None:
    """The columns, and the patterns of the candidates found so far."""
    cursor.execute(_TABLES)
    rows = cursor.execute(_TEXTS).fetchall()
    if rows:
        from extractor.similar import fingerprint  # noqa: PLC0415 - loads spaCy, for ledgers with candidates only

        cursor.execute(_FILL, [[row[0] for row in rows], [fingerprint(row[1]) for row in rows]])
