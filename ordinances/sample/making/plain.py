"""A master as plain text, indented or hard-wrapped the way ordinances are handed round."""

from __future__ import annotations

from collections.abc import Iterator

from ordinances.sample.making.master import Kind, Line, Master

CODECS = {"utf8": "utf-8", "bom": "utf-8-sig", "cp932": "cp932", "eucjp": "euc_jp", "utf16": "utf-16"}
_INDENT = {
    Kind.DATE: 10,
    Kind.NUMBER: 10,
    Kind.CONTENTS: 1,
    Kind.CHAPTER: 3,
    Kind.CAPTION: 1,
    Kind.ITEM: 1,
    Kind.SUBITEM: 2,
    Kind.SUBSUBITEM: 3,
    Kind.SUPPL: 6,
}
_WIDTH = 40


def plain_text(master: Master) -> bytes:
    """Give the text in the encoding and lay-out the master asks for, lines ended as Windows ends them."""
    lines: list[str] = []
    for line in master.lines:
        text = line.printed.replace("|", "\t")
        if "indent" in master.format or "wrap" in master.format:
            text = "　" * _INDENT.get(line.kind, 0) + text
        lines += _wrapped(line, text) if "wrap" in master.format else [text]
    codec = next(CODECS[word] for word in master.format if word in CODECS)
    return "".join(f"{line}\r\n" for line in lines).encode(codec)


def _wrapped(line: Line, text: str) -> Iterator[str]:
    if line.kind is Kind.ROW:
        yield text
        return
    yield text[:_WIDTH]
    hanging = "　" * (_INDENT.get(line.kind, 0) + 1)
    for start in range(_WIDTH, len(text), _WIDTH - len(hanging)):
        yield hanging + text[start : start + _WIDTH - len(hanging)]
