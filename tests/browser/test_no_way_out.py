"""The server itself asks nobody: whatever it and the processes it starts connect to or look up is this machine."""

from __future__ import annotations

import ipaddress
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import town_hall
from browsing import serve, settle
from playwright.sync_api import Page, expect

from review_app.pages.shell import MENUS
from review_app.workflow.model import Role

# Python runs this first in every process that is started with it on its path.
HOOK = """
import json, os, sys
def watch(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "urllib")):
        with open(os.environ["TENKEN_TEST_TRACE"], "a") as trace:
            trace.write(json.dumps([event, str(arguments[1] if event == "socket.connect" else arguments[0])]) + "\\n")
sys.addaudithook(watch)
with open(os.environ["TENKEN_TEST_TRACE"], "a") as trace:
    trace.write(json.dumps(["process", os.getpid()]) + "\\n")
"""
TEXT = "試験市条例\n\n平成15年3月20日\n条例第46号\n\n第1条　市長は、公園を目視により点検する。\n"


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the server and its processes write whom they ask."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(hook))
    monkeypatch.setenv("TENKEN_TEST_TRACE", str(tmp_path / "trace"))
    return tmp_path / "trace"


@pytest.fixture
def site(trace: Path) -> Iterator[str]:
    town_hall.build(trace.parent / "town.duckdb")
    yield from serve(trace.parent)


def test_the_server_asks_nobody(visit: Callable[[str, str], Page], tmp_path: Path, trace: Path) -> None:
    """Every page of legal affairs, and an import that reads and compares in processes of their own."""
    page = visit("hosei", "")
    for place in MENUS[Role.LEGAL]:
        page.goto(f"/{place.path}")
        settle(page)
    upload = tmp_path / "試験市条例.txt"
    upload.write_text(TEXT, encoding="utf-8")
    page.goto("/intake")
    settle(page)
    page.get_by_label("例規のファイル（いくつでも）").set_input_files(upload)
    page.get_by_role("button", name="送って内容を確かめる").click()
    expect(page.get_by_role("button", name="この内容で取り込む")).to_be_visible()

    noted = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
    processes = {what for event, what in noted if event == "process"}
    assert len(processes) >= 2, "the server and the process that read the upload"
    assert [(event, what) for event, what in noted if event != "process"] == []
    if sys.platform == "linux":
        connected = [peer for pid in processes for peer in peers(Path("/proc", str(pid)))]
        assert connected, "the browser is connected at least"
        assert [str(peer) for peer in connected if not peer.is_loopback] == []


def peers(process: Path) -> Iterator[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Whom the sockets of a process are connected to, as the system knows it, whoever opened them."""
    if not process.exists():
        return
    links = [fd.readlink().name for fd in (process / "fd").iterdir() if fd.is_symlink()]
    own = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in (process / "net" / table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            host, port = fields[2].split(":")
            if fields[9] in own and int(port, 16):
                yield address(host)


def address(told: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address of /proc/net: words of 32 bits in the machine's own order."""
    words = [bytes.fromhex(told[at : at + 8]) for at in range(0, len(told), 8)]
    packed = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    found = ipaddress.ip_address(packed)
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
