"""What the subcommands share: output streams, outcome lines, the progress bar, exit codes.

Results go to stdout, everything about the run to stderr, so that stdout can be piped.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog
import typer
from platformdirs import user_log_path
from rich.console import Console
from rich.progress import Progress

from ordinances.filetypes import printable
from ordinances.outcome import ReadOutcome

__all__ = [
    "DONE",
    "INTERRUPTED",
    "SOME_FAILED",
    "WRONG_USAGE",
    "Tally",
    "close_stdout",
    "emit",
    "keep_log",
    "log_path",
    "outcome_line",
    "printable",
    "progress_bar",
    "run",
    "say",
    "use_utf8",
]

DONE = 0
SOME_FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130


def use_utf8() -> None:
    """Write UTF-8 on both streams: a redirected stream on Japanese Windows would otherwise be CP932."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def log_path() -> Path:
    """Give the place of the log, in the user's log folder."""
    return user_log_path("tenken", appauthor=False) / "tenken.log"


def keep_log() -> None:
    """Send log records to ``log_path()``: stdout is for results, stderr for people.

    The file is made with the first record. Where the folder cannot be written, nothing is logged.
    """
    logging.raiseExceptions = False
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, "a", 1_000_000, 3, "utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def run(app: Callable[..., object], arguments: Sequence[str] | None = None) -> int:
    """Run a typer application and give its exit code; every error becomes one line of Japanese on stderr."""
    try:
        code = app(args=arguments, prog_name="tenken", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        return close_stdout()
    except Exception as error:  # noqa: BLE001 - the last place where an error can become a message
        return _explain(error)
    return code if isinstance(code, int) else DONE


def _explain(error: Exception) -> int:
    """Say what went wrong: a wrong usage by what typer raised, anything else as unexpected (and log it)."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":  # the help is on stdout already
        return WRONG_USAGE
    if isinstance(error, typer.BadParameter) or hasattr(error, "format_message"):
        say(f"使い方が違います: {_usage(kind, error)}「tenken --help」で使い方が見られます。")
        return WRONG_USAGE
    structlog.get_logger(__name__).error("command failed unexpectedly", exc_info=error)
    say(f"想定外の誤りが起きました({kind})。記録(ログ)を添えて管理者に知らせてください: {log_path()}")
    return SOME_FAILED


def _usage(kind: str, error: Exception) -> str:
    """Say a usage error in Japanese; the names come from typer's exceptions."""
    name = _as_typed(getattr(error, "param", None))
    messages = {
        "MissingParameter": f"{name} を指定してください。",
        "NoSuchOption": f"{getattr(error, 'option_name', '')} というオプションはありません。",
        "BadOptionUsage": f"{getattr(error, 'option_name', '')} には値が必要です。",
        "UsageError": "そのコマンドはないか、引数が余分です。",
        "BadParameter": f"{name} の値が正しくありません{_own_words(error)}。",
    }
    return messages.get(kind, str(error))


def _own_words(error: Exception) -> str:
    """Why a value is wrong, where this program says it; typer's own reasons are English."""
    message = str(getattr(error, "message", ""))
    return "" if message.isascii() else f"({message})"


def _as_typed(parameter: object) -> str:
    """A parameter's name as it is typed: ``--token-file``, or what the help calls an argument."""
    written = [name for name in getattr(parameter, "opts", ()) if name.startswith("-")]
    if written:
        return str(max(written, key=len))
    return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "引数")


def close_stdout() -> int:
    """Give up stdout quietly when its reader has gone away (``tenken … | head``), which is no failure."""
    # Python flushes stdout once more at exit; give it somewhere to go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def emit(line: str) -> None:
    """Write one line of results to stdout; ends the command quietly when nobody reads on."""
    try:
        sys.stdout.write(f"{line}\n")
    except BrokenPipeError:
        raise typer.Exit(close_stdout()) from None


def say(line: str) -> None:
    """Write one line about the run to stderr."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - stderr is this function's purpose


@contextmanager
def progress_bar(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar on stderr while the block runs, only when stderr is a terminal.

    Yields:
        A callback ``(done, total)`` in any unit, or None when there is nothing to draw on.
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
            if outcome.remark and not self.quiet:
                say(f"注意: {printable(outcome.source)}: {printable(outcome.remark)}")
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
