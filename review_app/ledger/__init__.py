"""The ledger (台帳): imported texts in bulk tables, every act as one row of an append-only event table."""

from review_app.ledger.connection import Ledger, utc_now
from review_app.ledger.errors import (
    LedgerBusyError,
    LedgerError,
    LedgerLockedError,
    StaleRevisionError,
)

__all__ = [
    "Ledger",
    "LedgerBusyError",
    "LedgerError",
    "LedgerLockedError",
    "StaleRevisionError",
    "utc_now",
]
