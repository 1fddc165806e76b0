"""Opening the ledger file (台帳) and handing out cursors.

DuckDB allows one writing process per file, and within a process a connection shared by threads silently mixes
results; so there is exactly one ``duckdb.connect`` per process and file, and a fresh ``cursor()`` for every
call.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import duckdb

from review_app.ledger import migrations
from review_app.ledger.edition_turn import EditionTurn
from review_app.ledger.errors import LedgerError, LedgerLockedError
from review_app.ledger.memory import Memory

Prepare = Callable[[duckdb.DuckDBPyConnection], None]
Clock = Callable[[], datetime]

# The first entry of every WAL: field 100 (0x64, 0x00), WALType::WAL_VERSION (98).
_WAL_HEAD = b"\x64\x00\x62"
_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


class Cursor(Protocol):
    """What the ledger uses of a DuckDB cursor; ``ledger.remote`` has the same for a ledger server."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """The columns of the last result, the name first in each."""

    def execute(self, query: str, parameters: object = None, /) -> Cursor:
        """Run one statement and give the cursor."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row of the last result."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows left of the last result."""

    def fetchmany(self, size: int = 1, /) -> list[tuple[Any, ...]]:
        """Up to ``size`` next rows of the last result."""

    def register(self, view_name: str, python_object: object, /) -> object:
        """Let statements use an Arrow table by this name."""

    def unregister(self, view_name: str, /) -> object:
        """Forget the name."""

    def begin(self) -> object:
        """Begin a transaction."""

    def commit(self) -> object:
        """Make it last."""

    def rollback(self) -> object:
        """Give it up."""

    def close(self) -> None:
        """Give the cursor back."""


class Connection(Protocol):
    """A connection that gives fresh cursors."""

    def cursor(self) -> Cursor:
        """Give a cursor of its own for one call."""

    def close(self) -> None:
        """Close it; no cursor is used afterwards."""


def utc_now() -> datetime:
    """The present as naive UTC, as the ledger stores it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(slots=True)
class Shared:
    """The one connection of this process to one file, counted by its handles."""

    connection: Connection
    handles: int = 0
    append_lock: AbstractContextManager[object] = field(default_factory=threading.RLock)
    edition_turn: EditionTurn = field(default_factory=EditionTurn)
    memory: Memory = field(default_factory=Memory)


_open_files: dict[Path, Shared] = {}
_open_files_lock = threading.Lock()


class Ledger:
    """A handle on the ledger file. Use as a context manager, or keep one for the life of the process.

    Handles of one process on the same file share its single connection; the last one closed closes it.
    """

    def __init__(self, path: Path, shared: Shared, clock: Clock) -> None:
        self.path = path
        self.now = clock
        self._shared = shared

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        clock: Clock = utc_now,
        create: bool = True,
        prepare: Prepare | None = None,
    ) -> Ledger:
        """Open (and create or migrate) the ledger at ``path``.

        ``prepare`` may change the connection before its settings are locked; the file must not be open yet.

        Raises LedgerError with a Japanese sentence when the file is held by another process, damaged, not
        writable, not a ledger, or absent while ``create`` is False. Nothing is ever deleted.
        """
        resolved = Path(path).expanduser().resolve()
        return cls.on(
            resolved, lambda: Shared(_connected(resolved, clock, create=create, prepare=prepare)), clock
        )

    @classmethod
    def on(cls, name: Path, connect: Callable[[], Shared], clock: Clock = utc_now) -> Ledger:
        """Give a handle on this process's one connection to ``name``, made by ``connect`` when there is none."""
        with _open_files_lock:
            shared = _open_files.get(name)
            if shared is None:
                shared = _open_files[name] = connect()
            shared.handles += 1
        return cls(name, shared, clock)

    @property
    def remote(self) -> bool:
        """Whether the ledger is behind a server, so that ``path`` is its address and no file."""
        return not isinstance(self._shared.connection, duckdb.DuckDBPyConnection)

    def close(self) -> None:
        """Give the handle back; the last handle writes the WAL into the file and lets it go."""
        with _open_files_lock:
            self._shared.handles -= 1
            if self._shared.handles == 0:
                _open_files.pop(self.path, None)
                self._shared.connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """Yield a fresh cursor, closed afterwards; DuckDB's own errors come out as LedgerError."""
        cursor = self._shared.connection.cursor()
        try:
            yield cursor
        except (duckdb.IOException, duckdb.FatalException) as error:
            raise explain(error, self.path) from error
        except duckdb.TransactionException as error:
            # A full disk comes out of COMMIT as the same class as a collision, which callers try again.
            if _NO_SPACE.search(str(error)):
                raise explain(error, self.path) from error
            raise
        finally:
            cursor.close()

    @contextmanager
    def file(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor on the ledger's own file, for what only the process that holds it can do.

        Raises LedgerError when the ledger is behind a server.
        """
        with self.cursor() as cursor:
            if not isinstance(cursor, duckdb.DuckDBPyConnection):
                raise LedgerError(_ONLY_THERE.format(path=self.path))
            yield cursor

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Yield a cursor inside one transaction: committed at the end, rolled back on any error."""
        with self.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    @property
    def append_lock(self) -> AbstractContextManager[object]:
        """The lock that lets appenders take turns: those of this process, of a server all of them.

        It is for fairness only; what is appended twice fails on the unique keys.
        """
        return self._shared.append_lock

    @property
    def edition_turn(self) -> EditionTurn:
        """What an import or an extraction holds while it runs, so that there is one at a time."""
        return self._shared.edition_turn

    @property
    def memory(self) -> Memory:
        """What was read before through this connection."""
        return self._shared.memory

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run one query on a fresh cursor and give its rows as dicts, in order."""
        with self.cursor() as cursor:
            return fetch(cursor, sql, params)


def fetch(cursor: Cursor, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
    """Run one query on ``cursor`` and give its rows as dicts, in order."""
    result = cursor.execute(sql, list(params))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def backup_folder(path: Path) -> Path:
    """The only folder besides the ledger's own file that its connection may write to."""
    return path.parent / f"{path.stem}-backups"


def _connected(
    path: Path, clock: Clock, *, create: bool, prepare: Prepare | None
) -> duckdb.DuckDBPyConnection:
    connection = _connect(path, create=create)
    try:
        if prepare is not None:
            prepare(connection)
        _lock_down(connection, path)
        migrations.migrate(connection, path, clock())
    except BaseException as error:
        connection.close()
        if isinstance(error, duckdb.Error):
            raise explain(error, path) from error
        raise
    return connection


def _connect(path: Path, *, create: bool) -> duckdb.DuckDBPyConnection:
    if not path.exists() and not create:
        raise LedgerError(
            f"台帳ファイルがありません: {path}（tenken import または tenken demo で作成できます）"
        )
    if path.is_dir():
        raise LedgerError(f"台帳ファイルの場所にフォルダーがあります: {path}")
    if not path.parent.is_dir():
        raise LedgerError(f"台帳を置くフォルダーがありません: {path.parent}（先に作成してください）")
    _check_wal(path)
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise explain(error, path) from error
    return connection


def _check_wal(path: Path) -> None:
    """Refuse a WAL that does not begin like one: DuckDB 1.5.5 would drop it, and the acts in it, silently."""
    wal = Path(f"{path}.wal")
    if not wal.is_file():
        return
    with wal.open("rb") as file:
        head = file.read(8)
    if len(head) == 8 and not head.startswith(_WAL_HEAD):
        raise LedgerError(_BAD_WAL.format(path=path))


def _lock_down(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Take from the connection whatever it does not need: files (but backups), extensions, settings.

    The order is DuckDB's: the allowed folder first, then no more access, then no more changes.
    """
    folder = str(backup_folder(path)).replace("'", "''")
    for statement in (
        f"SET allowed_directories = ['{folder}']",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)


def explain(error: duckdb.Error, path: Path) -> LedgerError:
    """Turn DuckDB's error on opening or writing ``path`` into one Japanese sentence with the way out."""
    text = str(error).replace(str(path), "")  # the name of a folder is no reason
    if holder := _HOLDER.search(text):
        program = Path(holder["program"]).name
        return LedgerLockedError(
            f"台帳 {path} は別のプログラム（{program}、プロセス番号 {holder['pid']}）が使用中です。{_WAY_OUT}"
        )
    for sign, sentence in _SENTENCES:
        if sign.search(text):
            return LedgerError(sentence.format(path=path))
    return LedgerError(f"台帳 {path} を扱えません: {text.splitlines()[0]}")


_WAY_OUT = (
    "そちら（審査の画面やほかのコマンド）を終了してから、もう一度実行してください。"
    "同時に使うときは、台帳サーバー（tenken ledger-server）を使います。"
)
_ONLY_THERE = (
    "台帳サーバー（{path}）の台帳の控えは、ここからは取れません。サーバーを tenken ledger-server --backup-to で"
    "起動すると、動かしたまま控えを取ります。"
)
_BAD_WAL = (
    "台帳 {path} の更新記録（{path}.wal）を読み込めません。どちらのファイルも消さずに別の場所へ移し、"
    "tenken restore で直近のバックアップから戻してください。"
)
_NO_SPACE = re.compile(
    r"No space left|disk is full|out of disk|not enough space|quota exceeded|File too large", re.IGNORECASE
)
# In this order: a full disk or a missing right is often told with the name of the .wal file.
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"set lock|being used by another process", re.IGNORECASE),
        f"台帳 {{path}} は別のプログラムが使用中です。{_WAY_OUT}",
    ),
    (
        _NO_SPACE,
        "ディスクの空きがないため台帳 {path} に書き込めません。空きを作ってから、もう一度実行してください。",
    ),
    (
        re.compile(r"Permission denied|read-only|access is denied", re.IGNORECASE),
        "台帳 {path} に書き込む権限がありません。ファイルとフォルダーの書込み権限を確認してください。",
    ),
    (re.compile(r"WAL|replay", re.IGNORECASE), _BAD_WAL),
    (
        re.compile(r"not a valid DuckDB|checksum|corrupt|deserializ", re.IGNORECASE),
        "台帳 {path} は壊れているか、点検の台帳ではありません。ファイルを別の場所へ移し、"
        "tenken restore で直近のバックアップから戻してください。",
    ),
    (
        re.compile(r"version number|newer version|storage version", re.IGNORECASE),
        "台帳 {path} は新しい版の DuckDB で作られているため開けません。tenken を新しい版にしてください。",
    ),
)
