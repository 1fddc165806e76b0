"""The one error a reader raises: a file that cannot be read, and why, in Japanese."""

from __future__ import annotations


class ReadError(Exception):
    """A source that cannot be read as an ordinance (例規).

    ``reason`` is one line of plain Japanese for the import report: what is wrong and, where there is one,
    what to do. It does not name the file; the caller knows the name the user knows.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
