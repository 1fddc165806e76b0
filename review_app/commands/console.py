"""What the subcommands share: output streams, outcome lines, the progress bar, exit codes.

Results go to stdout, everything about the run to stderr, so that stdout can be piped.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import Progress

from ordinances.outcome import ReadOutcome

DONE = 0
SOME_FAILED = 1
WRONG_USAGE = 2


def use_utf8() -> None:
    """Write UTF-8 on both streams: a redirected stream on Japanese Windows would otherwise be CP932."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def quiet_pipes() -> Iterator[None]:
    """End without a traceback when the reader of our output goes away (``tenken clauses … | head``)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes stdout once more at exit; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


def say(line: str) -> None:
    """Write one line about the run to stderr."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - stderr is this function's purpose


@contextmanager
def progress_bar(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar on stderr while the block runs, only when stderr is a terminal.

    Yields:
        A callback ``(done, total)`` in files, or None when there is nothing to draw on.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@dataclass(slots=True)
class Tally:
    """Counts outcomes and says the ones a person must know about."""

    quiet: bool = False
    read: int = 0
    skipped: int = 0
    failed: int = 0
    attention: int = 0

    def follow(self, outcomes: Iterable[ReadOutcome]) -> Iterator[ReadOutcome]:
        """Pass outcomes on as they come, counting each and writing a line for each skipped or failed one."""
        for outcome in outcomes:
            self.add(outcome)
            yield outcome

    def add(self, outcome: ReadOutcome) -> None:
        """Count one outcome and write its line."""
        self.attention += outcome.needs_attention
        if outcome.status == "read":
            self.read += 1
            return
        if outcome.status == "skipped":
            self.skipped += 1
        else:
            self.failed += 1
        if outcome.needs_attention or not self.quiet:
            say(outcome_line(outcome))

    def summary(self) -> str:
        """Give the last line of the run."""
        return f"読み取り {self.read} 件、対象外 {self.skipped} 件、失敗 {self.failed} 件"

    @property
    def exit_code(self) -> int:
        """0 when all went well, 1 when some input needs attention."""
        return SOME_FAILED if self.attention else DONE


def outcome_line(outcome: ReadOutcome) -> str:
    """Give the one line that tells a person what became of a skipped or failed file."""
    word = {"read": "読み取り", "skipped": "対象外", "failed": "失敗"}[outcome.status]
    return f"{word}: {printable(outcome.source)}: {printable(outcome.reason)}"


def printable(text: str) -> str:
    """Make hostile text safe for one line of a terminal: a control character becomes U+FFFD."""
    return "".join(char if char.isprintable() or char == "　" else "\ufffd" for char in text)
