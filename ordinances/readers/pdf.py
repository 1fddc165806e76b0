"""PDF with a text layer to lines, then the line grammar; what repeats on each page is left out."""

from __future__ import annotations

import logging
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pdfminer.layout import LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from ordinances import grammar
from ordinances.limits import MB
from ordinances.model import Ordinance
from ordinances.outcome import NotAnOrdinanceError
from ordinances.readers.errors import ReadError
from ordinances.readers.pdf_layout import TooMuchDrawnError, pages

# pdfminer warns about every odd font on stderr, where the outcome lines go.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_MAX_PAGES = 1000
_MAX_UNPACKED = 200 * MB
_PIECE = 64 * 1024

_SCANNED = "文字情報のない(画像だけの)PDFです。元のWordを使うか、文字認識(OCR)をしてから指定してください。"
_UNREADABLE = "PDFの文字を取り出せません(文字の対応表がありません)。元のWordかテキストを使ってください。"
_LOCKED = "PDFにパスワードが付いています。外して保存し直してください。"
_BROKEN = "PDFとして開けません(壊れています)。開けるか確かめ、保存し直してください。"
_BOMB = "展開すると大きすぎるPDFのため、読みません。元のWordかテキストを使ってください。"
_LONG = f"ページが多すぎます(上限 {_MAX_PAGES} ページ)。例規1件ごとのファイルに分けてください。"

# Many PDF makers map a glyph to the first character that has it, which for 長 and 工 is a radical's: ⻑, ⼯.
_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
} | str.maketrans("⺟⺠⻁⻄⻆⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲", "母民虎西角長青食鬼麦黄斉歯竜亀")
_DASHES = "[-‐–—―－ 　]*"
_PAGE_NUMBER = re.compile(rf"{_DASHES}(?:[pP]\.? ?)?\d{{1,4}}(?: ?/ ?\d{{1,4}})?{_DASHES}(?:ページ|頁)?")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
# What pdfminer's own code stumbles over in a damaged file, found by fuzzing.
_DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RecursionError,
)
_STREAM = re.compile(rb"stream\r?\n")


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: text, left edge, base and height in points."""

    text: str
    x: float
    y: float
    height: float


def read_pdf(content: bytes, source: str) -> Ordinance:
    """Read a PDF's text layer.

    Raises:
        NotAnOrdinanceError: the PDF is only scanned images.
        ReadError: the PDF is broken, locked, too large, or holds no ordinance.
    """
    _refuse_bomb(content)
    printed = list(_pages(content))
    if len(printed) > _MAX_PAGES:
        raise ReadError(_LONG)
    text = "".join(line.text for page in printed for line in page)
    if not text.strip():
        raise NotAnOrdinanceError(_SCANNED)
    if len(_UNMAPPED.findall(text)) * 20 > len(text):
        raise ReadError(_UNREADABLE)
    return grammar.parse(list(_indented(_without_furniture(printed))), source)


def _refuse_bomb(content: bytes) -> None:
    """Refuse a file whose compressed streams unpack to more than memory should hold."""
    unpacked = 0
    for start in _STREAM.finditer(content):
        for size in _unpacked_sizes(memoryview(content)[start.end() :]):
            unpacked += size
            if unpacked > _MAX_UNPACKED:
                raise ReadError(_BOMB)


def _unpacked_sizes(data: memoryview) -> Iterator[int]:
    """Yield the sizes of the pieces a deflate stream unpacks to, none when it is not one."""
    unpacker = zlib.decompressobj()
    try:
        for at in range(0, len(data), _PIECE):
            waiting: bytes | memoryview = data[at : at + _PIECE]
            while waiting:
                yield len(unpacker.decompress(waiting, MB))
                waiting = unpacker.unconsumed_tail
            if unpacker.eof:
                return
    except zlib.error:
        return


def _pages(content: bytes) -> Iterator[list[_Line]]:
    try:
        for lines in islice(pages(content), _MAX_PAGES + 1):
            yield _rows([line for printed in lines if (line := _line(printed)).text])
    except PDFPasswordIncorrect as error:
        raise ReadError(_LOCKED) from error
    except TooMuchDrawnError as error:
        raise ReadError(_BOMB) from error
    except (PDFException, PSException, *_DAMAGE) as error:
        raise ReadError(_BROKEN) from error


def _line(line: LTTextLine) -> _Line:
    text = line.get_text().replace("\t", " ").strip("\r\n ").translate(_RADICALS)
    return _Line(text, line.x0, line.y0, line.height)


def _rows(lines: list[_Line]) -> list[_Line]:
    """Order a page's lines from the top; those on one base (cells, a number and its text) become one."""
    out: list[_Line] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x)):
        above = out[-1] if out else None
        if above is not None and abs(above.y - line.y) < 0.4 * min(above.height, line.height):
            first, second = sorted((above, line), key=lambda part: part.x)
            out[-1] = _Line(
                f"{first.text}　{second.text}", first.x, above.y, max(first.height, second.height)
            )
        else:
            out.append(line)
    return out


def _without_furniture(pages: Sequence[list[_Line]]) -> Iterator[_Line]:
    """Yield the lines of all pages without page numbers and the headers and footers that repeat."""
    edges = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    repeated = {key for key, count in edges.items() if count > 1 and count * 2 >= len(pages)}
    for page in pages:
        edge = {id(line) for line in _edges(page)}
        for line in page:
            if id(line) not in edge or not (_PAGE_NUMBER.fullmatch(line.text) or _key(line) in repeated):
                yield line


def _edges(page: list[_Line]) -> list[_Line]:
    """Give the lines that may be a header or footer: the first two and the last two."""
    return [*page[:2], *page[2:][-2:]]


def _key(line: _Line) -> tuple[str, int]:
    """Give what a header or footer has in common on all pages: its text but for numbers, and its height."""
    return re.sub(r"\d+", "0", line.text), round(line.y / 5)


def _indented(lines: Iterator[_Line]) -> Iterator[str]:
    """Give each line its indent back as full-width spaces, which the grammar reads levels from."""
    rows = list(lines)
    left = min((row.x for row in rows), default=0.0)
    for row in rows:
        yield "　" * min(20, round((row.x - left) / max(row.height, 1.0))) + row.text
