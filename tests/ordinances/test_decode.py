"""Encodings of text files: detected without being told, and named."""

from __future__ import annotations

import pytest

from ordinances import ReadError
from ordinances.readers.decode import decode
from ordinances.readers.text import read_text

TEXT = "○花咲市公園条例\r\n第１条　この条例は、公園の設置及び管理に関し必要な事項を定めるものとする。\r\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("euc_jp", "euc_jp"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("iso2022_jp", "iso-2022-jp"),
    ],
)
def test_each_encoding_is_found_and_named(codec: str, name: str) -> None:
    """The text comes back unchanged, and the report can say what was used."""
    assert decode(TEXT.encode(codec)) == (TEXT, name)


@pytest.mark.parametrize("codec", ["cp932", "euc_jp"])
@pytest.mark.parametrize("text", ["第1条　削除", "花咲市役所", "別表", "（目的）"])
def test_even_a_few_characters_are_told_apart(codec: str, text: str) -> None:
    """A file of one short line is still read right."""
    assert decode(text.encode(codec))[0] == text


def test_characters_only_windows_has_survive() -> None:
    """①, ㈱ and 髙 are CP932's own."""
    text = "①　㈱花咲　髙橋様の届出について定める。"
    assert decode(text.encode("cp932")) == (text, "cp932")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空です"),
        (b" \r\n ", "空です"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "バイナリ"),
        (bytes(range(256)) * 8, "バイナリ"),
        (b"\xff\xfe\x00", "BOM"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    """Empty and binary files are told apart from text."""
    with pytest.raises(ReadError, match=reason):
        decode(data)


def test_the_text_reader_passes_the_encoding_on() -> None:
    """The ordinance remembers how its file was read."""
    text, encoding = decode(TEXT.encode("cp932"))
    ordinance = read_text(text, "公園.txt", encoding=encoding)
    assert (ordinance.title, ordinance.encoding) == ("花咲市公園条例", "cp932")
