"""Bytes of a text file to characters, and the name of the encoding that was used."""

from __future__ import annotations


def decode(data: bytes) -> tuple[str, str]:
    """Return ``(text, encoding)``.

    Raises ``ReadError`` for empty or binary data.
    """
    raise NotImplementedError
