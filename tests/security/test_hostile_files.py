"""Containers made to exhaust or to reach out: Word and PDF bombs, entities, links inside documents.

Zips, names, XML bombs as files of their own: ``tests/ordinances/test_collect.py``.
"""

from __future__ import annotations

import io
import signal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf_maker import _file, make_pdf

from ordinances import read
from ordinances.found import FoundFile
from ordinances.reading import read_found

CPU_SECONDS = 5.0
CANARY = "みどりの-7731-ひみつ"


class HangError(BaseException):
    """Reading took more processor time than any file may."""


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Interrupt a test that uses more than 5 s of processor time (not of the clock: the machine may be busy)."""
    if sys.platform == "win32":
        yield
        return

    def stop(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def pdf_of_overlapping_lines(lines: int) -> bytes:
    """A page whose lines all lie nearly on each other: grouping them takes time with the square."""
    return make_pdf([[(60.0 + n % 7, 400.0 + n % 11, f"第{n}条　点検する") for n in range(lines)]])


def pdf_of_forms_in_forms(depth: int) -> bytes:
    """The billion laughs of PDF: each form draws the next one ten times."""
    forms = []
    for level in range(depth):
        inner = f"/XObject << /F {5 + level + 1} 0 R >>" if level + 1 < depth else ""
        body = "/F Do " * 10 if level + 1 < depth else "0 0 m 1 1 l S"
        forms.append(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {inner} >> /Length {len(body)} >>\n"
            f"stream\n{body}\nendstream"
        )
    resources = "/Resources << /XObject << /F 5 0 R >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R {resources} >>"
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
            page,
            "<< /Length 6 >>\nstream\n/F Do \nendstream",
            *forms,
        ]
    )


def docx(document: bytes, **others: bytes) -> bytes:
    """A Word package with this main part and other members (``__`` in a name is a slash)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/document.xml", document)
        for name, content in others.items():
            package.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def word(body: str, doctype: str = "") -> bytes:
    """A main part with one paragraph for each line."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in body.splitlines())
    document = f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
    return f'<?xml version="1.0"?>{doctype}{document}'.encode()


LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)
TEXT = "○試験市条例\n第1条　市長は、点検する。"


@pytest.mark.parametrize("lines", [1, 3000])
def test_lines_on_one_spot_cost_no_more_than_their_number(lines: int) -> None:
    """It ends in an outcome; 3,000 such lines used to take minutes."""
    assert read_found(FoundFile("a.pdf", pdf_of_overlapping_lines(lines))).status in ("read", "failed")


def test_forms_that_draw_each_other_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small document with nested forms is drawn; one that would never end is refused as a bomb."""
    monkeypatch.setattr("ordinances.readers.pdf_layout._MAX_DRAWN", 5_000)
    assert "OCR" in read_found(FoundFile("a.pdf", pdf_of_forms_in_forms(3))).reason
    outcome = read_found(FoundFile("a.pdf", pdf_of_forms_in_forms(14)))
    assert (outcome.status, "大きすぎる" in outcome.reason) == ("failed", True)


@pytest.mark.parametrize(
    "content",
    [
        docx(word(f"{TEXT}&a11;", f"{LAUGHS}]>")),
        docx(word(TEXT), word__styles=b"\0" * 210_000_000),
        docx(b"<w:document>" + b"<w:p>" * 200_000),
        docx(word("○試験市条例\n" + "第1条　" + "あ" * 30_000_000)),
    ],
    ids=["billion laughs", "member bomb", "depth", "one huge paragraph"],
)
def test_a_word_document_that_unpacks_to_too_much_is_refused(content: bytes) -> None:
    """One Japanese line, no half of a document."""
    outcome = read_found(FoundFile("a.docx", content))
    assert outcome.status == "failed"
    assert outcome.reason
    assert "想定外" not in outcome.reason


@pytest.mark.parametrize("wrap", ["xml", "docx"])
def test_an_external_entity_is_not_fetched(tmp_path: Path, wrap: str) -> None:
    """The content of another file never becomes part of what is read."""
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY, encoding="utf-8")
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    if wrap == "docx":
        content = docx(word(f"{TEXT}&x;", doctype))
    else:
        content = (
            f'<?xml version="1.0"?>{doctype}<Law><LawBody><LawTitle>&x;</LawTitle></LawBody></Law>'.encode()
        )
    outcome = read_found(FoundFile(f"a.{wrap}", content))
    assert CANARY not in str(outcome)


def test_members_with_hostile_names_inside_a_word_document_are_only_names(tmp_path: Path) -> None:
    """A package is never unpacked, so a member that would leave its folder is never written."""
    hostile = docx(word(TEXT), **{"..__..__evil.txt": b"x", "__etc__evil": b"x"})
    (tmp_path / "a.docx").write_bytes(hostile)
    (outcome,) = read([tmp_path / "a.docx"])
    assert outcome.status == "read"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.docx"]


def test_a_word_document_inside_a_zip_is_bounded_as_if_it_stood_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nesting a bomb in a zip gains nothing: the outer zip holds a small file, the inner one is refused."""
    monkeypatch.setattr("ordinances.readers.docx._MAX_UNPACKED", 1_000_000)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.docx", docx(word(TEXT), word__styles=b"\0" * 2_000_000))
    (outcome,) = read([path])
    assert (outcome.status, "大きすぎる" in outcome.reason) == ("failed", True)
