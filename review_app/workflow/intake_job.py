"""The state of one import (取込み), shared by the thread that works on it and those who look on."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from review_app.ledger.events import Author
from review_app.ledger.imports import Imported
from review_app.workflow.intake_status import Filed, Progress, Result, Stage, Status, Step, StoppedError
from review_app.workflow.preview import Preview


class Job:
    """One import from its first byte to its result; safe to use from several threads.

    ``clock`` gives seconds, for the rate.
    """

    def __init__(self, stage: Stage, author: Author | None, edition: str, clock: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._filed: dict[str, Filed] = {}
        self._progress = Progress(Step.READ)
        self._step_began = clock()
        self._status = Status(stage, author.name if author else "", edition)
        self._stopped_by: Author | None = None
        self.author = author

    def status(self) -> Status:
        """One look: what does not change any more."""
        with self._lock:
            progress = replace(self._progress, seconds=self._clock() - self._step_began)
            return replace(
                self._status,
                progress=progress if self._status.running else None,
                stopping=self._stopped_by is not None,
                files=tuple(self._filed.values()),
            )

    @property
    def stage(self) -> Stage:
        """Where the import stands."""
        return self._status.stage

    @property
    def running(self) -> bool:
        """Something is going on."""
        return self._status.running

    @property
    def stopped_by(self) -> Author | None:
        """Who asked for a stop."""
        return self._stopped_by

    def stop(self, author: Author) -> None:
        """Ask for a stop; the first who does is remembered."""
        with self._lock:
            self._stopped_by = self._stopped_by or author

    def step(self, name: str) -> None:
        """A step begins. StoppedError when a stop was asked for."""
        self._stop_if_asked()
        with self._lock:
            self._progress, self._step_began = Progress(Step(name)), self._clock()

    def progress(self, done: int, total: int) -> None:
        """The step is so far. StoppedError when a stop was asked for."""
        self._stop_if_asked()
        with self._lock:
            self._progress = replace(self._progress, done=done, total=total)

    def _stop_if_asked(self) -> None:
        if self._stopped_by is not None:
            raise StoppedError

    def file(self, source: str, outcome: str, reason: str = "") -> None:
        """Note what became of a file."""
        with self._lock:
            self._filed[source] = Filed(source, outcome, reason)

    def imported(self, outcome: Imported) -> None:
        """Note what became of an ordinance."""
        self.file(outcome.source, outcome.status, outcome.message)

    def counts(self) -> Counter[str]:
        """Files by outcome."""
        with self._lock:
            return Counter(filed.outcome for filed in self._filed.values())

    def failed(self, most: int) -> list[str]:
        """Some of the files that are not in the ledger, with the reason."""
        with self._lock:
            lost = [f"{f.source}：{f.reason}" for f in self._filed.values() if f.outcome in LOST]
        return lost[:most]

    def checked(self, preview: Preview) -> None:
        """The files were read and compared: somebody is to say whether to import them."""
        self._set(replace(self._status, stage=Stage.CHECKED, preview=preview))

    def working_on(self, result: Result) -> None:
        """Note the result so far."""
        self._set(replace(self._status, result=result, edition=result.edition))

    def end(self, *, error: str = "") -> None:
        """It ended: through, stopped, or by an error (Japanese)."""
        result = self._status.result or Result(self._status.edition)
        stopped = self._stopped_by.name if self._stopped_by and not error else ""
        result = replace(result, stopped_by=stopped, error=error)
        self._set(replace(self._status, stage=Stage.DONE, result=result))

    def _set(self, status: Status) -> None:
        with self._lock:
            self._status = status


LOST = frozenset({"failed", "conflict"})
"""The outcomes of files that are not in the ledger."""
