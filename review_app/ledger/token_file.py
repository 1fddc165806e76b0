"""The token of a ledger server (合言葉): a random text in a file that only its owner may read.

Whoever has it can read and append everything, so it comes from nowhere else: not from the command line, where
every user of the machine would see it, and never from a default.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
from pathlib import Path

from review_app.ledger.errors import LedgerError

SHORTEST = 32
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{{SHORTEST},200}}")
_FEWEST_KINDS = 10  # a token made by hand: one word or one key, over and over


def make(path: Path) -> str:
    """Write a new random token to ``path``, readable by its owner only; LedgerError when that is impossible."""
    token = secrets.token_urlsafe(36)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{token}\n")
    except OSError as error:
        raise LedgerError(f"合言葉のファイル {path} を作れません。場所と権限を確認してください。") from error
    return token


def read(path: Path) -> str:
    """The token in ``path``.

    Raises LedgerError when there is no such file, others than its owner may read it (Unix), or the token is
    short or made by hand.
    """
    try:
        with path.open(encoding="ascii") as file:
            if sys.platform != "win32" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise LedgerError(
                    f"合言葉のファイル {path} を、持ち主のほかの人も使えます。chmod 600 {path} を実行してください。"
                )
            token = file.read(1000).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(
            f"合言葉のファイル {path} を読めません。--token-file の指定と権限を確認してください。"
        ) from error
    if not _SHAPE.fullmatch(token) or len(set(token)) < _FEWEST_KINDS:
        raise LedgerError(
            f"合言葉のファイル {path} の中身が短いか、推測しやすいものです。ファイルを消して "
            "tenken ledger-server を起動すると、新しい合言葉が作られます。"
        )
    return token
