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
KILLS = 4


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
