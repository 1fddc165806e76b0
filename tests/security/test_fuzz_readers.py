"""Damaged files, workbooks, tables, uploads and any text: no crash, no hang past 5 s, no memory past 500 MB.

500 cases of each, 20,000 with ``make nightly``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordinances import ReadError, clauses
from ordinances.readers.text import read_text
from ordinances.textmap import normalise

CASES = int(os.environ.get("TENKEN_FUZZ_CASES", "500"))
SEED = int(os.environ.get("TENKEN_FUZZ_SEED", "1"))
RUNNER = Path(__file__).with_name("fuzz_run.py")

# Marks of the grammar between any characters, hostile ones more often than not.
HOSTILE = "\x00\x1b\u200b\u200d\u202e\u2066\ufeff\ufffe\ue000\U000e0100\u0301\u3099\u2028\x85\t　"
PIECES = st.one_of(
    st.sampled_from(
        ["第1条　", "第２条の3　", "2　", "(1)　", "イ　", "附　則", "別表第1", "\n", "（", "）", "「"]
    ),
    st.sampled_from(list(HOSTILE)),
    st.text(max_size=20),
)


@pytest.mark.skipif(sys.platform == "win32", reason="bounds processor time and memory by Unix means")
@pytest.mark.parametrize("target", ["readers", "workbooks", "tables", "uploads"])
def test_whatever_is_handed_in_damaged_is_taken_or_refused_in_words(target: str) -> None:
    """Each case ends in clauses, lines or one Japanese line, in its own bounds; the runner itself lives on."""
    command = [sys.executable, str(RUNNER), target, str(CASES), str(SEED)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"the process died at case {ran.stderr.splitlines()[-1:]}: {ran.returncode}"
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["failures"] == {}
    assert found["cases"] == CASES


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=max(100, CASES // 5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """The grammar and the normaliser take any text; each character kept is one of the original's."""
    kept = normalise(text)
    spans = [kept.original_span(place, place + 1) for place in range(len(kept.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    try:
        found = clauses(read_text(text, "x.txt"))
    except ReadError:
        return
    assert len({clause.locator for clause in found}) == len(found)
