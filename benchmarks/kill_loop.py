"""Kill -9 at random moments: is every acknowledged act still there afterwards?

    python benchmarks/kill_loop.py --kills 200 [--seed 1] [--folder DIR]

Each round one worker imports, extracts, decides or backs up (``kill_work``) and is killed at a random moment;
then the ledger is opened as its user would open it, every act acknowledged so far is looked up, and the audit
chain is verified. The last line is one JSON object; exit code 1 when anything was lost. A kill leaves what the
system has been told to write; a power cut is as safe only as far as the disk keeps its promise to ``fsync``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kill_work import acknowledgements

from review_app.ledger import Ledger, LedgerError
from review_app.ledger.backup import verify_file
from review_app.ledger.connection import backup_folder
from review_app.ledger.events import verify_chain

KINDS = ("import", "extract", "decide", "backup")
LONGEST = {"import": 2.0, "extract": 3.0, "decide": 2.0, "backup": 3.0}  # seconds before the kill
WORKER = Path(__file__).with_name("kill_work.py")
Ack = tuple[str, str, int]


@dataclass(slots=True)
class Report:
    """What the loop found; ``lost`` counts acknowledged acts that were not there."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    chain_ok: bool = True
    opened: bool = True
    events: int = 0
    by_work: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """True when nothing was lost and every file opened with a whole chain."""
        return self.chain_ok and self.opened and self.lost == 0

    def line(self) -> str:
        """The report as one JSON object."""
        names = ("kills", "lost", "chain_ok", "opened", "acknowledged", "events")
        values = {name: getattr(self, name) for name in names}
        return json.dumps({**values, "by_work": dict(self.by_work), "seconds": round(self.seconds, 1)})


class Workers:
    """The process that forks workers; a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Workers:
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def kill_one(self, kind: str, db: Path, number: int, after: float) -> None:
        """Start a worker and kill it ``after`` seconds; RuntimeError when it had stopped by itself."""
        if self._process.stdin is None:
            raise RuntimeError("the workers have no input")
        self._process.stdin.write(f"{kind}\t{db}\t{number}\n")
        self._process.stdin.flush()
        worker = int(self._answer())
        time.sleep(after)
        os.kill(worker, signal.SIGKILL)
        if (end := self._answer()) != "killed":
            raise RuntimeError(f"the worker {end}: {kind}, round {number}")

    def _answer(self) -> str:
        if self._process.stdout is None:
            raise RuntimeError("the workers have no output")
        return self._process.stdout.readline().strip()


def run(folder: Path, kills: int, seed: int = 1) -> Report:
    """Kill ``kills`` workers on a ledger in ``folder`` and report what became of their acts."""
    started, chance, report = time.monotonic(), random.Random(seed), Report()  # noqa: S311 (moments, no secret)
    db = folder / "tenken.duckdb"
    subprocess.run([sys.executable, str(WORKER), str(db)], check=True)
    with Workers() as workers:
        for number in range(1, kills + 1):
            kind = KINDS[number % len(KINDS)]
            before = len(read_acks(db))
            # Numbers far apart, since a worker counts on by itself.
            workers.kill_one(kind, db, number * 1000, chance.uniform(0.01, LONGEST[kind]))
            report.kills += 1
            report.by_work[kind] += 1
            check(db, read_acks(db)[before:], report)
            drop_old_backups(db)
    check(db, [ack for ack in read_acks(db) if ack[0] != "backup"], report)
    report.acknowledged = len(read_acks(db))
    report.seconds = time.monotonic() - started
    return report


def read_acks(db: Path) -> list[Ack]:
    """All acknowledged acts, in order."""
    path = acknowledgements(db)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.split("\t") for line in lines]
    return [(act, subject, int(figure)) for act, subject, figure in rows]


def check(db: Path, acks: list[Ack], report: Report) -> None:
    """Open the ledger and look up what was acknowledged; adds what is missing to the report."""
    try:
        with Ledger.open(db) as ledger:
            chain = verify_chain(ledger)
            report.chain_ok = report.chain_ok and chain.broken_seq is None
            report.events = chain.events
            report.lost += sum(missing(ledger, acks).values())
    except LedgerError as error:
        print(error)
        report.opened, report.lost = False, report.lost + len(acks)


def missing(ledger: Ledger, acks: list[Ack]) -> Counter[str]:
    """How many acknowledged acts of each kind the ledger does not hold."""
    present = {
        "import": _pairs(
            ledger, "SELECT o.source, count(*) FROM ordinance o JOIN clause USING (ordinance_id)"
        ),
        "extract": _extracted(ledger),
        "decide": {(row["subject"][5:], row["revision"]) for row in ledger.rows("SELECT * FROM event")},
    }
    lost: Counter[str] = Counter()
    for act, subject, figure in acks:
        there = _sound(Path(subject), figure) if act == "backup" else (subject, figure) in present[act]
        lost[act] += not there
    return lost


def _pairs(ledger: Ledger, sql: str) -> set[tuple[str, int]]:
    rows = ledger.rows(f"{sql} GROUP BY ALL")
    return {(str(first), int(second)) for first, second in (row.values() for row in rows)}


def _extracted(ledger: Ledger) -> set[tuple[str, int]]:
    """(ordinance and run, candidates): where the count recorded is that of the candidates really there."""
    return _pairs(
        ledger,
        "SELECT concat(e.ordinance_id, ' ', e.run_id), e.candidates FROM extraction e "
        "WHERE e.candidates = (SELECT count(*) FROM candidate c "
        "WHERE c.ordinance_id = e.ordinance_id AND c.run_id = e.run_id)",
    )


def _sound(path: Path, least_events: int) -> bool:
    try:
        found = verify_file(path)
    except LedgerError as error:
        print(error)
        return False
    return found.sound and found.counts.rows["event"] >= least_events


def drop_old_backups(db: Path) -> None:
    """Remove the backups already checked: hundreds of rounds would fill the disk."""
    for path in backup_folder(db).glob("*"):
        path.unlink()


def main() -> int:
    """Run the loop from the command line; 0 when nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        report = run(Path(folder), chosen.kills, chosen.seed)
    print(report.line())
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
