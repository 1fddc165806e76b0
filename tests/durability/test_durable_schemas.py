"""Every schema a release ever had comes forward with all its rows, after a backup, with the chain whole.

``schemas/NAME.sql`` is the DDL as migration NAME released it, ``NAME.json`` the rows of a small ledger written
by that release. When a migration is released, its successor's author adds a pair; none is ever edited.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from ledger_maker import AUTHOR, Clock

from ordinances.lookup import words_of
from review_app.ledger import Ledger, backup, events, lookup, migrations
from review_app.ledger.connection import backup_folder
from review_app.ledger.events import NewEvent
from review_app.ledger.model import QueueQuery
from review_app.workflow import views

SCHEMAS = Path(__file__).with_name("schemas")
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.sql"))
Rows = dict[str, list[dict[str, Any]]]


def build(path: Path, name: str) -> Rows:
    """Make the file as that release left it; gives its rows."""
    rows: Rows = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(path)) as connection:
        connection.execute((SCHEMAS / f"{name}.sql").read_text(encoding="utf-8"))
        for table, found in rows.items():
            for row in found:
                places = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({places})", list(row.values()))  # noqa: S608 - own names
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_a_ledger_of_a_past_release_opens_with_all_it_holds(tmp_path: Path, name: str) -> None:
    """Same events, same cases, same answers; and the next act can be written."""
    path = tmp_path / "tenken.duckdb"
    rows = build(path, name)
    with Ledger.open(path, clock=Clock()) as ledger:
        assert [
            row["name"] for row in ledger.rows("SELECT name FROM migration ORDER BY name")
        ] == migrations.names()
        assert events.verify_chain(ledger) == events.ChainReport(len(rows["event"]), None)
        found = backup.verify(ledger).counts.rows
        assert {table: found[table] for table in found if table != "event"} == {
            table: len(rows[table]) for table in found if table != "event"
        }
        # Texts imported before there was a search are found by it.
        assert lookup.look_up(ledger, words_of("掲示"), limit=9, offset=0).total == 2
        cases = views.queue_all(ledger, "legal", QueueQuery())
        assert {case.facts.state for case in cases} == {"decided", "out_of_scope", "unreviewed"}
        (decided,) = (case for case in cases if case.facts.state == "decided")
        assert decided.facts.answer is not None
        assert decided.facts.answer["practice"] == "目で見ている。"
        events.append(ledger, AUTHOR, [NewEvent("case:new", 1, "act")])
    with Ledger.open(path, clock=Clock()) as again:
        assert events.verify_chain(again) == events.ChainReport(len(rows["event"]) + 1, None)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_backed_up_as_it_was_before_it_is_brought_forward(tmp_path: Path, name: str) -> None:
    """The backup still has the old schema and every row."""
    path = tmp_path / "tenken.duckdb"
    rows = build(path, name)
    Ledger.open(path, clock=Clock()).close()
    (copy,) = backup_folder(path).iterdir()
    assert backup.verify_file(copy).sound
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (len(rows["event"]),)


def test_every_released_migration_but_the_last_has_its_fixture() -> None:
    """A new migration makes the one before it a past schema, which needs a fixture."""
    assert set(migrations.names()[:-1]) <= set(NAMES)
