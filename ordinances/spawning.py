"""Starting processes that import nothing of the program that starts them but what they are given to do.

Python's ``spawn`` runs the parent's main module again in each new process. In the app that is the script
Streamlit runs for every page, at the command line the whole of it, in somebody's own program whatever stands
outside its ``if __name__ == "__main__"``. So the main module is set aside while a process starts; what travels
to it must therefore be importable, and not be defined in the main module.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

_lock = threading.Lock()


class _Process(SpawnProcess):
    """A spawned process without its parent's main module."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name is multiprocessing's
        with main_set_aside():
            return SpawnProcess._Popen(process_obj)


class CleanSpawn(SpawnContext):
    """The context ``spawn`` of multiprocessing, with such processes."""

    Process = _Process


@contextmanager
def main_set_aside() -> Iterator[None]:
    """Let an empty module stand for ``__main__`` while the block runs.

    Streamlit puts a page's script in its place at any time, in another thread; that one is left alone.
    """
    with _lock:
        main, bare = sys.modules["__main__"], ModuleType("__main__")
        sys.modules["__main__"] = bare
        try:
            yield
        finally:
            if sys.modules["__main__"] is bare:
                sys.modules["__main__"] = main
