"""Statements as text for a ledger server: every value written into the SQL in a spelling that cannot end it.

DuckDB's Quack protocol takes a statement as one text without parameters. Plain identifiers are quoted as they
are; any other text travels as Base64, so that no quote, NUL or control character of it is ever seen by a
parser (which also takes quadratic time over doubled quotes), and lists and tables travel as Base64 of JSON.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa

_PLAIN = re.compile(r"[A-Za-z0-9_:.@ -]*")
_ARROW_TYPES: dict[pa.DataType, str | list[str]] = {
    pa.bool_(): "BOOLEAN",
    pa.int8(): "TINYINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.list_(pa.string()): ["VARCHAR"],
}


def statement(sql: str, params: Sequence[object] = (), tables: Mapping[str, pa.Table] | None = None) -> str:
    """``sql`` with its ``?`` replaced by ``params`` and the names of ``tables`` by their rows.

    Raises ValueError when the numbers of ``?`` and of ``params`` differ, TypeError for a value of another type
    than the ledger stores.
    """
    pieces = _split(sql)
    if len(pieces) != len(params) + 1:
        raise ValueError(f"{len(pieces) - 1} places for {len(params)} values")
    own = [_with_tables(piece, tables or {}) for piece in pieces]
    return own[0] + "".join(literal(value) + after for value, after in zip(params, own[1:], strict=True))


def _with_tables(sql: str, tables: Mapping[str, pa.Table]) -> str:
    if not tables:
        return sql
    names = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in tables))
    return names.sub(lambda found: rows(tables[found[0]]), sql)


@lru_cache(maxsize=500)
def _split(sql: str) -> tuple[str, ...]:
    """The stretches of ``sql`` around its ``?``, as DuckDB's own tokenizer sees them."""
    encoded = sql.encode()
    places = [
        at
        for at, kind in duckdb.tokenize(sql)
        if kind == duckdb.token_type.operator and encoded[at : at + 1] == b"?"
    ]
    starts, ends = [0, *(at + 1 for at in places)], [*places, len(encoded)]
    return tuple(encoded[start:end].decode() for start, end in zip(starts, ends, strict=True))


def literal(value: object) -> str:  # noqa: PLR0911 - one line for each type
    """One value as SQL; TypeError for a type the ledger does not store."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return f"CAST('{float(value)!r}' AS DOUBLE)"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return f"'{value}'" if _PLAIN.fullmatch(value) else _encoded(value)
    if isinstance(value, list | tuple):
        return _list(value)
    raise TypeError(f"{type(value).__name__} cannot be sent to a ledger server")


def _list(values: Sequence[object]) -> str:
    kinds = {type(value) for value in values}
    if not kinds:
        return "[]"
    for python, sql in ((str, "VARCHAR"), (int, "BIGINT"), (float, "DOUBLE")):
        if kinds == {python}:
            return f"from_json({_encoded(_json(list(values)))}, '[\"{sql}\"]')"
    return f"[{', '.join(literal(value) for value in values)}]"


def rows(table: pa.Table) -> str:
    """An Arrow table as a subquery with the same columns."""
    shape = {field.name: _ARROW_TYPES[field.type] for field in table.schema}
    data = _encoded(_json(table.to_pylist()))
    return f"(SELECT sent.* FROM (SELECT unnest(from_json({data}, '[{_json(shape)}]')) AS sent))"  # noqa: S608 (Base64)


def _encoded(text: str) -> str:
    return f"decode(from_base64('{base64.b64encode(text.encode()).decode('ascii')}'))"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda day: day.isoformat())
