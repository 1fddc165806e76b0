"""DuckDB's Quack extension, loaded from the installed packages: nothing is fetched from anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

from review_app.ledger.errors import LedgerError

PORT = 9494
_ADDRESS = re.compile(r"quack:(?P<host>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9_.-]+)(:(?P<port>\d{1,5}))?")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a ledger server listens."""

    host: str = "localhost"
    port: int = PORT

    def __str__(self) -> str:
        return f"quack:{self.host}:{self.port}"

    @property
    def local(self) -> bool:
        """Whether it is on this machine only; to any other host Quack speaks TLS."""
        return self.host in _LOOPBACK


def address_of(text: str) -> ServerAddress | None:
    """The server that ``quack:HOST[:PORT]`` names, None when ``text`` names a file.

    Raises LedgerError when it begins like an address and is none.
    """
    if not text.startswith("quack:"):
        return None
    found = _ADDRESS.fullmatch(text)
    port = int(found["port"] or PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise LedgerError(
            f"台帳サーバーの指定「{text}」が正しくありません。quack:localhost:{PORT} の形で指定してください。"
        )
    return ServerAddress(found["host"], port)


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Load httpfs and quack into ``connection``; LedgerError when the packages are missing or do not fit."""
    for name in ("httpfs", "quack"):
        spec = find_spec(f"duckdb_extension_{name}")
        if spec is None or spec.origin is None:
            raise LedgerError(
                "台帳サーバーに必要な部品がありません。pip install 'tenken[server]' を実行してください。"
            )
        folder = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
        file = str(folder / f"{name}.duckdb_extension").replace("'", "''")
        try:
            connection.execute(f"LOAD '{file}'")
        except duckdb.Error as error:
            raise LedgerError(
                f"台帳サーバーの部品 {name} が、DuckDB {duckdb.__version__} に合いません。"
                "pip install 'tenken[server]' で入れ直してください。"
            ) from error
