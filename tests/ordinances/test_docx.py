"""Word documents: order, automatic numbers, tracked changes, text boxes, and broken packages."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ordinances import ReadError, clauses
from ordinances.readers.docx import read_docx


def _bytes(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _texts(content: bytes) -> dict[str, str]:
    return {clause.locator: clause.text for clause in clauses(read_docx(content, "要綱.docx"))}


def _add(document, xml: str) -> None:
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


HEAD = ("青葉市公用車管理要綱", "令和3年4月1日訓令第8号")


def test_paragraphs_and_tables_are_read_in_their_order():
    document = Document()
    for line in (*HEAD, "(車両)", "第1条　車両は、次の表のとおりとする。"):
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("区分", "台数", "乗用車", "3台"), strict=True):
        cell.text = text
    document.add_paragraph("第2条　運転者は、乗車の前に車両を点検しなければならない。")

    ordinance = read_docx(_bytes(document), "要綱.docx")

    assert ordinance.title == "青葉市公用車管理要綱"
    found = {clause.locator: clause.text for clause in clauses(ordinance)}
    assert found["第1条の表"] == "区分\t台数\n乗用車\t3台"
    assert found["第2条"] == "運転者は、乗車の前に車両を点検しなければならない。"


def _numbered_document(formats: list[tuple[str, str]]) -> Document:
    """Give a document with one list of the given (format, printed text) by level as numId 77."""
    document = Document()
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{name}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (name, text) in enumerate(formats)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return document


def _numbered(document, depth: int, text: str) -> None:
    _add(
        document,
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>",
    )


def test_automatic_numbers_become_visible_and_restart_below_each_upper_level():
    document = _numbered_document(
        [("decimal", "第%1条"), ("decimalFullWidth", "（%2）"), ("irohaFullWidth", "%3")]
    )
    for line in HEAD:
        document.add_paragraph(line)
    _numbered(document, 0, "公用車の管理者は、次に掲げる事項を行う。")
    _numbered(document, 1, "車検")
    _numbered(document, 1, "次に掲げる点検")
    _numbered(document, 2, "日常の点検")
    _numbered(document, 2, "毎年の点検")
    _numbered(document, 0, "運転者は、次に掲げる事項を守る。")
    _numbered(document, 1, "安全運転")

    found = _texts(_bytes(document))

    assert found["第1条第2号"] == "次に掲げる点検"
    assert found["第1条第2号ロ"] == "毎年の点検"
    assert found["第2条第1号"] == "安全運転"


def test_a_number_that_was_typed_as_well_is_not_printed_twice():
    document = _numbered_document([("decimal", "第%1条")])
    for line in HEAD:
        document.add_paragraph(line)
    _numbered(document, 0, "第１条　鍵は、総務課に置く。")

    assert _texts(_bytes(document)) == {"第1条": "鍵は、総務課に置く。"}


def test_tracked_deletions_are_dropped_and_insertions_kept():
    document = Document()
    for line in HEAD:
        document.add_paragraph(line)
    _add(
        document,
        "<w:p><w:r><w:t>第1条　車両は、</w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>毎月</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>毎年</w:t></w:r></w:ins>'
        "<w:r><w:t>1回点検する。</w:t></w:r></w:p>",
    )

    assert _texts(_bytes(document)) == {"第1条": "車両は、毎年1回点検する。"}


def test_text_in_content_controls_and_text_boxes_is_not_lost():
    document = Document()
    for line in HEAD:
        document.add_paragraph(line)
    _add(
        document,
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>第1条　鍵は、施錠する。</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    )
    box = "<w:txbxContent><w:p><w:r><w:t>第2条　鍵は、貸し出さない。</w:t></w:r></w:p></w:txbxContent>"
    _add(document, f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>")

    assert list(_texts(_bytes(document))) == ["第1条", "第2条"]


def test_a_document_without_text_is_refused():
    with pytest.raises(ReadError, match="文章がありません"):
        read_docx(_bytes(Document()), "空.docx")


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04 not a package", "壊れて"),
        (_zip({"word/document.xml": b"<w:document/>"}), "壊れて"),
        (_zip({"word/document.xml": b"\0" * 210_000_000}), "大きすぎる"),
    ],
    ids=["not a zip", "no content types", "unpacks to 210 MB"],
)
def test_a_broken_or_bloated_package_is_refused_with_a_reason(content: bytes, word: str):
    with pytest.raises(ReadError) as error:
        read_docx(content, "壊れた.docx")
    assert word in error.value.reason
