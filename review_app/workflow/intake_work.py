"""The work of an import from the app: looking through the files, importing them, and all that follows.

Each function runs in the thread of the import and tells its ``Job``, which stops it by StoppedError.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from ordinances.apart import Read, read_apart
from ordinances.found import NamedFile
from review_app.ledger import Ledger, editions_compare, events, imports
from review_app.ledger.events import Author
from review_app.ledger.imports import Incoming
from review_app.ledger.model import Json, Scope
from review_app.workflow import extracting
from review_app.workflow.intake_job import Job
from review_app.workflow.intake_status import Result
from review_app.workflow.preview import Preview

# Smaller than the command line's: while a chunk is written, everybody else's act waits for it.
CLAUSES_PER_CHUNK = 5_000
_MOST_NAMED = 50


def check(ledger: Ledger, files: Sequence[NamedFile], job: Job) -> None:
    """Read the files and compare them with the newest edition, if there is one; nothing is written."""
    taken = _taken(files, job)
    current = imports.current_edition(ledger)
    if current is None:
        for _ in taken:
            pass
        job.checked(Preview("", job.counts()["imported"], (), ()))
        return
    diffs = editions_compare.compare_incoming(ledger, Scope(everything=True), current[0], taken)
    job.checked(Preview(current[1], job.counts()["imported"], (), tuple(diffs)))


def _taken(files: Sequence[NamedFile], job: Job) -> Iterator[Incoming]:
    for item, outcome in imports.rehearse(_read(files, job)):
        job.imported(outcome)
        if outcome.status == "imported":
            yield item


def _read(files: Sequence[NamedFile], job: Job) -> Iterator[Incoming]:
    """The ordinances among the files, read by another process; what is none is told at once."""
    with closing(read_apart(files)) as reading:
        for read in reading:
            job.progress(read.done, read.total)
            if read.outcome.ordinance is not None:
                yield _incoming(read)
                continue
            status = "failed" if read.outcome.needs_attention else read.outcome.status
            job.file(read.outcome.source, status, read.outcome.reason)


def _incoming(read: Read) -> Incoming:
    outcome = read.outcome
    assert outcome.ordinance is not None  # noqa: S101 - its caller has looked; this tells mypy
    return Incoming(outcome.ordinance, read.clauses, outcome.sha256, outcome.size)


def import_files(ledger: Ledger, author: Author, files: Sequence[NamedFile], edition: str, job: Job) -> None:
    """Import the files into the edition, extract it and carry the cases over; each chunk is one transaction."""
    with ledger.edition_turn:
        edition_id, _ = imports.ensure_edition(ledger, author, edition)
        size = sum(file.path.stat().st_size for file in files)
        record(ledger, author, "begin_import", {"uploads": len(files), "bytes": size})
        outcomes = imports.write_ordinances(
            ledger, author, edition_id, _read(files, job), clauses_per_chunk=CLAUSES_PER_CHUNK
        )
        for outcome in outcomes:
            job.imported(outcome)
        extract(ledger, author, job)
        payload: Json = {"files": dict(job.counts()), "failed": job.failed(_MOST_NAMED)}
        record(ledger, author, "end_import", payload)


def extract(ledger: Ledger, author: Author, job: Job) -> None:
    """Analyse in another process what waits in the newest edition, and carry the cases over."""

    def failed(source: str, reason: str) -> None:
        job.file(source, "failed", reason)

    watch = extracting.Watch(job.progress, failed, job.step)
    did = extracting.extract(ledger, author, extracting.Way("process", 1), watch)
    current = imports.current_edition(ledger)
    counts = (did.ordinances, did.clauses, did.candidates, did.failures)
    job.working_on(Result(current[1] if current else "", *counts, did.carried))


def record(ledger: Ledger, author: Author, act: str, payload: Json) -> None:
    """Keep who imported what, beside the events of the chunks themselves."""
    current = imports.current_edition(ledger)
    if current is not None:
        events.append_next(ledger, author, events.NewEvent(f"edition:{current[0]}", 0, act, payload))
