"""Any change of any column of any event shows, whatever it is changed to (property over the table itself)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ledger_maker import AUTHOR, open_ledger

from review_app.ledger import Ledger, events
from review_app.ledger.events import COLUMNS, NewEvent
from review_app.ledger.model import CaseFacts

EVENTS = 6
FACTS = CaseFacts(
    state="answered", department_id="park", due_on=date(2026, 12, 1), tags=("paperless",), answer={"a": 1}
)
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
DAY = st.dates(date(1, 1, 2), date(9999, 12, 30))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "BIGINT": st.integers(-(2**62), 2**62),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "TIMESTAMP": st.datetimes(datetime(1700, 1, 1), datetime(9000, 1, 1)),
    "VARCHAR": TEXT,
    "JSON": st.dictionaries(TEXT, st.integers(), max_size=2).map(events.canonical),
    "VARCHAR[]": st.lists(TEXT, max_size=3),
    "DATE": DAY,
    "BOOLEAN": st.booleans(),
    "DOUBLE": st.floats(allow_nan=False, width=64),
}


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder: Path = tmp_path_factory.mktemp("chain")
    with open_ledger(folder) as ledger:
        for revision in range(1, EVENTS + 1):
            events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act", {"n": revision}, facts=FACTS)])
        yield ledger


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_is_put_into_whatever_column_shows(chained: Ledger, data: st.DataObject) -> None:
    """One cell of one row is given another value inside a transaction that is rolled back afterwards."""
    kinds = {
        row["column_name"]: row["data_type"]
        for row in chained.rows(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'event'"
        )
    }
    assert set(kinds) == set(COLUMNS)
    column = data.draw(st.sampled_from(COLUMNS))
    seq = data.draw(st.integers(1, EVENTS))
    with chained.cursor() as cursor:
        row = cursor.execute(f"SELECT {column} FROM event WHERE seq = ?", [seq]).fetchone()  # noqa: S608 - own names
        assert row is not None
        value = data.draw(VALUES[kinds[column]].filter(lambda value: value != row[0]))
        # The keys themselves refuse a number that another row has.
        assume(column not in ("seq", "revision") or not 1 <= value <= EVENTS)
        cursor.begin()
        try:
            cursor.execute(f"UPDATE event SET {column} = ? WHERE seq = ?", [value, seq])  # noqa: S608 - own names
            assert events.verify_cursor(cursor).broken_seq is not None, (column, value)
        finally:
            cursor.rollback()
    assert events.verify_chain(chained) == events.ChainReport(EVENTS, None)


@settings(max_examples=20, deadline=None)
@given(seq=st.integers(1, EVENTS - 1))
def test_a_row_taken_out_of_the_chain_shows(chained: Ledger, seq: int) -> None:
    """The last row alone leaves no gap: backups witness that (test_durable_backup)."""
    with chained.cursor() as cursor:
        cursor.begin()
        try:
            cursor.execute("DELETE FROM event WHERE seq = ?", [seq])
            assert events.verify_cursor(cursor).broken_seq == seq + 1
        finally:
            cursor.rollback()
