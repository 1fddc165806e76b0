"""Plain text of an ordinance, through the line grammar."""

from __future__ import annotations

from ordinances import grammar
from ordinances.model import Ordinance


def read_text(text: str, source: str, *, encoding: str = "") -> Ordinance:
    """Read the plain text of one ordinance; raises ``ReadError`` when nothing in it can be recognised."""
    return grammar.parse(text.splitlines(), source, encoding=encoding)
