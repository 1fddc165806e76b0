"""Python's garbage collector, kept out of the way while texts are analysed.

An analysis makes no reference cycles to speak of, yet every 700 new objects the collector looks for some, and now
and then through every clause that is in memory: a quarter of the time on a loaded corpus.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Cycles that do come about (an exception with its traceback) are still found, some hundred documents later.
_NEW_OBJECTS = 100_000


def collect_rarely() -> None:
    """Set aside what is in memory now, and look for cycles among new objects seldom; for a pool's process."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect rarely inside the block, and as before after it."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
