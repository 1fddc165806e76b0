"""The ledger server (台帳サーバー): the one process that holds the file, and what it lets others do with it.

It takes reads, inserts and transactions and nothing else, so that whoever has the token can add to the ledger
but neither change nor remove what is there, nor reach a file, a setting or another server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import duckdb

from review_app.ledger import edition_turn, quack
from review_app.ledger.connection import Clock, Ledger, explain, utc_now
from review_app.ledger.errors import LedgerError
from review_app.ledger.quack import ServerAddress
from review_app.ledger.turns import Turns

_TAKEN = frozenset(
    {duckdb.StatementType.SELECT, duckdb.StatementType.INSERT, duckdb.StatementType.TRANSACTION}
)
# Functions that run SQL given as text, that steer this server or reach another, and what makes an INSERT an UPDATE.
_REFUSED = re.compile(r"\"?(query|query_table|conflict|quack\w*)\b", re.IGNORECASE)
_OR_REPLACE = re.compile(r"or\W.*", re.IGNORECASE | re.DOTALL), re.compile(r"replace\b", re.IGNORECASE)
_NAMES = frozenset({duckdb.token_type.identifier, duckdb.token_type.keyword})


@contextmanager
def served(
    path: Path, address: ServerAddress, token: str, *, create: bool = True, clock: Clock = utc_now
) -> Iterator[Ledger]:
    """Open the ledger at ``path`` (migrating it) and serve it at ``address`` while the block runs.

    The address must be free: Quack listens even where another server of the same user does.

    Raises LedgerError in Japanese when the file cannot be opened or the address is not to be had.
    """
    with Ledger.open(path, clock=clock, create=create, prepare=_prepare) as ledger:
        with ledger.file() as cursor:
            try:
                cursor.execute(
                    "CALL quack_serve(?, token := ?, allow_other_hostname := ?)",
                    [str(address), token, not address.local],
                )
            except duckdb.Error as error:
                raise _not_served(error, ledger, address) from error
        try:
            yield ledger
        finally:
            with ledger.file() as cursor:
                cursor.execute("CALL quack_stop(?)", [str(address)])


def _not_served(error: duckdb.Error, ledger: Ledger, address: ServerAddress) -> LedgerError:
    if "bind" in str(error):
        return LedgerError(
            f"台帳サーバーを {address} で始められません。ポート {address.port} が使用中でないかを確かめ、"
            "--port で別の番号を指定してください。"
        )
    return explain(error, ledger.path)


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    quack.load(connection)
    connection.create_function(
        "tenken_permits",
        lambda _session, text: permits(text),
        ["VARCHAR", "VARCHAR"],
        "BOOLEAN",
        side_effects=True,
    )
    _give_turns(connection, "tenken_turn", Turns())
    # Nobody waits for this one, so nobody has a place in its queue.
    _give_turns(connection, "tenken_edition_turn", Turns(lease=edition_turn.LEASE_SECONDS, patience=0))
    connection.execute("SET allow_persistent_secrets = false")
    connection.execute("SET quack_authorization_function = 'tenken_permits'")


def _give_turns(connection: duckdb.DuckDBPyConnection, name: str, turns: Turns) -> None:
    connection.create_function(
        name,
        lambda who, wanted: turns.take(who) if wanted else turns.give_back(who),
        ["VARCHAR", "BOOLEAN"],
        "BOOLEAN",
        side_effects=True,
    )


def permits(text: str) -> bool:
    """Whether the server runs ``text``: only reads, inserts and transactions; what cannot be read, never."""
    try:
        kinds = {statement.type for statement in duckdb.extract_statements(text)}
    except duckdb.Error:
        return False
    return kinds <= _TAKEN and not _reaches_further(text)


def _reaches_further(text: str) -> bool:
    encoded, tokens = text.encode(), duckdb.tokenize(text)
    names = [encoded[at : at + 40].decode(errors="replace") for at, kind in tokens if kind in _NAMES]
    if any(_REFUSED.match(name) for name in names):
        return True
    first, second = _OR_REPLACE
    return any(first.match(one) and second.match(two) for one, two in pairwise(names))
