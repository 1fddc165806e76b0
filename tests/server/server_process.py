"""Starting, killing and using a ledger server from tests, as a city does: by the ``tenken`` command."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from review_app.ledger import Ledger, remote, token_file
from review_app.ledger.quack import ServerAddress

TENKEN = [sys.executable, "-c", "from review_app.cli import main; main()"]
ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("server_worker.py")


def free_port() -> int:
    """A port below those that systems give to outgoing connections: one could take it while a server is down."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@dataclass
class Server:
    """A ledger server on ``folder/tenken.duckdb`` with its token file beside it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    others: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def address(self) -> ServerAddress:
        return ServerAddress("localhost", self.port)

    @property
    def token_file(self) -> Path:
        return self.folder / "token"

    def start(self) -> None:
        """Start the server and wait until it says that it listens."""
        options = ["--db", str(self.folder / "tenken.duckdb"), "--token-file", str(self.token_file)]
        command = [*TENKEN, "ledger-server", *options, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stderr is not None
        said = ""
        while "--db quack:" not in said:
            line = self.process.stderr.readline()
            assert line, f"the server ended: {said}"
            said += line

    def kill(self) -> None:
        """Kill -9, as a power cut would; does nothing when it is gone already."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def stop_all(self) -> None:
        """End the server and whatever was started on it and still runs."""
        self.kill()
        for other in self.others:
            other.kill()
            other.communicate()

    def open(self) -> Ledger:
        return remote.connect(self.address, token_file.read(self.token_file))

    def tenken(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start a ``tenken`` command on the server."""
        reach = ["--db", str(self.address), "--token-file", str(self.token_file)]
        return self._process([*TENKEN, *map(str, arguments), *reach])

    def worker(self, person: str, acts: int) -> subprocess.Popen[str]:
        """Start an app process that acts as ``person`` (``server_worker``)."""
        command = [sys.executable, str(WORKER), str(self.address), str(self.token_file), person, str(acts)]
        return self._process(command)

    def _process(self, command: list[str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self.others.append(process)
        return process
