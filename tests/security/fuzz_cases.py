"""Mutated real files for the fuzz tests: the sample city's own, damaged at random but repeatably."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

CITY = Path(__file__).parents[2] / "ordinances" / "sample" / "city"
LARGEST = 400_000
"""Files above this many bytes are cut: the subject is what the bytes say, not how many they are."""

# Pieces that mean something to one reader or another.
TOKENS = tuple(
    piece if isinstance(piece, bytes) else piece.encode()
    for piece in (
        *(
            "第一条　",
            "第99999999999999999999条",
            "２　",
            "(1)",
            "イ　",
            "附　則",
            "別表第１（第3条関係）",
            "目次",
        ),
        *(
            "第1条の2の3の4　",
            "○試験市条例",
            "平成元年条例第1号",
            "（平15条例46・一部改正）",
            "\t",
            "\r",
            "　" * 50,
        ),
        *("\u202e", "\u200b", "\ufeff", "\u0000", "\ue000", "\U000e0100", "が\u3099", "\u2028", "\x85", "😀"),
        *(
            "<table><tr><td colspan=99999>",
            "</div></div>",
            "<p class='eline'>",
            "<!--",
            "]]>",
            "&#0;",
            "&lt;",
        ),
        *(
            "<Law>",
            "</Article>",
            "<Paragraph Num='1'>",
            "<Ruby><Rt>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]>",
            "&a;",
        ),
        *("<w:p>", "<w:numPr><w:ilvl w:val='99'/>", "<w:tbl>", "</w:t>", "w:val='-1'", "w:val='x'"),
        *(
            "endobj",
            "stream",
            "/Length 99999999",
            "/Kids [1 0 R]",
            "xref",
            "%%EOF",
            "<FFFF>",
            "BT ET",
            "/Count -1",
        ),
        *(
            "<c r='XFD1048576' t='s'><v>99999999</v></c>",
            "<row r='-1'>",
            "<dimension ref='A1:XFD1048576'/>",
            "<v>1e999</v>",
            "<f>1+1</f>",
            " t='e'",
            " s='999'",
            "<is><t>",
            '"',
            "&x",
            "- *a\n",
        ),
        *(
            "\r\n--xx\r\n",
            "--xx--",
            "Content-Disposition: form-data; filename=",
            "filename*=UTF-8''%00",
            "\r\n\r\n",
            "; boundary=",
        ),
        *(
            b"\xff\xfe",
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"\x81",
            b"\xed\xa0\x80",
            b"\x1b$B",
            b"\xff" * 8,
            b"\x00" * 64,
        ),
    )
)


# A value in XML: between two tags, or of an attribute.
VALUE = re.compile(rb">([^<>]+)<|=\"([^\"<>]*)\"")
VALUES = tuple(
    value.encode()
    for value in (
        *("", " ", "0", "-1", "1", "99999999999999999999", "1e999", "NaN", "-0.5", "true", "TRUE", "#REF!"),
        *(
            "A1",
            "XFD1048576",
            "A0",
            "ZZZZ1",
            "1:1",
            "A1:XFD1048576",
            "s",
            "str",
            "inlineStr",
            "e",
            "b",
            "d",
            "n",
        ),
        *(
            "2027-04-01T00:00:00",
            "9999-99-99",
            "46113",
            "2958466",
            "-693593",
            "\u202e",
            "\ue000",
            "\U0002000b",
        ),
        *("&#13;&#10;", "&#x1b;", "&#xd800;", "&amp;lt;", "_x0000_", "_xD800_", "\u200b", "=1+1", "+1", "@x"),
        *(
            "第1条",
            "該当",
            "令和99年99月99日",
            "一二三四五六七八九十百千万億",
            "../../x.xml",
            "/xl/x.xml",
            "yyyy",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Case:
    """One input: a file name with its extension, and the bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what others send.

    ``read`` gives what a case broke, "" when it is taken or refused in Japanese; what it raises is a failure.
    ``holds`` is what must live as long.
    """

    samples: list[Case]
    read: Callable[[Case], str]
    holds: object = None


def reason(text: str) -> str:
    """What is wrong with a refusal: it is one line that is not empty."""
    return "" if text and "\n" not in text else f"reason: {text!r}"


def samples() -> list[Case]:
    """The sample city's files, in order."""
    paths = sorted(path for path in CITY.rglob("*") if path.is_file() and path.suffix != ".zip")
    return [Case(path.name, path.read_bytes()[:LARGEST]) for path in paths]


def mutated(originals: list[Case], seed: int, number: int) -> Case:
    """Give case ``number`` of a run: one sample, changed a few times; the same for the same arguments."""
    chance = Random(f"{seed}-{number}")  # noqa: S311 - repeatable, no secret
    # One file of each kind as often as of any other, though most samples are text.
    kind = chance.choice(sorted({Path(one.name).suffix for one in originals}))
    original = chance.choice([one for one in originals if Path(one.name).suffix == kind])
    content = original.content
    if content.startswith(b"PK") and chance.random() < 0.8:
        return Case(original.name, in_members(content, chance)[: 2 * LARGEST])
    if chance.random() < 0.3:
        content = recoded(content, chance)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        content = chance.choice(CHANGES)(content, chance, originals)
    return Case(original.name, content[: 2 * LARGEST])


def in_members(content: bytes, chance: Random) -> bytes:
    """Change the XML inside an Office package and pack it again, so that the damage gets past the zip.

    Mostly it stays well-formed: only values are changed, which gets past the XML parser too.
    """
    well_formed = chance.random() < 0.7
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        infos = old.infolist()
        # The largest part holds the text, the others say how it hangs together.
        hit = {max(infos, key=lambda info: info.file_size).filename, chance.choice(infos).filename}
        for info in infos:
            member = old.read(info)
            for _ in range(chance.choice((1, 1, 3, 10)) if info.filename in hit else 0):
                change = revalue if well_formed else chance.choice(CHANGES)
                member = change(member, chance, [])
            if chance.random() < 0.998:
                new.writestr(info.filename, member)
    return packed.getvalue()


def revalue(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """Put another value between two tags or into an attribute."""
    spans = [match.span(match.lastindex or 0) for match in VALUE.finditer(content)]
    if not spans:
        return content
    start, end = chance.choice(spans)
    return content[:start] + chance.choice(VALUES) * chance.choice((1, 1, 1, 300)) + content[end:]


def recoded(content: bytes, chance: Random) -> bytes:
    """Write text in another encoding than it says; other bytes stay."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    return text.encode(
        chance.choice(("cp932", "euc_jp", "utf-16", "utf-16-be", "iso2022_jp")), errors="replace"
    )


def _place(content: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 2, 5, 30, 300, 5000)))


def flip(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """Change one byte."""
    start, _end = _place(content, chance)
    return content[:start] + bytes([chance.randrange(256)]) + content[start + 1 :]


def cut(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """Take a piece out."""
    start, end = _place(content, chance)
    return content[:start] + content[end:]


def repeat(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """Repeat a piece, at most to 200 KB."""
    start, end = _place(content, chance)
    piece = content[start:end]
    times = min(chance.choice((1, 3, 50, 2000)), 200_000 // max(1, len(piece)))
    return content[:end] + piece * times + content[end:]


def insert(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """Put in a token, sometimes many of it."""
    start, _end = _place(content, chance)
    return content[:start] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 5, 500)) + content[start:]


def truncate(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """End early."""
    return content[: chance.randrange(len(content) + 1)]


def swap_lines(content: bytes, chance: Random, _: list[Case]) -> bytes:
    """Shuffle some lines."""
    lines = content.split(b"\n")
    for _ in range(5):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def splice(content: bytes, chance: Random, originals: list[Case]) -> bytes:
    """Go on with another file half way."""
    other = chance.choice(originals).content if originals else content
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


Change = Callable[[bytes, Random, list[Case]], bytes]
CHANGES: tuple[Change, ...] = (flip, flip, cut, repeat, insert, insert, insert, truncate, swap_lines, splice)
