"""How the app feels in a large city: the real app in a real browser, alone and with everybody at work at once.

    python benchmarks/app.py [--folder DIR] [--tries 7] [--port PORT]

Makes (once; kept in ``--folder``) a ledger of 20,000 candidates, 1,500 ordinances, 300 people and 40
departments with half a year of history, serves a copy of it, and measures in Chromium, one person being there:
the first paint of the queue, the next case, a save. Then 50 people act at once through the service layer while
8 browsers act as well; what was acknowledged is compared with the rows of the ledger. Last, axe on every page of
every role.

The last line is one JSON object: ``queue_paint_s`` (from opening the page to the list), ``next_case_s`` (from
the key to the next clause), ``save_s`` (from the key to being told), medians; ``errors``, ``axe_serious``,
``acts``, ``refused`` (told that a colleague was faster), ``lost``, ``doubled``, ``ledger_candidates``, and the
medians by page.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import app_city
import app_eight
import app_screen
from app_city import Person, Size
from app_crowd import Told
from playwright.sync_api import BrowserContext

from review_app.ledger import Ledger
from review_app.ledger import audit as audits
from review_app.ledger.audit_rows import AuditQuery
from review_app.ledger.model import QueueQuery
from review_app.pages.shell import MENUS
from review_app.workflow import views

SAVES, CROWD, CROWD_ACTS, BROWSER_ACTS = 10, 50, 8, 5
MEASURED = {"legal": "hosei3", "department": "tanto005", "manager": "bucho2", "admin": "admin1"}
QUEUES = {"legal": "/triage", "department": "/answer", "manager": "/decide"}
EIGHT = ("hosei4", "hosei5", "hosei6", "tanto000", "tanto001", "tanto002", "tanto003", "bucho2")


@dataclass(frozen=True, slots=True)
class Served:
    """The app at work: its address, its process, and where it writes what goes wrong."""

    address: str
    process: subprocess.Popen[str]
    log: Path

    def crowd(self, each: int) -> None:
        """Let the crowd loose; ``answer`` waits for the end."""
        assert self.process.stdin  # noqa: S101 - opened below
        self.process.stdin.write(f"crowd {each}\n")
        self.process.stdin.flush()

    def answer(self) -> Told:
        """What the crowd was told."""
        assert self.process.stdout  # noqa: S101 - as above
        found: Told = json.loads(self.process.stdout.readline())
        return found


def crowd_of(people: Sequence[Person]) -> list[Person]:
    """Fifty people who are not at the browsers: legal affairs, managers, departments."""
    away = {*EIGHT, *MEASURED.values()}
    free = [one for one in people if one.login not in away and one.role != "admin"]
    few = [one for one in free if one.role != "department"]
    return [*few, *(one for one in free if one.role == "department")][:CROWD]


@contextmanager
def served(ledger: Path, port: int, crowd: list[Person]) -> Iterator[Served]:
    """Serve a ledger, ended when left."""
    log = ledger.with_suffix(".log")
    program = Path(__file__).with_name("app_server.py")
    command = [
        sys.executable,
        str(program),
        str(ledger),
        str(port),
        json.dumps([asdict(one) for one in crowd]),
    ]
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            wait_for(port, process, log)
            yield Served(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_for(port: int, process: subprocess.Popen[str], log: Path) -> None:
    """Wait until the server answers; its log is told when it does not."""
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(log.read_text(encoding="utf-8"))
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def paints(context: BrowserContext, tries: int) -> dict[str, tuple[float, float]]:
    """Each role's queue, opened again and again: medians to the list and to the clause."""
    found = {}
    for role, path in QUEUES.items():
        page = app_screen.sign_in(context, MEASURED[role])
        measured = [app_screen.paint(page, path) for _ in range(tries)]
        found[path] = tuple(statistics.median(part) for part in zip(*measured, strict=True))
        print(f"{path}: list {found[path][0]:.2f} s, clause {found[path][1]:.2f} s")
        page.close()
    return found


def steps(context: BrowserContext, tries: int) -> dict[str, float]:
    """Each role's next case by its key: medians."""
    found = {}
    for role, path in QUEUES.items():
        page = app_screen.sign_in(context, MEASURED[role])
        app_screen.paint(page, path)
        app_screen.watch(page)
        measured = [app_screen.press(page, "j", "next")["next"] for _ in range(2 * tries)]
        found[path] = statistics.median(measured)
        print(f"{path}: next case {found[path]:.2f} s ({min(measured):.2f} to {max(measured):.2f})")
        page.close()
    return found


def saves(context: BrowserContext, path: str, role: str) -> tuple[float, float]:
    """Decisions by key 1: medians to being told so, and to the next case."""
    page = app_screen.sign_in(context, MEASURED[role])
    app_screen.paint(page, path)
    app_screen.watch(page)
    measured = []
    for _ in range(SAVES):
        measured.append(app_screen.press(page, "1", "saved"))
        page.wait_for_selector("[data-testid=stToast]", state="detached")
    told = statistics.median(one["saved"] for one in measured)
    following = statistics.median(one.get("next", one["saved"]) for one in measured)
    print(f"{path}: told {told:.2f} s, next case after it {following:.2f} s")
    page.close()
    return told, following


def accessibility(context: BrowserContext) -> list[str]:
    """The serious faults of every page of every role."""
    found = []
    for role, menu in MENUS.items():
        page = app_screen.sign_in(context, MEASURED[role.value])
        for place in menu:
            page.goto(f"/{place.path}")
            faults = app_screen.faults(page)
            found += [f"{role.value} /{place.path}: {fault}" for fault in faults]
        page.close()
    print(f"axe: {found or 'nothing serious'}")
    return found


def compare(ledger: Path, since: int, crowd: Told, seen: app_eight.Seen) -> tuple[int, int, int]:
    """Acts acknowledged, and of these lost (not in the ledger), and rows that nobody was told of (doubled)."""
    with Ledger.open(ledger) as opened:
        rows = [
            row
            for row in audits.audit(opened, AuditQuery(subject="case:", limit=5_000)).rows
            if row.seq > since
        ]
    told = {tuple(one) for one in crowd["acknowledged"]}
    people = {login for login, *_ in told}
    stored = {(row.person_id, row.subject[5:], row.revision) for row in rows if row.person_id in people}
    shown = Counter(seen.acknowledged)
    kept = Counter((row.person_id, row.subject[5:]) for row in rows if row.person_id in EIGHT)
    lost = len(told - stored) + (shown - kept).total()
    doubled = len(stored - told) + (kept - shown).total()
    return len(told) + shown.total(), lost, doubled


def last_seq(ledger: Path) -> int:
    """The number of the ledger's last event."""
    with Ledger.open(ledger) as opened:
        return audits.audit(opened, AuditQuery(limit=1)).rows[0].seq


def measure(ledger: Path, port: int, tries: int) -> dict[str, object]:
    """Everything, on a ledger of one's own; gives what the last line says."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        raise SystemExit("no chromium on this machine")
    everybody = app_city.people(Size())
    crowd = crowd_of(everybody)
    eight = [one for one in everybody if one.login in EIGHT]
    with Ledger.open(ledger) as opened:
        candidates = views.queue(opened, MEASURED["legal"], QueueQuery(limit=0)).total
    with served(ledger, port, crowd) as app, app_screen.browser_context(chromium, app.address) as context:
        cold = app_screen.paint(app_screen.sign_in(context, MEASURED["legal"]), "/triage")
        painted = paints(context, tries)
        stepped = steps(context, tries)
        told = {
            path: saves(context, path, role) for path, role in (("/triage", "legal"), ("/decide", "manager"))
        }
        faults = accessibility(context)
    since = last_seq(ledger)
    with served(ledger, port, crowd) as app:
        app.crowd(CROWD_ACTS)
        seen = app_eight.work(chromium, app.address, eight, BROWSER_ACTS)
        answered = app.answer()
        failures = app.log.read_text(encoding="utf-8").count("page failed")
    acts, lost, doubled = compare(ledger, since, answered, seen)
    errors = [*answered["errors"], *seen.errors]
    for error in errors:
        print("error:", error)
    return {
        "queue_paint_s": round(statistics.median(one for one, _ in painted.values()), 3),
        "next_case_s": round(statistics.median(stepped.values()), 3),
        "save_s": round(statistics.median(one for one, _ in told.values()), 3),
        "errors": len(errors) + failures,
        "axe_serious": len(faults),
        "acts": acts,
        "refused": answered["refused"] + seen.refused,
        "lost": lost,
        "doubled": doubled,
        "ledger_candidates": candidates,
        "first_visit_s": round(cold[0], 3),
        "clause_paint_s": round(statistics.median(one for _, one in painted.values()), 3),
        "next_case_after_save_s": round(statistics.median(one for _, one in told.values()), 3),
        "crowd_act_s": round(float(answered["act_s"]), 3),
        "queue_paint_by_page": {path: round(one, 3) for path, (one, _) in painted.items()},
        "next_case_by_page": {path: round(one, 3) for path, one in stepped.items()},
        "save_by_page": {path: round(one, 3) for path, (one, _) in told.items()},
    }


def main() -> None:
    """Run as described above."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "tenken-app-benchmark")
    options.add_argument("--tries", type=int, default=7)
    options.add_argument("--port", type=int, default=0)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    made = app_city.ledger_of(given.folder, Size())
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        ledger = Path(folder) / "city.duckdb"
        shutil.copyfile(made, ledger)
        print(json.dumps(measure(ledger, given.port or free_port(), given.tries)))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
