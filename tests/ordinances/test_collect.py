"""Reading files, folders and zips: one outcome per file, bad input costs only itself, nothing is unpacked."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordinances import ReadOutcome, read
from ordinances.archive import member_name
from ordinances.found import FoundFile
from ordinances.limits import Limits
from ordinances.reading import read_found

TEXT = "青葉市会議室使用規則\n\n第1条　会議室の鍵は、管理人が保管する。\n"
BYTES = TEXT.encode()
LAW = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Reiwa" Year="2" Num="1" LawType="Act" Lang="ja"><LawNum>令和二年法律第一号</LawNum><LawBody>
<LawTitle>掲示板法</LawTitle><MainProvision><Article Num="1"><ArticleTitle>第一条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>掲示板を置く。</Sentence></ParagraphSentence>
</Paragraph></Article></MainProvision></LawBody></Law>""".encode()


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _raw_name(content: bytes, placeholder: str, name: bytes) -> bytes:
    """Put other bytes of the same length in place of a member's name, as foreign packers write them."""
    assert len(placeholder) == len(name)
    return content.replace(placeholder.encode(), name)


def _read(*paths: Path, limits: Limits | None = None) -> list[ReadOutcome]:
    return list(read(paths, limits=limits))


def _said(outcomes: list[ReadOutcome]) -> dict[str, str]:
    return {outcome.source: outcome.status for outcome in outcomes}


def test_a_folder_is_read_recursively_in_order_with_sources_relative_to_it(tmp_path: Path):
    for name in ("b.txt", "a/2.txt", "a/1.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(BYTES)

    outcomes = _read(tmp_path)

    assert [outcome.source for outcome in outcomes] == ["a/1.txt", "a/2.txt", "b.txt"]
    assert {outcome.status for outcome in outcomes} == {"read"}
    first = outcomes[0]
    assert first.size == len(BYTES)
    assert len(first.sha256) == 64
    assert (first.format, first.encoding, first.named) == ("text", "utf-8", False)


def test_reading_is_lazy(tmp_path: Path):
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_bytes(BYTES)
    outcomes = read([tmp_path])
    assert next(outcomes).status == "read"
    (tmp_path / "2.txt").unlink()
    assert "見つかりません" in next(outcomes).reason


def test_a_named_file_goes_by_its_own_name(tmp_path: Path):
    (tmp_path / "規則.txt").write_bytes(BYTES)
    (outcome,) = _read(tmp_path / "規則.txt")
    assert (outcome.source, outcome.named) == ("規則.txt", True)


BAD = [
    ("空.txt", b"", "failed", "空"),
    ("空白.txt", b" \r\n\t", "failed", "空"),
    ("絵.txt", bytes(range(256)) * 8, "failed", "バイナリ"),
    ("壊.xml", b'<?xml version="1.0"?>\n<Law>\n<LawBody>', "failed", "行目"),
    ("他.xml", b'<?xml version="1.0"?>\n<rss/>', "failed", "法令標準XMLではない"),
    ("無.txt", "買い物の一覧\nりんご\n".encode(), "failed", "本文"),
    ("無.html", b"<html><body><p>Not found</p></body></html>", "failed", "本文"),
    ("空.html", b"<html><body></body></html>", "failed", "文章がありません"),
    ("大.txt", b"a" * 2_000_001, "failed", "大きすぎます"),
    ("壊.zip", b"PK\x03\x04 broken", "failed", "壊れて"),
    ("壊.docx", b"PK\x03\x04 broken", "failed", "壊れて"),
    ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "skipped", ".docx"),
    ("旧.jtd", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "skipped", "一太郎"),
    ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "skipped", "Excel"),
    ("表.xlsx", _zip(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>")), "skipped", "Excel"),
    ("文.odt", _zip(("mimetype", b"application/vnd.oasis.opendocument.text")), "skipped", ".docx"),
    ("様式.rtf", b"{\\rtf1 }", "skipped", ".docx"),
    ("図.png", b"\x89PNG\r\n", "skipped", "画像"),
    ("図.txt", b"\x89PNG\r\n\x1a\n", "skipped", "画像"),
    ("reiki.css", b"p {}", "skipped", "例規の文書ではない"),
    ("庫.lzh", b"-lh5-", "skipped", "展開"),
]


@pytest.mark.parametrize(("name", "content", "status", "word"), BAD, ids=[row[0] for row in BAD])
def test_bad_input_is_one_japanese_line_and_costs_only_itself(tmp_path: Path, name, content, status, word):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "良.txt").write_bytes(BYTES)

    outcomes = {outcome.source: outcome for outcome in _read(tmp_path, limits=Limits(file_bytes=2_000_000))}

    assert outcomes["良.txt"].status == "read"
    bad = outcomes[name]
    assert bad.status == status
    assert word in bad.reason
    assert "\n" not in bad.reason
    assert bad.ordinance is None


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.xml", "<html><body><p>○青葉市規則</p><p>第1条　会議室を置く。</p></body></html>", "html"),
        ("a.html", TEXT, "text"),
        ("a.txt", "<html><body><p>○青葉市規則</p><p>第1条　会議室を置く。</p></body></html>", "html"),
        ("a.pdf", TEXT, "text"),
    ],
)
def test_the_content_decides_and_a_wrong_extension_is_noted(name: str, content: str, form: str):
    outcome = read_found(FoundFile(name, content.encode()))
    assert (outcome.status, outcome.format) == ("read", form)
    assert outcome.ordinance is not None
    assert "拡張子" in outcome.remark
    assert outcome.remark in outcome.ordinance.notes


def test_a_text_that_begins_like_a_picture_is_a_text():
    assert read_found(FoundFile("a.txt", "BMI測定要綱\n第1条　測定する。\n".encode())).status == "read"


@pytest.mark.parametrize("name", ["a.txt", "例規", "a.md"])
def test_a_plain_text_of_a_neutral_name_is_read_without_remark(name: str):
    outcome = read_found(FoundFile(name, BYTES))
    assert outcome.ordinance is not None
    assert outcome.ordinance.notes == ()


def test_an_unexpected_error_in_a_reader_becomes_an_outcome(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ordinances.reading.read_content", fail)
    outcome = read_found(FoundFile("a.txt", BYTES))
    assert outcome.status == "failed"
    assert "想定外" in outcome.reason


def test_what_cannot_be_opened_is_reported_and_the_rest_is_read(tmp_path: Path):
    folder = tmp_path / "例規"
    folder.mkdir()
    (folder / "1.txt").write_bytes(BYTES)
    (folder / "2.txt").symlink_to(folder / "gone.txt")
    (folder / "3").symlink_to(tmp_path)
    os.mkfifo(folder / "4.txt")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "~$規則.docx").write_bytes(b"x")

    outcomes = _read(folder, tmp_path / "none.txt", tmp_path / "a\0b.txt")

    assert _said(outcomes) == {
        "1.txt": "read",
        "2.txt": "failed",
        "3": "skipped",
        "4.txt": "skipped",
        "none.txt": "failed",
        "a\0b.txt": "failed",
    }
    assert "リンク先" in outcomes[1].reason


def test_what_may_not_be_read_is_reported(tmp_path: Path):
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / "1.txt").write_bytes(BYTES)
    (tmp_path / "2.txt").write_bytes(BYTES)
    (tmp_path / "dir").chmod(0)
    (tmp_path / "2.txt").chmod(0)
    with _as_nobody(tmp_path):
        outcomes = _read(tmp_path, tmp_path / "dir" / "1.txt")
    (tmp_path / "dir").chmod(0o700)
    assert _said(outcomes) == {"2.txt": "failed", "dir": "failed", "1.txt": "failed"}
    assert all("権限" in outcome.reason for outcome in outcomes)


@contextmanager
def _as_nobody(folder: Path) -> Iterator[None]:
    """Give up root's right to read everything, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_link_that_loops_is_not_followed(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "a" / "self.txt").symlink_to(tmp_path / "a" / "self.txt")
    assert _said(_read(tmp_path)) == {"a/again": "skipped", "a/self.txt": "failed"}


def test_the_size_of_one_file_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_bytes(BYTES + b"\n" * 1024 * 1024)
    assert _read(tmp_path)[0].status == "read"
    monkeypatch.setenv("TENKEN_MAX_FILE_MB", "1")
    assert "上限 1.0 MB" in _read(tmp_path)[0].reason


def test_an_empty_folder_needs_attention(tmp_path: Path):
    (outcome,) = _read(tmp_path)
    assert outcome.needs_attention


def test_a_skipped_file_needs_attention_only_when_it_was_named(tmp_path: Path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assert not _read(tmp_path)[0].needs_attention
    assert _read(tmp_path / "a.png")[0].needs_attention


def test_progress_ends_at_the_size_on_disk(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(BYTES)
    (tmp_path / "b.zip").write_bytes(_zip(("1.txt", BYTES), ("2.txt", BYTES)))
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    steps: list[tuple[int, int]] = []
    list(read([tmp_path], progress=lambda done, total: steps.append((done, total))))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert steps[-1] == (total, total)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_members_of_a_zip_are_read_by_name_with_folders(tmp_path: Path):
    (tmp_path / "例規集.zip").write_bytes(
        _zip(
            ("325AC01/325AC01.xml", LAW),
            ("325AC01/pict/1.jpg", b"\xff\xd8\xff"),
            ("規則/1.txt", BYTES),
            ("__MACOSX/._1.txt", b"x"),
            ("図.png", b"x"),
        )
    )
    assert _said(_read(tmp_path)) == {
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
    path.write_bytes(_raw_name(_zip(("x" * len(raw), BYTES)), "x" * len(raw), raw))
    assert _said(_read(path)) == {f"a.zip/{name}": "read"}


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
    path.write_bytes(_zip((name, BYTES), ("良.txt", BYTES)))
    good, bad = sorted(_read(path), key=lambda outcome: outcome.status, reverse=True)
    assert good.source == "a.zip/良.txt"
    assert bad.status == "failed"
    assert word in bad.reason


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    inside = tmp_path / "in"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (inside / "a.zip").write_bytes(_zip(("../evil.txt", BYTES), ("良.txt", BYTES)))
    _read(inside / "a.zip")
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_a_name_with_a_nul_is_refused(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(_raw_name(_zip(("evilXtxt", BYTES)), "evilXtxt", b"evil\0txt"))
    (outcome,) = _read(path)
    assert outcome.status == "failed"
    assert "\0" not in outcome.source


def test_a_link_in_a_zip_is_refused(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(_zip((_member("link.txt", external_attr=(stat.S_IFLNK | 0o777) << 16), b"/etc/passwd")))
    (outcome,) = _read(path)
    assert "リンク" in outcome.reason


def test_a_zip_in_a_zip_is_refused_whatever_its_name(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(
        _zip(("b.zip", _zip(("1.txt", BYTES))), ("b.txt", _zip(("1.txt", BYTES))), ("良.txt", BYTES))
    )
    outcomes = _read(path)
    assert _said(outcomes) == {"a.zip/b.txt": "failed", "a.zip/b.zip": "failed", "a.zip/良.txt": "read"}
    assert "zipの中のzip" in outcomes[0].reason


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (_zip(("bomb.txt", b"\0" * 5_000_000)), "危険なzip"),
        (_zip(("big.txt", os.urandom(3_000_000))), "大きすぎます"),
        (_zip(*((f"{n}.txt", os.urandom(1_500_000)) for n in range(3))), "上限"),
        (_zip(*((f"{n}.txt", b"x") for n in range(30))), "多すぎます"),
        (_zip(), "ファイルがありません"),
        (_zip(("lzma.txt", BYTES)).replace(b"\x08\x00", b"\x0e\x00"), "圧縮方式"),
    ],
    ids=["ratio", "member size", "total size", "count", "empty", "method"],
)
def test_a_zip_beyond_the_limits_is_refused(tmp_path: Path, content: bytes, word: str):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    limits = Limits(file_bytes=2_000_000, archive_total_bytes=4_000_000, archive_members=20)
    outcomes = _read(path, limits=limits)
    assert word in outcomes[-1].reason
    assert outcomes[-1].status == "failed"


def test_a_member_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path):
    content = _zip(("a.txt", BYTES * 1000))
    true, said = struct.pack("<L", len(BYTES) * 1000), struct.pack("<L", 100)
    path = tmp_path / "a.zip"
    path.write_bytes(content.replace(true, said))
    (outcome,) = _read(path)
    assert outcome.status == "failed"
    assert "壊れて" in outcome.reason


def test_an_encrypted_zip_is_reported_once(tmp_path: Path):
    content = bytearray(_zip(("1.txt", BYTES), ("2.txt", BYTES)))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(content))
    (outcome,) = _read(path)
    assert "パスワード" in outcome.reason


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_zip_never_raises(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory):
    content = bytearray(_zip(("規則/1.txt", BYTES), ("2.txt", BYTES)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(bytes(content))
    for outcome in _read(path):
        assert outcome.status == "read" or outcome.reason


@pytest.mark.corpus
def test_every_real_file_is_read_or_says_why_not():
    corpus = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("../shared/corpus is not here")
    outcomes = _read(corpus / "municipal", corpus / "vendor-html", corpus / "gold" / "units")
    unread = [outcome for outcome in outcomes if outcome.status != "read"]
    assert len(outcomes) > 700
    assert len(unread) < 20  # files that hold a title and nothing else
    assert all(outcome.reason and "想定外" not in outcome.reason for outcome in unread)


XML_BOMBS = [
    '<?xml version="1.0"?><!DOCTYPE Law [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><Law><LawBody><LawTitle>&j;</LawTitle></LawBody></Law>",
    '<?xml version="1.0"?><!DOCTYPE Law [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<Law><LawBody><LawTitle>&x;</LawTitle></LawBody></Law>",
]


@pytest.mark.parametrize("bomb", XML_BOMBS, ids=["billion laughs", "external entity"])
def test_xml_entities_are_not_expanded(bomb: str):
    outcome = read_found(FoundFile("a.xml", bomb.encode()))
    assert outcome.status == "failed"
    assert outcome.ordinance is None
