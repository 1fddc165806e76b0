"""The demo: a whole city, made through the real parts, the same each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from review_app import cli
from review_app.commands import console
from review_app.ledger import Ledger, backup
from review_app.ledger.model import QueueQuery
from review_app.workflow import accounts, passwords, views
from review_app.workflow.machine import State


def test_the_demo_is_a_city_at_work_and_is_made_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap = PasswordHasher(
        time_cost=1, memory_cost=8, parallelism=1
    )  # thirty accounts at full cost take long
    monkeypatch.setattr(passwords, "_hasher", cheap)
    path = tmp_path / "demo.duckdb"
    assert console.run(cli.app, ["demo", "--no-serve", "--db", str(path)]) == 0
    said = capsys.readouterr()
    given = dict(re.findall(r"│ (\w+) +│ ([\w-]{12,}) +│", said.out))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["demo.cache.sqlite3", "demo.duckdb"]
    with Ledger.open(path) as ledger:
        assert backup.verify(ledger).sound
        legal = accounts.sign_in(ledger, "honma", given["honma"], ledger.now(), "test")
        assert not legal.must_change
        page = views.queue(ledger, "honma", QueueQuery())
        states = {facet.value for facet in page.facets["state"]}
        assert states == {state.value for state in State} - {"recheck"}
        assert len(page.facets["label"]) == 8
        progress = views.progress(ledger, "kuroda")
        assert len(progress.months) >= 4
        assert sum(cell.hours_staff for cell in progress.cells) > 0
        work = views.work(ledger, "kuroda")
        assert work.overdue > 0
        assert work.due_soon > 0
        before = ledger.rows("SELECT count(*) AS n FROM event")
    assert console.run(cli.app, ["demo", "--no-serve", "--db", str(path)]) == 0
    again = capsys.readouterr()
    assert "作成済み" in again.err
    assert not any(password in again.out + again.err for password in given.values())
    with Ledger.open(path) as ledger:
        assert ledger.rows("SELECT count(*) AS n FROM event") == before
