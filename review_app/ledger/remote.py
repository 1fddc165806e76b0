"""A ledger behind a server (台帳サーバー): the same cursors as on a file, over DuckDB's Quack protocol.

Quack 1.5.5 knows neither parameters nor, through ATTACH, transactions: what is inserted stays after ROLLBACK.
So each statement is sent as one text (``ledger.wire``) that the server runs as a whole, and a transaction is
one such text: its reads are sent at once, its inserts are kept back and sent between BEGIN and COMMIT. A
process that dies in between has written nothing. What was read may have changed meanwhile, but then the
event's own number is taken, and everything fails on its key, as for two writers of one file; so that this is
rare, the server gives turns (``ledger.turns``). A read does not see what its own transaction will insert.

Each cursor has a session of its own, since a session is one connection of the server and one transaction.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from review_app.ledger import migrations, quack, wire
from review_app.ledger.connection import Clock, Ledger, Shared, explain, utc_now
from review_app.ledger.edition_turn import EditionTurn
from review_app.ledger.errors import LedgerError, ServerLostError
from review_app.ledger.quack import ServerAddress
from review_app.ledger.turns import TurnLock

TIMEOUT_SECONDS = 120
# GLOBAL, or they would not hold for cursors. No retries: a statement sent twice would be run twice. The last one
# ends the changes.
_LOCK_DOWN = (
    "SET GLOBAL allow_persistent_secrets = false",
    "SET GLOBAL http_retries = 0",
    f"SET GLOBAL http_timeout = {TIMEOUT_SECONDS}",
    "SET GLOBAL enable_server_cert_verification = true",
    "SET GLOBAL autoinstall_known_extensions = false",
    "SET GLOBAL autoload_known_extensions = false",
    "SET GLOBAL enable_external_access = false",
    "SET GLOBAL lock_configuration = true",
)


def connect(
    address: ServerAddress, token: str, *, clock: Clock = utc_now, authority: Path | None = None
) -> Ledger:
    """Open the ledger behind ``address``; ``authority`` holds the certificates to trust (PEM).

    Raises LedgerError in Japanese when no server answers, the token is refused, or it runs other versions.
    """

    def opened() -> Shared:
        connection = RemoteConnection(address, token, authority)
        try:
            _check_versions(connection, address)
        except BaseException:
            connection.close()
            raise
        append, edition = (_asker(connection, name) for name in ("tenken_turn", "tenken_edition_turn"))
        return Shared(
            connection,
            append_lock=TurnLock(lambda: append(True), lambda: append(False)),
            edition_turn=EditionTurn(lambda: edition(True), lambda: edition(False)),
        )

    return Ledger.on(Path(str(address)), opened, clock)


def _asker(connection: RemoteConnection, function: str) -> Callable[[bool], bool]:
    """Give what asks the server for a turn (True) or gives it back (False), in the name of this process."""
    me = secrets.token_hex(16)

    def ask(wanted: bool) -> bool:
        cursor = connection.cursor()
        try:
            row = cursor.execute(f"SELECT {function}(?, ?)", [me, wanted]).fetchone()
        except ServerLostError:
            if wanted:
                raise
            return True  # what was appended is there; the turn ends by itself
        finally:
            cursor.close()
        return bool(row and row[0])

    return ask


def _check_versions(connection: RemoteConnection, address: ServerAddress) -> None:
    cursor = connection.cursor()
    try:
        rows = cursor.execute("SELECT version(), list(name ORDER BY name) FROM migration").fetchall()
    except duckdb.CatalogException as error:
        raise LedgerError(f"{address} は点検の台帳サーバーではありません。") from error
    finally:
        cursor.close()
    for there, here in zip(rows[0], (f"v{duckdb.__version__}", migrations.names()), strict=True):
        if there != here:
            raise LedgerError(_OTHER_VERSION.format(address=address))


class RemoteConnection:
    """This process's sessions on a ledger server: one for each cursor in use, kept for the next."""

    def __init__(self, address: ServerAddress, token: str, authority: Path | None = None) -> None:
        self.address = address
        self._attach = (
            f"ATTACH {wire.literal(str(address))} AS {{name}} (TYPE quack, TOKEN {wire.literal(token)})"
        )
        self._lock = threading.Lock()
        self._idle: list[str] = []
        self._made = 0
        self._local = duckdb.connect(":memory:")
        try:
            quack.load(self._local)
            if authority is not None:
                self._local.execute("SET GLOBAL ca_cert_file = ?", [str(authority)])
            for statement in _LOCK_DOWN:
                self._local.execute(statement)
        except BaseException:
            self._local.close()
            raise

    def cursor(self) -> RemoteCursor:
        """Give a cursor with a session nobody else uses."""
        return RemoteCursor(self)

    def close(self) -> None:
        """End all sessions."""
        for name in self._idle:
            self.discard(name)
        self._local.close()

    def take(self) -> str:
        """An idle session, or a new one."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            self._made += 1
            name = f"session_{self._made}"
        try:
            self._run(self._attach.format(name=name))
        except duckdb.Error as error:
            raise _translated(error, self.address) from error
        return name

    def give_back(self, name: str) -> None:
        """Keep a session that is in no transaction for the next cursor."""
        with self._lock:
            self._idle.append(name)

    def discard(self, name: str) -> None:
        """End a session; the server gives up whatever it was doing."""
        with suppress(duckdb.Error):
            self._run(f"DETACH {name}")

    def send(self, name: str, text: str) -> duckdb.DuckDBPyConnection:
        """Run ``text`` on the server and give its result; duckdb.Error and LedgerError as from a file."""
        local = self._local.cursor()
        try:
            return local.execute("FROM quack_query_by_name(?, ?)", [name, text])
        except duckdb.Error as error:
            local.close()
            raise _translated(error, self.address) from error

    def _run(self, statement: str) -> None:
        local = self._local.cursor()
        try:
            local.execute(statement)
        finally:
            local.close()


class RemoteCursor:
    """A ``ledger.connection.Cursor`` on a session of a ledger server."""

    def __init__(self, connection: RemoteConnection) -> None:
        self._connection = connection
        self._session = ""
        self._kept_back: list[str] | None = None
        self._tables: dict[str, pa.Table] = {}
        self._result: duckdb.DuckDBPyConnection | None = None

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """The columns of the last result."""
        return self._result.description if self._result else None

    def execute(self, query: str, parameters: object = None, /) -> RemoteCursor:
        """Run one statement; inside a transaction an INSERT waits for the COMMIT."""
        params = parameters if isinstance(parameters, list | tuple) else ()
        text = wire.statement(query, params, self._tables)
        if self._kept_back is not None and query.lstrip()[:6].upper() == "INSERT":
            self._kept_back.append(text)
        else:
            self._ask(text)
        return self

    def _ask(self, text: str) -> None:
        self._forget()
        if not self._session:
            self._session = self._connection.take()
        try:
            self._result = self._connection.send(self._session, text)
        except ServerLostError:
            self._drop()
            raise
        except _UnknownSessionError:
            # The server was started anew and has run nothing of this.
            self._drop()
            self._session = self._connection.take()
            self._result = self._connection.send(self._session, text)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row of the last result."""
        return self._answer().fetchone()

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows left of the last result."""
        return self._answer().fetchall()

    def fetchmany(self, size: int = 1, /) -> list[tuple[Any, ...]]:
        """Up to ``size`` next rows of the last result."""
        return self._answer().fetchmany(size)

    def _answer(self) -> duckdb.DuckDBPyConnection:
        if self._result is None:
            raise duckdb.InvalidInputException("there is no result")
        return self._result

    def register(self, view_name: str, python_object: object, /) -> None:
        """Let statements use an Arrow table: it travels with each that names it."""
        self._tables[view_name] = python_object

    def unregister(self, view_name: str, /) -> None:
        """Forget the name."""
        self._tables.pop(view_name, None)

    def begin(self) -> None:
        """Begin to keep inserts back."""
        self._kept_back = []

    def rollback(self) -> None:
        """Drop the inserts kept back: the server has not seen them."""
        self._kept_back = None

    def commit(self) -> None:
        """Send the inserts kept back, as one text and one transaction."""
        statements, self._kept_back = self._kept_back or [], None
        if not statements:
            return
        try:
            if len(statements) == 1:
                self._ask(statements[0])
            else:
                self._ask(";\n".join(("BEGIN", *statements, "COMMIT")))
        except (duckdb.ConstraintException, duckdb.TransactionException):
            self._give_up()
            raise
        except BaseException:
            self._drop()
            raise

    def _give_up(self) -> None:
        """Leave the transaction that failed, if the server still is in it; else end the session."""
        try:
            self._connection.send(self._session, "ROLLBACK").close()
        except duckdb.TransactionException:
            pass  # it failed at its COMMIT, which ended it
        except (duckdb.Error, LedgerError):
            self._drop()

    def close(self) -> None:
        """Give the session back."""
        self._forget()
        if self._session:
            self._connection.give_back(self._session)
            self._session = ""

    def _forget(self) -> None:
        if self._result is not None:
            self._result.close()
            self._result = None

    def _drop(self) -> None:
        if self._session:
            self._connection.discard(self._session)
            self._session = ""


class _UnknownSessionError(LedgerError):
    """The server does not know the session: it was started anew."""


def _translated(error: duckdb.Error, address: ServerAddress) -> Exception:
    """What went wrong, as the same error it would be on a file: the server's come as one class."""
    text = str(error)
    for sign, kind in _KINDS:
        if sign.search(text):
            return kind(text)
    for words, sentence in _SENTENCES:
        if words in text:
            return LedgerError(sentence.format(address=address))
    if isinstance(error, duckdb.IOException | duckdb.HTTPException):
        return ServerLostError(_LOST.format(address=address))
    return explain(error, Path(str(address)))


_KINDS: tuple[tuple[re.Pattern[str], type[Exception]], ...] = (
    (re.compile(r"constraint violation|Constraint Error|[Dd]uplicate key"), duckdb.ConstraintException),
    (
        re.compile(r"TransactionContext|write-write conflict|Conflict on|no transaction is active"),
        duckdb.TransactionException,
    ),
    (re.compile(r"Invalid connection id"), _UnknownSessionError),
    (re.compile(r"Catalog Error|Table with name .* does not exist"), duckdb.CatalogException),
)
_LOST = (
    "台帳サーバー {address} につながりません。サーバーが動いているか、アドレスが正しいかを確かめてください。"
    "直前の操作は、画面を開き直して、保存されているかどうかを確かめてください。"
)
_OTHER_VERSION = "台帳サーバー {address} とこの tenken の版が違います。両方を同じ版にしてください。"
_SENTENCES = (
    (
        "Authentication failed",
        "台帳サーバー {address} が合言葉を受け付けません。"
        "--token-file に、サーバーと同じ合言葉のファイルを指定してください。",
    ),
    (
        "Authorization failed",
        "台帳サーバー {address} が、この操作を受け付けません。両方の tenken を同じ版にしてください。",
    ),
    ("Quack version", _OTHER_VERSION),
    (
        "Serialization Error",
        "台帳サーバー {address} の返事を読めません。アドレスとポートが点検の台帳サーバーのものか、"
        "同じ版の tenken かを確かめてください。",
    ),
)
