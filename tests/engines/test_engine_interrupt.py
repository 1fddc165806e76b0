"""Ctrl-C during a pool run ends it at once, leaving no process and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# A shell's background job ignores Ctrl-C, and what it starts would too; the script is to hear it wherever it runs.
ENDLESS = """
import itertools
import signal
from engine_recipes import PostingRecipe, document
from extractor.engines import run

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    documents = (document(str(n), "市長は、掲示しなければならない。" * 50) for n in itertools.count())
    try:
        for result in run(documents, "process", 2, recipe=PostingRecipe()):
            if result.doc_id == "0":
                print("first", flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a process group")
def test_ctrl_c_ends_a_pool_run_clean(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS, encoding="utf-8")
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{Path(__file__).parent}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "first\n"
        os.killpg(process.pid, signal.SIGINT)
        # Every pool process holds this pipe: it ends when the last of them has ended.
        rest, _ = process.communicate(timeout=60)
    assert rest == "interrupted\n"
    assert process.returncode == 0
