"""Processes for reading and extracting are started from the app without running the script of its pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from engine_recipes import PostingRecipe, document

from extractor.engines import run
from ordinances.apart import read_apart
from ordinances.found import NamedFile
from ordinances.spawning import main_set_aside


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script stands as the main module, as Streamlit puts a page's; the file exists once somebody has run it."""
    trace, script = tmp_path / "ran", tmp_path / "page.py"
    script.write_text(f"open({str(trace)!r}, 'w').close()\n", encoding="utf-8")
    page = ModuleType("__main__")
    page.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", page)
    return trace


def read_one(folder: Path) -> int:
    path = folder / "00000"
    path.write_text("見本条例\n\n第1条　市長は、心得を掲示する。\n", encoding="utf-8")
    return sum(len(read.clauses) for read in read_apart([NamedFile(path, "見本.txt")]))


def extract_one(_: Path) -> int:
    results = run([document("a", "市長は、心得を掲示する。")], "process", 1, recipe=PostingRecipe())
    return sum(len(result.candidates) for result in results)


@pytest.mark.parametrize("work", [read_one, extract_one])
def test_the_main_module_is_not_run_again(ran: Path, tmp_path: Path, work: Callable[[Path], int]) -> None:
    before = sys.modules["__main__"]
    assert work(tmp_path) == 1
    assert not ran.exists()
    assert sys.modules["__main__"] is before


def test_a_page_that_begins_meanwhile_stays_the_main_module() -> None:
    """Streamlit puts its script there from another thread while a process is starting."""
    before, page = sys.modules["__main__"], ModuleType("__main__")
    try:
        with main_set_aside():
            sys.modules["__main__"] = page
        assert sys.modules["__main__"] is page
    finally:
        sys.modules["__main__"] = before
