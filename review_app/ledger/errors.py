"""What can go wrong between the app and its ledger file, each with a Japanese sentence for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from review_app.ledger.events import Event


class LedgerError(Exception):
    """The ledger cannot do what was asked; ``str(error)`` is one Japanese sentence with the way out."""


class LedgerLockedError(LedgerError):
    """Another process holds the ledger file (DuckDB allows one writing process per file)."""


class LedgerBusyError(LedgerError):
    """Appending kept colliding with other writers beyond the bounded number of retries."""


class StaleRevisionError(LedgerError):
    """Someone else has acted on the subject since it was shown.

    ``newer`` is the event that stands now, so that the page can show both side by side.
    """

    def __init__(self, newer: Event) -> None:
        super().__init__(
            f"ほかの人（{newer.person_name}）が先に更新しました。最新の内容を確認して、もう一度操作してください。"
        )
        self.newer = newer


class ServerLostError(LedgerError):
    """A ledger server does not answer: whether the last transaction was done there is not known."""
