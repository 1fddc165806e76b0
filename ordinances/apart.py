"""Reading files in a process of its own: for a server, which must stay quick and survive what it is sent.

The process only reads. When it dies of a file, or takes too long over one, that file alone is given up and a
new process goes on behind it. Spawned, never forked: the same on Windows, and no thread's lock is inherited.
"""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection

from ordinances.clauses import clauses
from ordinances.collect import collect, total_bytes
from ordinances.found import FoundFile, Meter, NamedFile
from ordinances.limits import Limits
from ordinances.model import Clause
from ordinances.outcome import ReadOutcome
from ordinances.reading import read_found
from ordinances.spawning import CleanSpawn

PATIENCE = 60.0
"""Seconds for one file; the largest acts of e-Gov take a few."""

_GIVEN_UP = "読み取りの途中で止まったため、読みませんでした。ファイルが壊れていないか確かめ、分けて作り直してください。"
_spawn = CleanSpawn()


@dataclass(frozen=True, slots=True)
class Read:
    """One file read apart: its outcome (the ordinance without its tree), its clauses, and how far all is.

    ``done`` and ``total`` are bytes as they stand on disk.
    """

    outcome: ReadOutcome
    clauses: tuple[Clause, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Begun:
    """Told at the start (without a name) and before each file, so that it can be named when nothing more is heard."""

    source: str
    size: int


def read_apart(
    files: Sequence[NamedFile], *, limits: Limits | None = None, patience: float = PATIENCE
) -> Generator[Read, None, None]:
    """Read uploaded files (zips among them) in another process, lazily, one ``Read`` a file, in order.

    Never raises for what is in a file; RuntimeError when no process can be started. Closing the generator ends
    the process. ``patience``: seconds that one file may take.
    """
    limits = limits or Limits.from_environment()
    meter, told = Meter(total=total_bytes(files)), 0
    while True:
        at: _Begun | None = None
        for message in _messages(files, limits, told, patience):
            if message is None:
                return
            if isinstance(message, _Begun):
                at = message
                continue
            told, meter.done = told + 1, message.done
            yield message
        if at is None:
            raise RuntimeError("the process that reads files did not start")
        told += 1
        outcome = ReadOutcome(at.source, "failed", _GIVEN_UP, size=at.size)
        yield Read(outcome, (), meter.done, meter.total)


def _messages(
    files: Sequence[NamedFile], limits: Limits, skip: int, patience: float
) -> Iterator[Read | _Begun | None]:
    """What one process says, None when it is through; ends without None when it died or was given up."""
    mine, its = _spawn.Pipe(duplex=False)
    process = _spawn.Process(target=_read_all, args=(its, list(files), limits, skip), daemon=True)
    process.start()
    its.close()
    try:
        while mine.poll(patience):
            message: Read | _Begun | None = mine.recv()
            yield message
            if message is None:
                return
    except (EOFError, OSError):
        return
    finally:
        process.kill()
        process.join()
        mine.close()


def _read_all(out: Connection, files: Sequence[NamedFile], limits: Limits, skip: int) -> None:
    """Read in the new process; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    meter = Meter(total=total_bytes(files))
    with suppress(BrokenPipeError):  # nobody listens any more
        out.send(_Begun("", 0))
        for found in islice(collect(files, limits, meter), skip, None):
            if isinstance(found, FoundFile):
                out.send(_Begun(found.source, len(found.content)))
            out.send(_read(found, meter))
        out.send(None)


def _read(found: FoundFile | ReadOutcome, meter: Meter) -> Read:
    outcome = found if isinstance(found, ReadOutcome) else read_found(found)
    if outcome.ordinance is None:
        return Read(outcome, (), meter.done, meter.total)
    texts = tuple(clauses(outcome.ordinance))
    slim = replace(outcome, ordinance=replace(outcome.ordinance, provisions=()))
    return Read(slim, texts, meter.done, meter.total)
