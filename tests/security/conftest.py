"""The security tests use the makers of the other tests: ledgers, town halls, PDFs."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / part) for part in ("ledger", "workflow", "ordinances")]
