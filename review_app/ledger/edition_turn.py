"""One import or extraction of a ledger at a time (取込み・抽出の順番), whoever runs it and in which process.

Each chunk of an import is safe on its own, but two editions written at once would each take the other's half
for the whole, and close the cases of what is not there yet. Behind a ledger server the turn is a lease: it is
renewed while the work lasts, and ends by itself soon after its holder died.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from review_app.ledger.errors import LedgerError

LEASE_SECONDS = 60.0
RENEWED_EVERY = 15.0

_BUSY = (
    "取込みか抽出が、ほかの画面かコマンドで行われています。終わってから、もう一度行ってください"
    "（相手が途中で止まっていたときは、1分ほど待つと行えます）。"
)
_LOST = (
    "台帳サーバーとのやりとりが長く途切れた間に、ほかの画面かコマンドが取込みか抽出を始めました。"
    "ここまでの結果は保存されています。そちらが終わってから、もう一度行ってください。"
)


class EditionTurn:
    """The turn of one ledger in this process; ``take`` (also to renew) and ``give_back`` ask the server, if any.

    Entered again by the thread that has it, it is simply kept.
    """

    def __init__(
        self,
        take: Callable[[], bool] = lambda: True,
        give_back: Callable[[], object] = lambda: None,
        *,
        renewed_every: float = RENEWED_EVERY,
    ) -> None:
        self._take, self._give_back, self._every = take, give_back, renewed_every
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._depth = 0
        self._ended = threading.Event()

    def __enter__(self) -> EditionTurn:
        """LedgerError in Japanese when somebody else has the turn; nobody waits for it."""
        with self._lock:
            mine = self._holder == threading.get_ident()
            if not mine and (self._holder is not None or not self._take()):
                raise LedgerError(_BUSY)
            self._depth += 1
            if not mine:
                self._holder, self._ended = threading.get_ident(), threading.Event()
                renewing = threading.Thread(target=self._renew, args=(self._ended,), daemon=True)
                renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth:
                return
            self._ended.set()
            try:
                self._give_back()
            finally:
                self._holder = None

    def check(self) -> None:
        """LedgerError when the turn went to somebody else, which takes a long silence of the network."""
        if not self._take():
            raise LedgerError(_LOST)

    def _renew(self, ended: threading.Event) -> None:
        while not ended.wait(self._every):
            with self._lock:
                if not ended.is_set():
                    with suppress(LedgerError):  # the server is away: the work itself will hear of it
                        self._take()
