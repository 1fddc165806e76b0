"""Taking turns at appending (追記の順番) among the processes that use one ledger server.

The keys alone keep two appends from both succeeding; but then a long one, an import, would lose against every
short one for as long as people work. So each asks for its turn first, in the order of asking. A turn is never
what makes an append right: one that lasts too long, or whose holder has died, simply ends.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from types import TracebackType

LEASE_SECONDS = 15.0
PATIENCE_SECONDS = 2.0  # who has not asked again for so long has gone away
LONGEST_WAIT_SECONDS = 60.0


class Turns:
    """Whose turn it is, kept by the server; safe for its threads."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        lease: float = LEASE_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._clock, self._lease, self._patience = clock, lease, patience
        self._lock = threading.Lock()
        self._holder = ""
        self._until = 0.0
        self._waiting: dict[str, float] = {}  # in the order of asking; when each last asked

    def take(self, who: str) -> bool:
        """Ask for the turn; False: not yet, ask again soon."""
        with self._lock:
            now = self._clock()
            if self._holder and now < self._until:
                if self._holder != who:
                    self._waiting[who] = now
                return self._holder == who
            self._waiting = {
                each: asked for each, asked in self._waiting.items() if now - asked < self._patience
            }
            self._waiting[who] = now
            if next(iter(self._waiting)) != who:
                return False
            del self._waiting[who]
            self._holder, self._until = who, now + self._lease
            return True

    def give_back(self, who: str) -> bool:
        """End the turn of ``who``, or its waiting; gives True."""
        with self._lock:
            self._waiting.pop(who, None)
            if self._holder == who:
                self._holder = ""
            return True


class TurnLock:
    """A lock for ``with``: this process's threads by an RLock, then the server's turn by ``take``/``give_back``."""

    def __init__(self, take: Callable[[], bool], give_back: Callable[[], object]) -> None:
        self._take, self._give_back = take, give_back
        self._threads = threading.RLock()
        self._depth = 0

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            if self._depth == 0:
                self._wait()
        except BaseException:
            self._threads.release()
            raise
        self._depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        try:
            if self._depth == 0:
                self._give_back()
        finally:
            self._threads.release()

    def _wait(self) -> None:
        end = time.monotonic() + LONGEST_WAIT_SECONDS
        pause = 0.01  # each question costs the server as much as a read
        while not self._take() and time.monotonic() < end:
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (not a secret)
            pause = min(pause * 1.5, 0.05)
