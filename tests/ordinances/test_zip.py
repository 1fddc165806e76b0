"""Reading zips: members by name, nothing written to the disk, hostile ones refused, each by one Japanese line."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zip_maker import BYTES, LAW, read_all, said, with_raw_name, zipped

from ordinances.archive import member_name
from ordinances.limits import Limits


def test_members_of_a_zip_are_read_by_name_with_folders(tmp_path: Path):
    (tmp_path / "例規集.zip").write_bytes(
        zipped(
            ("325AC01/325AC01.xml", LAW),
            ("325AC01/pict/1.jpg", b"\xff\xd8\xff"),
            ("規則/1.txt", BYTES),
            ("__MACOSX/._1.txt", b"x"),
            ("図.png", b"x"),
        )
    )
    assert said(read_all(tmp_path)) == {
        "例規集.zip/325AC01/325AC01.xml": "read",
        "例規集.zip/325AC01/pict/1.jpg": "skipped",
        "例規集.zip/図.png": "skipped",
        "例規集.zip/規則/1.txt": "read",
    }


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_member_names_without_the_utf8_flag_are_decoded(tmp_path: Path, encoding: str):
    name = "表示能力規則.txt"  # 表 and 能 hold a backslash byte in CP932
    raw = name.encode(encoding)
    path = tmp_path / "a.zip"
    path.write_bytes(with_raw_name(zipped(("x" * len(raw), BYTES)), "x" * len(raw), raw))
    assert said(read_all(path)) == {f"a.zip/{name}": "read"}


@settings(max_examples=50)
@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FA), min_size=1, max_size=20))
def test_a_kana_name_survives_cp932_and_utf8(name: str):
    for encoding in ("cp932", "utf-8"):
        try:
            raw = name.encode(encoding)
        except UnicodeEncodeError:
            continue
        info = zipfile.ZipInfo(raw.decode("cp437"))
        info.flag_bits = 0
        assert member_name(info) == name


def _member(name: str, **attributes: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


REFUSED = [
    ("../evil.txt", "安全でない"),
    ("a/../../evil.txt", "安全でない"),
    ("/etc/evil.txt", "安全でない"),
    ("C:/evil.txt", "安全でない"),
    ("a\\evil.txt", "安全でない"),
]


@pytest.mark.parametrize(("name", "word"), REFUSED)
def test_a_member_whose_name_would_leave_its_folder_is_refused(tmp_path: Path, name: str, word: str):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped((name, BYTES), ("良.txt", BYTES)))
    good, bad = sorted(read_all(path), key=lambda outcome: outcome.status, reverse=True)
    assert good.source == "a.zip/良.txt"
    assert bad.status == "failed"
    assert word in bad.reason


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    inside = tmp_path / "in"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (inside / "a.zip").write_bytes(zipped(("../evil.txt", BYTES), ("良.txt", BYTES)))
    read_all(inside / "a.zip")
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_a_name_with_a_nul_is_refused(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(with_raw_name(zipped(("evilXtxt", BYTES)), "evilXtxt", b"evil\0txt"))
    (outcome,) = read_all(path)
    assert outcome.status == "failed"
    assert "\0" not in outcome.source


def test_a_link_in_a_zip_is_refused(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped((_member("link.txt", external_attr=(stat.S_IFLNK | 0o777) << 16), b"/etc/passwd"))
    )
    (outcome,) = read_all(path)
    assert "リンク" in outcome.reason


def test_a_zip_in_a_zip_is_refused_whatever_its_name(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped(("b.zip", zipped(("1.txt", BYTES))), ("b.txt", zipped(("1.txt", BYTES))), ("良.txt", BYTES))
    )
    outcomes = read_all(path)
    assert said(outcomes) == {"a.zip/b.txt": "failed", "a.zip/b.zip": "failed", "a.zip/良.txt": "read"}
    assert "zipの中のzip" in outcomes[0].reason


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (zipped(("bomb.txt", b"\0" * 5_000_000)), "危険なzip"),
        (zipped(("big.txt", os.urandom(3_000_000))), "大きすぎます"),
        (zipped(*((f"{n}.txt", os.urandom(1_500_000)) for n in range(3))), "上限"),
        (zipped(*((f"{n}.txt", b"x") for n in range(30))), "多すぎます"),
        (zipped(), "ファイルがありません"),
        (zipped(("lzma.txt", BYTES)).replace(b"\x08\x00", b"\x0e\x00"), "圧縮方式"),
    ],
    ids=["ratio", "member size", "total size", "count", "empty", "method"],
)
def test_a_zip_beyond_the_limits_is_refused(tmp_path: Path, content: bytes, word: str):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    limits = Limits(file_bytes=2_000_000, archive_total_bytes=4_000_000, archive_members=20)
    outcomes = read_all(path, limits=limits)
    assert word in outcomes[-1].reason
    assert outcomes[-1].status == "failed"


def test_a_member_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path):
    content = zipped(("a.txt", BYTES * 1000))
    true, said = struct.pack("<L", len(BYTES) * 1000), struct.pack("<L", 100)
    path = tmp_path / "a.zip"
    path.write_bytes(content.replace(true, said))
    (outcome,) = read_all(path)
    assert outcome.status == "failed"
    assert "壊れて" in outcome.reason


def test_an_encrypted_zip_is_reported_once(tmp_path: Path):
    content = bytearray(zipped(("1.txt", BYTES), ("2.txt", BYTES)))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(content))
    (outcome,) = read_all(path)
    assert "パスワード" in outcome.reason


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_zip_never_raises(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory):
    content = bytearray(zipped(("規則/1.txt", BYTES), ("2.txt", BYTES)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(bytes(content))
    for outcome in read_all(path):
        assert outcome.status == "read" or outcome.reason
