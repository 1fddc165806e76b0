"""Text that is safe in a cell: no control characters, never a formula, never too long (表計算の式の無害化)."""

from __future__ import annotations

import re

MAX_CELL = 32_767
"""The most characters a cell of Excel holds (Excel specifications and limits)."""

# What XML 1.0 cannot carry (section 2.2), and control characters that no ordinance needs.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet takes a cell of a CSV that begins so for a formula (OWASP: CSV Injection); Japanese input
# methods produce the full-width forms, which some spreadsheets turn into half-width ones.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_CUT = "…（長いため以下省略）"


def clean(text: str) -> str:
    """Text as a cell can hold it: line ends as ``\\n``, other control characters as U+FFFD, cut to size."""
    text = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Excel counts UTF-16 units.
    if len(text.encode("utf-16-le")) // 2 <= MAX_CELL:
        return text
    room = (MAX_CELL - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + _CUT


def csv_safe(text: str) -> str:
    """Text for a CSV cell: what a spreadsheet would take for a formula gets a leading apostrophe.

    The rule is documented for those who read the CSV by program: a value that begins with ``'`` followed by
    one of ``= + - @``, their full-width forms, tab or line end carries one apostrophe too many.
    """
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) else text


def one_line(text: str, limit: int = 60) -> str:
    """Text for a message: on one line and not too long."""
    # What is far behind the limit need not be looked at: each line of a sheet is asked for such texts.
    shown = " ".join(clean(text[: limit * 20]).split())
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
