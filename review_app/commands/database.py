"""The ``--db`` option and the opened ledger, for every subcommand that needs one."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console

if TYPE_CHECKING:
    from review_app.ledger import Ledger


DbOption = Annotated[
    Path | None,
    typer.Option(
        "--db",
        envvar="TENKEN_DB",
        help="台帳のファイル（省略時は利用者のデータフォルダーの tenken.duckdb）。"
        "台帳サーバーを使うときは quack:ホスト:ポート",
        show_default=False,
    ),
]
TokenOption = Annotated[
    Path | None,
    typer.Option(
        "--token-file", envvar="TENKEN_TOKEN_FILE", help="台帳サーバーの合言葉のファイル", show_default=False
    ),
]

_token_file: ContextVar[Path | None] = ContextVar("token_file", default=None)


def with_token(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes ``--db`` the option ``--token-file`` too, for :func:`open_ledger` to find."""
    shape = inspect.signature(command, eval_str=True)
    if "db" not in shape.parameters or "token_file" in shape.parameters:
        return command

    @functools.wraps(command)
    def reaching(*arguments: object, token_file: Path | None = None, **options: object) -> None:
        before = _token_file.set(token_file)
        try:
            command(*arguments, **options)
        finally:
            _token_file.reset(before)

    option = inspect.Parameter(
        "token_file", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=TokenOption
    )
    parameters = [*shape.parameters.values(), option]
    reaching.__signature__ = shape.replace(parameters=parameters)  # type: ignore[attr-defined] # read by inspect
    reaching.__annotations__ = {each.name: each.annotation for each in parameters}
    return reaching


def ledger_path(db: Path | None, name: str = "tenken.duckdb") -> Path:
    """The ledger file: ``--db`` or TENKEN_DB when given, else ``name`` in the user's data folder (made if
    missing).

    Raises LedgerError when it names a ledger server.
    """
    from review_app.ledger import LedgerError
    from review_app.ledger.quack import address_of

    if db is not None and address_of(str(db)):
        raise LedgerError(
            f"この操作は、台帳サーバー（{db}）ごしにはできません。"
            "サーバーを止め、--db に台帳のファイルを指定してください。"
        )
    if db is not None:
        return db
    from platformdirs import user_data_path

    return user_data_path("tenken", appauthor=False, ensure_exists=True) / name


@contextmanager
def open_ledger(db: Path | None, *, create: bool = False, name: str = "tenken.duckdb") -> Iterator[Ledger]:
    """Open the ledger for one command; what goes wrong is one Japanese line on stderr and exit code 1.

    Ctrl-C ends with 130: what was reported as done is written, and running the command again goes on from
    there. What a command that may make a ledger writes meanwhile is its owner's alone.
    """
    private = private_files() if create else nullcontext()
    with refusals(), private, _opened(db, name, create=create) as ledger:
        yield ledger


@contextmanager
def private_files() -> Iterator[None]:
    """Let files made meanwhile be their owner's alone (on Unix): a ledger, its WAL and its backups hold all answers."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _opened(db: Path | None, name: str, *, create: bool) -> Ledger:
    from review_app.ledger import Ledger, LedgerError, quack, remote, token_file

    address = quack.address_of(str(db)) if db is not None else None
    if address is None:
        return Ledger.open(ledger_path(db, name), create=create)
    file = _token_file.get()
    if file is None:
        raise LedgerError(
            "台帳サーバーを使うには、合言葉のファイルを --token-file（または TENKEN_TOKEN_FILE）で指定してください。"
        )
    authority = os.environ.get("TENKEN_CA_FILE")
    return remote.connect(address, token_file.read(file), authority=Path(authority) if authority else None)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal of ledger or workflow into one line and exit code 1, Ctrl-C into 130."""
    from review_app.ledger import LedgerError
    from review_app.workflow.errors import WorkflowError

    try:
        yield
    except (LedgerError, WorkflowError) as error:
        console.say(console.printable(str(error)))
        raise typer.Exit(console.SOME_FAILED) from error
    except KeyboardInterrupt as error:
        console.say("中断しました。ここまでの結果は保存されています。もう一度実行すると続きから行います。")
        raise typer.Exit(console.INTERRUPTED) from error
