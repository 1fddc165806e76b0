"""What was read before and still stands (既読の控え): kept as long as the ledger has not grown by what bears on it.

Every change of the present is an event, and an event's ``seq`` only grows. So an answer still stands when no later
event is about anything it was read from; that is asked of the ledger itself before each use, whoever wrote to it.
Answers are kept by question and scope: what one person may see is never given to another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

MOST_ANSWERS = 1_000


@dataclass(slots=True)
class Memory:
    """The answers of one connection, and which events were seen since it was opened.

    ``changes`` holds the last ``seq`` of each subject (``person:a``) and each kind of subject (``person``).
    """

    tail: int | None = None
    changes: dict[str, int] = field(default_factory=dict)
    answers: OrderedDict[Hashable, tuple[int, Any]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, events: Iterable[tuple[int, str]], tail: int) -> None:
        """Note events (``seq``, subject) that were not seen before, and the last there is."""
        with self.lock:
            for seq, subject in events:
                kind = subject.partition(":")[0]
                for name in (subject, kind):
                    self.changes[name] = max(seq, self.changes.get(name, 0))
            self.tail = max(tail, self.tail or 0)

    def find(self, key: Hashable, about: tuple[str, ...]) -> tuple[Any] | None:
        """Give the answer to ``key`` in a tuple of its own, None when there is none that stands."""
        with self.lock:
            held = self.answers.get(key)
            if held is None or any(self.changes.get(name, 0) > held[0] for name in about):
                return None
            self.answers.move_to_end(key)
            return (held[1],)

    def keep(self, key: Hashable, answer: object, seq: int) -> None:
        """Keep an answer that was read when the last event was ``seq`` or a later one; the least used one goes."""
        with self.lock:
            self.answers[key] = (seq, answer)
            self.answers.move_to_end(key)
            if len(self.answers) > MOST_ANSWERS:
                self.answers.popitem(last=False)
