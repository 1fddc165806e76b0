"""The process engine: a pool of processes that load the model once and send plain rows back.

Processes are spawned, never forked (the same on Windows, and no thread's lock is inherited), with one BLAS
thread each. Documents travel in batches of about ``BATCH_CHARS`` characters; no more than ``AHEAD`` batches
per process are under way, so memory does not grow with the input. When a process dies, the batches under way
are tried again one at a time, the one it dies of document by document; that document is reported as failed.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import structlog

from extractor.engines.collector import collect_rarely
from extractor.engines.model import Document, Extracts, Recipe
from extractor.engines.work import Answer, analyse
from ordinances.spawning import CleanSpawn

BATCH_CHARS = 20_000
AHEAD = 3
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_DIED = "この例規を調べる処理が途中で止まりました。ファイルの大きさを確かめ、分けて読み込んでください。"

log = structlog.get_logger(__name__)

Batch = tuple[Document, ...]


@dataclass(slots=True)
class _Worker:
    """What a pool process holds between batches."""

    extractor: Extracts | None = None


_worker = _Worker()


def _start(recipe: Recipe) -> None:
    """Load the model in a new pool process; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _log_to_stderr()
    _worker.extractor = recipe.load()
    collect_rarely()


def _log_to_stderr() -> None:
    """Keep the pool's warnings off stdout, which belongs to results, and drop the rest."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _analyse_batch(batch: Batch) -> list[Answer]:
    if _worker.extractor is None:
        raise RuntimeError("the pool process was not started by _start")
    return [analyse(_worker.extractor, document) for document in batch]


def answers(documents: Iterable[Document], recipe: Recipe, jobs: int) -> Iterator[tuple[Document, Answer]]:
    """Analyse documents in ``jobs`` processes, lazily, in input order.

    Stopping the iteration (or Ctrl-C) cancels what has not begun and waits for what has.
    """
    recipe.version()  # a malformed pack is the caller's to hear of, not each process's
    with _single_threaded():
        pool = _Pool(recipe, jobs)
        try:
            for batch in batches(documents, BATCH_CHARS):
                pool.submit(batch)
                if len(pool.under_way) >= jobs * AHEAD:
                    yield from pool.first()
            while pool.under_way:
                yield from pool.first()
        finally:
            pool.close()


def batches(documents: Iterable[Document], chars: int) -> Iterator[Batch]:
    """Group documents, in order, into batches of about ``chars`` characters; at least one document each."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += sum(len(clause.text) for clause in document.clauses)
        if size >= chars:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


@dataclass(slots=True)
class _Job:
    """A batch; ``future`` is None while it waits to be tried alone, after a process died."""

    batch: Batch
    future: Future[list[Answer]] | None = None


@dataclass(slots=True)
class _Pool:
    """A pool of processes and the batches under way, oldest first."""

    recipe: Recipe
    jobs: int
    under_way: deque[_Job] = field(default_factory=deque)
    executor: ProcessPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.executor = self._new_executor()

    def _new_executor(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.jobs, CleanSpawn(), initializer=_start, initargs=(self.recipe,))

    def submit(self, batch: Batch) -> None:
        """Hand a batch to the pool; behind batches that must be tried alone it waits its turn."""
        job = _Job(batch)
        if all(earlier.future for earlier in self.under_way):
            with suppress(BrokenProcessPool):  # met again, and mended, when the oldest batch is waited for
                job.future = self._sent(batch)
        self.under_way.append(job)

    def _sent(self, batch: Batch) -> Future[list[Answer]]:
        with _ctrl_c_blocked():
            return self.executor.submit(_analyse_batch, batch)

    def first(self) -> Iterator[tuple[Document, Answer]]:
        """Wait for the oldest batch and yield its answers."""
        job = self.under_way.popleft()
        try:
            found = job.future.result() if job.future else self._alone(job.batch)
        except BrokenProcessPool:
            self._restart()
            found = self._alone(job.batch)
        yield from zip(job.batch, found, strict=True)

    def _restart(self) -> None:
        """Replace a broken pool. Which batch broke it is not known, so those not done are tried alone."""
        log.warning("pool_restarted", under_way=len(self.under_way))
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self._new_executor()
        for job in self.under_way:
            if job.future and not (
                job.future.done() and not job.future.cancelled() and not job.future.exception()
            ):
                job.future = None

    def _alone(self, batch: Batch) -> list[Answer]:
        """Analyse a batch with nothing else under way; if a process dies of it, document by document."""
        try:
            return self._sent(batch).result()
        except BrokenProcessPool:
            self._restart()
        if len(batch) == 1:
            return [Answer(error=_DIED)]
        return [answer for document in batch for answer in self._alone((document,))]

    def close(self) -> None:
        """Cancel what has not begun, wait for what has, end the processes."""
        self.executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Let processes started meanwhile never see Ctrl-C, not even before ``_start`` runs in them.

    A blocked signal stays blocked in a child; here it is delivered afterwards. Windows has no such mask, and
    there a Ctrl-C while a process is starting may show that process's traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let processes spawned meanwhile use one BLAS thread each: numpy reads this when it is imported."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
