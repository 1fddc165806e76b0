"""Nothing leaves the machine: import, extraction, export of a backup and verification ask for no connection."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TEXT = """○試験市公園条例

平成15年条例第46号

第1条　市長は、毎年1回以上、公園の施設を目視により点検しなければならない。
第2条　詳細は https://example.invalid/reiki.html による。
"""
# Runs the command itself with every way out closed and told: Python's audit events for sockets.
CLOSED = """
import sys
from review_app.cli import app
from review_app.commands import console
asked = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        asked.append((event, str(arguments)))
        raise PermissionError(event)
sys.addaudithook(watch)
folder = sys.argv[1]
for command in (["import", folder + "/texts"], ["extract"], ["backup", folder + "/copy.duckdb"], ["verify"]):
    code = console.run(app, [*command, "--db", folder + "/tenken.duckdb"])
    print(command[0], code)
print("asked", asked)
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with one ordinance."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "1.txt").write_text(TEXT, encoding="utf-8")
    return folder


def run(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_commands_ask_for_no_connection(texts: Path) -> None:
    """Neither the readers nor the model nor the database tries to reach anything."""
    out = run([sys.executable, "-c", CLOSED, str(texts.parent)])
    assert out.splitlines() == ["import 0", "extract 0", "backup 0", "verify 0", "asked []"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are Linux's")
def test_the_commands_work_on_a_machine_without_any_network(texts: Path) -> None:
    """Also what is written in C finds no network here, and misses none."""
    closed = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*closed, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no right to make a network namespace")
    tenken = str(Path(sys.executable).with_name("tenken"))
    database = ["--db", str(texts.parent / "tenken.duckdb")]
    for command in (["import", str(texts)], ["verify"]):
        run([*closed, tenken, *command, *database])
