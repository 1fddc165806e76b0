"""Kill -9 while acts are written: whatever was acknowledged is there, and the chain is whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

from review_app.ledger import Ledger, events

WRITER = """
import sys
from review_app.ledger import Ledger, events
with Ledger.open(sys.argv[1]) as ledger:
    author = events.Author("p", "人", "legal")
    standing = events.last(ledger, "case:a")
    revision = standing.revision if standing else 0
    while True:
        revision += 1
        events.append(ledger, author, [events.NewEvent("case:a", revision, "act", {"n": revision})])
        print(revision, flush=True)
"""
IMPORTER = """
import sys
sys.path.append(sys.argv[2])
from ledger_maker import AUTHOR, incoming
from review_app.ledger import Ledger, imports
imports.CLAUSES_PER_CHUNK = 40
with Ledger.open(sys.argv[1]) as ledger:
    edition, _ = imports.ensure_edition(ledger, AUTHOR, None)
    items = (incoming(f"条例{n}", [f"第{k}" for k in range(10)]) for n in range(400))
    for outcome in imports.write_ordinances(ledger, AUTHOR, edition, items):
        print(outcome.source, flush=True)
"""
KILLS = 3


def test_every_acknowledged_act_survives_being_killed(tmp_path: Path) -> None:
    path = tmp_path / "tenken.duckdb"
    chance = random.Random(9)  # noqa: S311 (moments to kill at, no secret)
    acknowledged = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randint(3, 40)):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split()
        acknowledged = int(rest[-1]) if rest else acknowledged
        with Ledger.open(path) as ledger:
            last = events.last(ledger, "case:a")
            assert last is not None
            assert last.revision >= acknowledged
            assert events.verify_chain(ledger).broken_seq is None


def test_an_import_killed_half_way_keeps_what_it_reported_and_goes_on(tmp_path: Path) -> None:
    path, here = tmp_path / "tenken.duckdb", Path(__file__).parent
    command = [sys.executable, "-c", IMPORTER, str(path), str(here)]
    reported: list[str] = []
    for lines in (5, 60):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importer:
            assert importer.stdout is not None
            reported += [importer.stdout.readline().strip() for _ in range(lines)]
            importer.send_signal(signal.SIGKILL)
            reported += importer.stdout.read().splitlines()[:-1]
        with Ledger.open(path) as ledger:
            whole = ledger.rows(
                "SELECT o.source FROM ordinance o JOIN clause c USING (ordinance_id) "
                "GROUP BY ALL HAVING count(*) = any_value(o.clause_count)"
            )
            assert set(reported) <= {row["source"] for row in whole}
            assert ledger.rows("SELECT count(*) AS n FROM ordinance") == [{"n": len(whole)}]
            assert events.verify_chain(ledger).broken_seq is None
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert len(done) == 400
    with Ledger.open(path) as ledger:
        assert ledger.rows("SELECT count(*) AS n FROM clause") == [{"n": 4000}]
