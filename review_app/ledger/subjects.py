"""What the subjects of events are called: the place of a case, the title of an ordinance."""

from __future__ import annotations

from collections.abc import Iterable

from review_app.ledger.connection import Ledger

# The newest title an ordinance had; a case keeps its place even when the text has gone since.
_TITLES = """
SELECT ordinance_key, arg_max(title, ordinance_id) AS title FROM ordinance
WHERE ordinance_key = ANY(?) GROUP BY ordinance_key
"""
_CASES = "SELECT case_id, ordinance_key, locator, label FROM review_case WHERE case_id = ANY(?)"


def titles(ledger: Ledger, ordinance_keys: Iterable[str]) -> dict[str, str]:
    """Give the titles of ordinances by key; those unknown are left out."""
    rows = ledger.rows(_TITLES, [sorted(set(ordinance_keys))])
    return {row["ordinance_key"]: row["title"] for row in rows}


def cases(ledger: Ledger, case_ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Give title, locator and type of cases by id; those unknown are left out."""
    found = ledger.rows(_CASES, [sorted(set(case_ids))])
    named = titles(ledger, (row["ordinance_key"] for row in found))
    return {
        row["case_id"]: (named.get(row["ordinance_key"], ""), row["locator"], row["label"]) for row in found
    }
