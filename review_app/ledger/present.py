"""The present of a few cases: ``case_now``, ``case_place`` and ``ordinance_now`` for these alone.

The names stand before those of the views (a WITH hides a view of its name), so that one query serves both.
"""

from __future__ import annotations

THESE = "SELECT unnest(?) AS case_id"
ON_CLAUSE = "SELECT DISTINCT case_id FROM candidate WHERE clause_id = ?"
IN_ORDINANCE = "SELECT DISTINCT case_id FROM candidate WHERE ordinance_id = ?"

_CTE = """
case_now AS MATERIALIZED (
    SELECT substr(subject, 6) AS case_id, * FROM event
    WHERE subject IN (SELECT 'case:' || case_id FROM wanted)
    QUALIFY revision = max(revision) OVER (PARTITION BY subject)
),
case_place AS MATERIALIZED (
    SELECT c.*, c.run_id = 0 OR c.run_id = latest.run_id AS current
    FROM candidate c
    LEFT JOIN (SELECT ordinance_id, max(run_id) AS run_id FROM extraction GROUP BY ordinance_id) latest
        ON latest.ordinance_id = c.ordinance_id
    WHERE c.case_id IN (SELECT case_id FROM wanted)
    QUALIFY c.candidate_id = max(c.candidate_id) OVER (PARTITION BY c.case_id)
)
"""
OF_THESE = "SELECT o.ordinance_key FROM case_place p JOIN ordinance o ON o.ordinance_id = p.ordinance_id"
OF_ORDINANCE = "SELECT ordinance_key FROM ordinance WHERE ordinance_id = ?"

_OWNERS = """
ordinance_now AS MATERIALIZED (
    SELECT substr(subject, 11) AS ordinance_key, payload ->> '$.department_id' AS department_id, revision FROM event
    WHERE subject IN (SELECT 'ordinance:' || ordinance_key FROM named)
    QUALIFY revision = max(revision) OVER (PARTITION BY subject)
)
"""


def of(wanted: str) -> str:
    """Give the WITH that holds the present of the cases ``wanted`` gives (one of the queries above)."""
    return f"WITH wanted AS MATERIALIZED ({wanted}), {_CTE}"


def with_owners(wanted: str, named: str) -> str:
    """Give the same WITH with ``ordinance_now`` of the ordinances whose keys ``named`` gives (one of the two above)."""
    return f"{of(wanted)}, named AS MATERIALIZED ({named}), {_OWNERS}"
