"""What the app shows of an import (取込みの状況): an unchanging picture of it, made anew for each look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from review_app.workflow.editions import Carried
from review_app.workflow.preview import Preview


class Stage(StrEnum):
    """Where an import stands."""

    EMPTY = "empty"  # nothing waits
    RECEIVING = "receiving"  # files are on their way in
    CHECKING = "checking"  # they are being read, nothing is written
    CHECKED = "checked"  # they wait for somebody to say so
    WORKING = "working"  # they are being imported
    DONE = "done"  # it ended: finished, stopped or failed


RUNNING = frozenset({Stage.RECEIVING, Stage.CHECKING, Stage.WORKING})


class Step(StrEnum):
    """The steps of an import, in order."""

    READ = "read"
    LINK = "link"
    EXTRACT = "extract"
    CARRY = "carry"


class StoppedError(Exception):
    """Somebody asked for a stop; raised where nothing is half done."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one file: ``skipped`` or ``failed`` by reading, else the status of ``imports.Imported``."""

    source: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is: ``done`` of ``total`` (bytes while reading, clauses while extracting) in ``seconds``."""

    step: Step
    done: int = 0
    total: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Units a second, 0 at the very beginning."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """How an import ended. ``carried`` is None when it did not get that far."""

    edition: str
    ordinances: int = 0
    clauses: int = 0
    candidates: int = 0
    failures: int = 0
    carried: Carried | None = None
    stopped_by: str = ""
    error: str = ""

    @property
    def finished(self) -> bool:
        """It was neither stopped nor did it fail."""
        return not (self.stopped_by or self.error)


@dataclass(frozen=True, slots=True)
class Status:
    """One look at the import: who began it, of which edition, how far it is, and what came of it.

    ``resumable``: its files are still here, so it can be taken up again.
    """

    stage: Stage
    begun_by: str = ""
    edition: str = ""
    progress: Progress | None = None
    stopping: bool = False
    files: tuple[Filed, ...] = ()
    preview: Preview | None = None
    result: Result | None = None
    resumable: bool = False

    @property
    def running(self) -> bool:
        """Something is going on: look again in a second."""
        return self.stage in RUNNING

    @property
    def counts(self) -> Counter[str]:
        """Files by outcome."""
        return Counter(filed.outcome for filed in self.files)
