"""Files that are not what they say: each is one Japanese sentence, none is opened further than needed."""

from __future__ import annotations

import contextlib
import io
import shutil
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from city_hall import Hall, open_hall
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheet_tools import GOOD, changed, checked, exported, filled, statuses

from review_app.exports import intake
from review_app.exports.intake import IntakeError


def repacked(data: bytes, extra: dict[str, bytes]) -> bytes:
    """The same package with members added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()


def plain(*more: str) -> bytes:
    """A workbook that somebody made in Excel."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["例規名", "方針", *more])
    book.save(out)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


DTD = b'<?xml version="1.0"?><!-- a --><!DOCTYPE x [<!ENTITY a "b">]><sst/>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Excel（.xlsx）のファイルではありません"),
        (b"\x00" * 1000, "Excel（.xlsx）のファイルではありません"),
        ("所管課,方針\n".encode(), "Excel（.xlsx）のファイルではありません"),
        (b"PK\x03\x04" + b"\x00" * 40, "壊れていて開けません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "パスワードを外し"),
        (zipped("条例.txt", b"x"), "Excel（.xlsx）のファイルではありません"),
        (zipped("[Content_Types].xml", b"<Types/>"), "Excelファイルとして読めません"),
        (zipped("[Content_Types].xml", b"\x00" * (50 * 1024 * 1024)), "大きくなりすぎる"),
        (b"PK" + b"\x00" * (20 * 1024 * 1024), "大きすぎます"),
        (plain(), "tenkenの点検シートではありません"),
        (repacked(plain(), {"xl/vbaProject.bin": b"x"}), "マクロ"),
        (repacked(plain(), {"xl/sharedStrings.xml": DTD}), "DTD"),
        (repacked(plain(), {"docProps/app.xml": DTD.decode().encode("utf-16")}), "DTD"),
        (repacked(plain(), {"xl/worksheets/sheet1.xml": b"<worksheet"}), "Excelファイルとして読めません"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_file_that_is_no_sheet_of_ours_is_refused(hall: Hall, data: bytes, reason: str) -> None:
    """Wrong kinds, bombs, DTDs, macros, passwords, damage: one sentence, nothing written."""
    file = checked(hall, data)
    assert reason in file.problem
    assert file.rows == ()


def test_a_member_that_lies_about_its_size_is_refused(hall: Hall) -> None:
    """The sizes in the directory are declared by the sender; unpacking never goes beyond them."""
    data = bytearray(zipped("[Content_Types].xml", b"\x00" * 30_000_000))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 100)
    assert checked(hall, bytes(data)).problem


def test_a_cell_in_the_last_row_of_excel_makes_no_million_lines(hall: Hall) -> None:
    """Stray formatting far below is common; it costs neither time nor the file."""
    data = changed(filled(exported(hall), {0: GOOD}), lambda sheet, _: sheet.cell(1_048_576, 6, "x"))
    file = checked(hall, data)
    assert (file.problem, len(file.rows), statuses(file)[0]) == ("", 4, "ready")


@pytest.mark.parametrize("own_form", [False, True])
def test_a_text_beyond_what_excel_holds_is_refused(hall: Hall, own_form: bool) -> None:
    """It may stand once in a small file and be gone through for each cell of 20,000 lines."""
    data = plain("placeholder") if own_form else filled(exported(hall), {0: {"practice": "placeholder"}})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    long = ("長" * 32_768).encode()
    spoilt = repacked(data, {name: part.replace(b"placeholder", long) for name, part in parts.items()})
    assert "32,767文字" in checked(hall, spoilt).problem


@pytest.mark.parametrize("cut", [10, 200, 2000, -30, -1])
def test_a_half_copied_file_is_refused(hall: Hall, cut: int) -> None:
    """A file cut short on its way is damaged, not empty."""
    assert "出力し直し" in checked(hall, exported(hall)[:cut]).problem


@pytest.fixture(scope="session")
def whole(built: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One exported workbook, unpacked members stored, so that damage reaches the XML."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copy(built, folder)
    with open_hall(folder) as hall:
        packed = exported(hall)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(min_size=1, max_size=8))
def test_damage_anywhere_is_refused_or_harmless(whole: bytes, place: float, junk: bytes) -> None:
    """Bytes changed anywhere give sheets or an IntakeError, never another exception."""
    start = int(place * len(whole))
    damaged = whole[:start] + junk + whole[start + len(junk) :]
    with contextlib.suppress(IntakeError):
        assert intake.sheets(damaged)
