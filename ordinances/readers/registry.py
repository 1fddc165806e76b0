"""Which reader reads which bytes: the content decides, the extension only makes a remark.

Document readers are loaded when the first file of their kind comes, since each brings a large library.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from zipfile import ZipFile

from ordinances.archive import BROKEN, ZIP_MAGIC
from ordinances.filetypes import suffix
from ordinances.model import Ordinance
from ordinances.outcome import NotAnOrdinanceError
from ordinances.readers import decode as text_decode
from ordinances.readers.errors import ReadError

Reader = Callable[[bytes, str], Ordinance]

_SAVE_AS_DOCX = "Wordで開き、「名前を付けて保存」で .docx にしてから指定してください。"
_LEGACY = {
    "doc": f"古いWord形式(.doc)は読めません。{_SAVE_AS_DOCX}",
    "jtd": "一太郎形式は読めません。一太郎で .docx かテキストとして保存してから指定してください。",
    "xls": "Excelの表は例規として読めません。条文をWordかテキストにしてから指定してください。",
    "ppt": "PowerPointは例規として読めません。条文をWordかテキストにしてから指定してください。",
    "rtf": f"リッチテキスト形式(.rtf)は読めません。{_SAVE_AS_DOCX}",
    "odt": f"OpenDocument形式は読めません。{_SAVE_AS_DOCX}",
}
_IMAGE = "画像のため、例規として読みません。"
_IMAGE_MAGIC = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0{4}|II\*\0|MM\0\*", re.DOTALL)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY = "中身が空です。元のファイルを確かめて、保存し直してください。"
_BROKEN_OFFICE = "Wordの文書として開けません(壊れています)。Wordで開けるか確かめ、保存し直してください。"

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|table|p|h[1-6]|br|font|center)\b", re.IGNORECASE)
_XHTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml\b|Law\b|DataRoot\b|law_)")

_EXPECTED = {
    "xml": "egov-xml",
    "html": "html",
    "htm": "html",
    "txt": "text",
    "docx": "docx",
    "pdf": "pdf",
}
_NAMES = {
    "egov-xml": "法令標準XML",
    "html": "HTML",
    "text": "テキスト",
    "docx": "Word文書(.docx)",
    "pdf": "PDF",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """An ordinance, the format it was read as (``egov-xml``, ``reiki-base`` …), and a remark for people."""

    ordinance: Ordinance
    format: str
    remark: str = ""


def read_content(content: bytes, source: str) -> Parsed:
    """Read one file's content by the reader its bytes ask for.

    Raises:
        ReadError: the content is broken or holds no ordinance.
        NotAnOrdinanceError: the content is of a kind that is never read.
    """
    if not content:
        raise ReadError(_EMPTY)
    kind = detect(content, source)
    ordinance = _READERS[kind](content, source)
    expected = _EXPECTED.get(suffix(source))
    family = "html" if kind in ("reiki-base", "d1-law") else kind
    if expected and expected != family:
        remark = f"拡張子は .{suffix(source)} ですが、中身に合わせて{_NAMES[family]}として読みました。"
        return Parsed(replace(ordinance, notes=(*ordinance.notes, remark)), kind, remark)
    return Parsed(ordinance, kind)


def detect(content: bytes, source: str) -> str:
    """Tell the format of a file by its content.

    Raises:
        NotAnOrdinanceError: an image, a legacy or spreadsheet document.
        ReadError: an Office document that cannot be opened.
    """
    if content.startswith(ZIP_MAGIC):
        return _detect_office(content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_OLE_MAGIC):
        extension = suffix(source)
        raise NotAnOrdinanceError(_LEGACY.get(extension[:3], _LEGACY["doc"]))
    if content.startswith(b"{\\rtf"):
        raise NotAnOrdinanceError(_LEGACY["rtf"])
    if _IMAGE_MAGIC.match(content):
        raise NotAnOrdinanceError(_IMAGE)
    return _detect_markup(content)


def _detect_office(content: bytes) -> str:
    try:
        with ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except BROKEN as error:
        raise ReadError(_BROKEN_OFFICE) from error
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("xl/") for name in names):
        raise NotAnOrdinanceError(_LEGACY["xls"])
    if any(name.startswith("ppt/") for name in names):
        raise NotAnOrdinanceError(_LEGACY["ppt"])
    raise NotAnOrdinanceError(_LEGACY["odt"])


def _detect_markup(content: bytes) -> str:
    head = _head(content)
    if _XML.match(head) and not _XHTML.search(head):
        return "egov-xml"
    if _HTML.search(head):
        # Loaded here: only HTML needs the parser.
        return str(import_module("ordinances.readers.html_page").vendor(content))
    return "text"


def _head(content: bytes) -> str:
    """Give the first characters as far as markup needs them."""
    raw = content[:4096]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="ignore")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _lazy(module: str, name: str) -> Reader:
    def reader(content: bytes, source: str) -> Ordinance:
        read: Reader = getattr(import_module(f"ordinances.readers.{module}"), name)
        return read(content, source)

    return reader


def _read_text(content: bytes, source: str) -> Ordinance:
    from ordinances.readers.text import read_text  # noqa: PLC0415 - the grammar is loaded with the first text

    text, encoding = text_decode.decode(content)
    return read_text(text, source, encoding=encoding)


_READERS: dict[str, Reader] = {
    "egov-xml": _lazy("egov_xml", "read_egov_xml"),
    "reiki-base": _lazy("reiki_base", "read_reiki_base"),
    "d1-law": _lazy("d1_law", "read_d1_law"),
    "html": _lazy("generic_html", "read_generic_html"),
    "docx": _lazy("docx", "read_docx"),
    "pdf": _lazy("pdf", "read_pdf"),
    "text": _read_text,
}
