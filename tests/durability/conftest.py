"""Ledgers for the durability tests are made by the ledger tests' own makers."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path += [str(ROOT / "tests" / "ledger"), str(ROOT / "benchmarks")]
