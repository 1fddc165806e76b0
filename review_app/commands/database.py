"""The ``--db`` option and the opened ledger, for every subcommand that needs one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
        help="台帳のファイル（省略時は利用者のデータフォルダーの tenken.duckdb）",
        show_default=False,
    ),
]


def ledger_path(db: Path | None, name: str = "tenken.duckdb") -> Path:
    """The ledger file: ``--db`` or TENKEN_DB when given, else ``name`` in the user's data folder (made if
    missing).
    """
    if db is not None:
        return db
    from platformdirs import user_data_path

    return user_data_path("tenken", appauthor=False, ensure_exists=True) / name


@contextmanager
def open_ledger(db: Path | None, *, create: bool = False, name: str = "tenken.duckdb") -> Iterator[Ledger]:
    """Open the ledger for one command; what goes wrong is one Japanese line on stderr and exit code 1.

    Ctrl-C ends with 130: what was reported as done is written, and running the command again goes on from
    there.
    """
    from review_app.ledger import Ledger

    with refusals(), Ledger.open(ledger_path(db, name), create=create) as ledger:
        yield ledger


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
