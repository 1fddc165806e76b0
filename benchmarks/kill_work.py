"""The work that ``kill_loop`` kills: endless importing, extracting, deciding and backing up of one ledger.

Run as a process it loads everything once, then forks one worker for each line ``WORK DB ROUND`` on its
standard input and answers with the worker's process number, then ``gone`` when it is dead. A worker writes
each act to the acknowledgement file beside the ledger only after the call that did it has returned; the
write goes straight to the system, which keeps it when the process is killed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from extractor import THRESHOLD, Extractor
from ordinances import read
from review_app.commands.console import Tally
from review_app.commands.importing import readable
from review_app.ledger import Ledger, LedgerError, extraction, imports
from review_app.ledger.backup import back_up
from review_app.ledger.model import CaseRow, QueueQuery
from review_app.workflow import accounts, acts, departments, views
from review_app.workflow.actors import SYSTEM, SYSTEM_AUTHOR
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Answer, Assign, Note, Payload

Say = Callable[[str, object, object], None]

# What DuckDB loads at its first query.
LAZY = ("_strptime", "dateutil.parser", "pandas", "pyarrow")
PEOPLE = {"legal": None, "manager": None, "department": "kouen"}
TEXT = """○みどり野市試験{number}条例

平成15年条例第{number}号

第1条　市長は、毎年1回以上、第{number}号施設の損傷の有無を目視により点検しなければならない。
第2条　市長は、前条の結果を記載した書面を事務所の見やすい場所に掲示しなければならない。
第3条　管理者は、{number}号台帳を備え置き、関係者の閲覧に供しなければならない。
第4条　この条例の施行に関し必要な事項は、規則で定める。
"""
ANSWER = Answer(
    in_scope=True,
    practice="職員が見ている。",
    needs_review=False,
    review_reason="書面を要しない。",
    policy="no_review",
)
# From each state one step: who, what, with what. The cycle never ends.
STEPS: dict[str, tuple[str, Act, Payload]] = {
    "unreviewed": ("legal", Act.CONFIRM, Note()),
    "in_scope": ("legal", Act.ASSIGN, Assign(department_id="kouen")),
    "inquiring": ("department", Act.ANSWER, ANSWER),
    "answered": ("legal", Act.CHECK, Note()),
    "checked": ("manager", Act.DECIDE, Note()),
    "decided": ("legal", Act.RECHECK, Note()),
    "recheck": ("legal", Act.CONFIRM, Note()),
}


def acknowledgements(db: Path) -> Path:
    """The file of acknowledged acts of a ledger: one tab-separated line each."""
    return db.with_suffix(".acknowledged")


def prepare(db: Path) -> None:
    """Make the ledger with its people, a few ordinances and their candidates."""
    with Ledger.open(db) as ledger:
        departments.add(ledger, SYSTEM, [departments.form("kouen", "公園緑地課")])
        for role, department in PEOPLE.items():
            form = accounts.person_form(role, role, role, department)
            password = accounts.add_person(ledger, SYSTEM, form)
            accounts.change_password(ledger, role, password, f"{password}-2")
        import_texts(ledger, db, 0, lambda *_: None)
        extract(ledger, Extractor.load(), 0, lambda *_: None)


def import_texts(ledger: Ledger, db: Path, number: int, say: Say) -> None:
    """Read a folder of eight new texts into the ledger, a chunk for every two."""
    folder = db.parent / "texts" / str(number)
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(number * 8, number * 8 + 8):
        (folder / f"{place}.txt").write_text(TEXT.format(number=place + 1), encoding="utf-8")
    imports.CLAUSES_PER_CHUNK = 8
    edition, _ = imports.ensure_edition(ledger, SYSTEM_AUTHOR, None)
    incoming = readable(Tally(quiet=True), read([folder]))
    for outcome in imports.write_ordinances(ledger, SYSTEM_AUTHOR, edition, incoming):
        if outcome.status == "imported":
            say("import", outcome.source, outcome.clauses)


def extract(ledger: Ledger, extractor: Extractor, number: int, say: Say) -> None:
    """Extract the whole edition as if the rules had changed, one ordinance a transaction."""
    edition = imports.current_edition(ledger)
    if edition is None:
        raise LedgerError("no edition to extract")
    rules = f"rules-{number}"
    run = extraction.start_run(ledger, edition[0], rules, {}, "serial", 1)
    for item in extraction.pending(ledger, edition[0], rules):
        found = [one for one in extractor.extract(item.clauses) if one.score >= THRESHOLD]
        extraction.write(ledger, SYSTEM_AUTHOR, run, [extraction.Extracted(item, found)])
        say("extract", f"{item.ordinance_id} {run.run_id}", len(found))


def decide(ledger: Ledger, say: Say) -> None:
    """Take every case one step further."""
    for row in views.queue_all(ledger, "legal", QueueQuery()):
        if step := STEPS.get(row.facts.state):
            done = _step(ledger, row, *step)
            say("decide", row.case_id, done.revision)


def _step(ledger: Ledger, row: CaseRow, person: str, act: Act, payload: Payload) -> acts.Done:
    return acts.perform(ledger, person, act, row.case_id, row.revision, payload)


def back_up_under_writes(ledger: Ledger, say: Say) -> None:
    """Back up three times while another thread decides."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            decide(ledger, say)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            made = back_up(ledger)
            say("backup", made.path, made.counts.rows["event"])
    finally:
        stop.set()
        writer.join()


def work(kind: str, db: Path, first: int, extractor: Extractor) -> None:
    """Do one kind of work until killed, closing the ledger (a checkpoint) now and then."""
    out = os.open(acknowledgements(db), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(act: str, subject: object, figure: object) -> None:
        os.write(out, f"{act}\t{subject}\t{figure}\n".encode())

    for number in _count(first):
        with Ledger.open(db) as ledger:
            if kind == "import":
                import_texts(ledger, db, number, say)
            elif kind == "extract":
                extract(ledger, extractor, number, say)
            elif kind == "decide":
                decide(ledger, say)
            else:
                back_up_under_writes(ledger, say)


def _count(first: int) -> Iterator[int]:
    while True:
        yield first
        first += 1


def warmed_up() -> Extractor:
    """Load before the fork what the first file, query and sentence load, short of opening a ledger."""
    for name in LAZY:
        import_module(name)
    extractor = Extractor.load()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "1.txt").write_text(TEXT.format(number=1), encoding="utf-8")
        for incoming in readable(Tally(quiet=True), read([folder])):
            extractor.extract(incoming.clauses)
    return extractor


def serve() -> None:
    """Fork a worker for each line of standard input, and tell when it is gone."""
    extractor = warmed_up()
    print("ready", flush=True)
    for line in sys.stdin:
        kind, db, number = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            try:
                work(kind, Path(db), int(number), extractor)
            except BaseException:  # noqa: BLE001 - whatever it is, a forked child must not go on in its parent's loop
                traceback.print_exc()
            os._exit(1)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "stopped by itself", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        prepare(Path(sys.argv[1]))
    else:
        serve()
