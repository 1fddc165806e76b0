"""Asking the ledger only for what is not known to stand (既読の控えを使う)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from review_app.ledger.connection import Ledger

Answer = TypeVar("Answer")

_NEW = "SELECT seq, subject FROM event WHERE seq > ?"
_TAIL = "SELECT coalesce(max(seq), 0) AS seq FROM event"


def remembered(ledger: Ledger, key: Hashable, about: tuple[str, ...], read: Callable[[], Answer]) -> Answer:
    """Give what ``read`` gives, or gave while no event was appended about any of ``about`` (see ``memory``).

    ``key`` names the question with everything it depends on, the reader's scope first of all; ``about`` are
    subjects (``person:a``) or kinds of them (``person``).
    """
    seq = _catch_up(ledger)
    found = ledger.memory.find(key, about)
    if found is not None:
        answer: Answer = found[0]
        return answer
    fresh = read()
    # Under the number of before the reading: what was appended meanwhile makes it be read once more.
    ledger.memory.keep(key, fresh, seq)
    return fresh


def _catch_up(ledger: Ledger) -> int:
    """Note the events since the last look, whoever wrote them, and give the number of the last one."""
    memory = ledger.memory
    if memory.tail is None:
        memory.note((), ledger.rows(_TAIL)[0]["seq"])
    before = memory.tail or 0
    new = [(row["seq"], row["subject"]) for row in ledger.rows(_NEW, [before])]
    memory.note(new, max((seq for seq, _ in new), default=before))
    return memory.tail or 0
