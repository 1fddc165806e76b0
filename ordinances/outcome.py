"""What became of one file: read, skipped with a reason, or failed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ordinances.model import Ordinance

Status = Literal["read", "skipped", "failed"]


class NotAnOrdinanceError(Exception):
    """The content is of a kind that is never read as an ordinance; ``reason`` (Japanese) says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """The outcome of reading one file (取込結果), one per file.

    ``source`` is the file name as the user knows it: relative to the folder that was named, the file's own
    name when the file was named, ``archive.zip/dir/name`` inside an archive. ``reason`` is one line of
    Japanese saying what is wrong, where, and what to do; ``""`` when read. ``sha256`` (hex) and ``size``
    (bytes) are of the file's content, ``""`` and 0 when it could not be opened. ``format`` is what the
    content was taken for (``egov-xml``, ``reiki-base`` …), ``encoding`` the text encoding used, ``""``
    where the format fixes it. ``named`` tells that the user pointed at this very file. ``remark`` is what a
    person should know about a file that was read (Japanese; a wrong extension), mostly ``""``.
    """

    source: str
    status: Status
    reason: str = ""
    ordinance: Ordinance | None = None
    sha256: str = ""
    size: int = 0
    format: str = ""
    encoding: str = ""
    named: bool = False
    remark: str = ""

    @property
    def needs_attention(self) -> bool:
        """True when a command must end with exit code 1: a failure, or a skipped file the user named."""
        return self.status == "failed" or (self.status == "skipped" and self.named)
