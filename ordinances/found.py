"""What collecting hands to reading: a file's content with its name, and the meter of how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all), both as they stand on disk."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file with its whole content; ``named`` tells that the user pointed at this very file."""

    source: str
    content: bytes
    named: bool = False


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file on disk that goes by another name: what somebody uploaded lies under a name of our own."""

    path: Path
    name: str


@dataclass(slots=True)
class Meter:
    """Adds up the bytes that are done and tells whoever wants to know."""

    progress: Progress | None = None
    total: int = 0
    done: int = 0

    def advance(self, size: int) -> None:
        """Count ``size`` more bytes as done."""
        self.done += size
        if self.progress is not None:
            self.progress(self.done, self.total)
