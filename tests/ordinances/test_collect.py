"""Reading files and folders: one outcome per file, bad input costs only itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from zip_maker import BYTES, TEXT, read_all, said, zipped

from ordinances import read
from ordinances.found import FoundFile
from ordinances.limits import Limits
from ordinances.reading import read_found


def test_a_folder_is_read_recursively_in_order_with_sources_relative_to_it(tmp_path: Path):
    for name in ("b.txt", "a/2.txt", "a/1.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(BYTES)

    outcomes = read_all(tmp_path)

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
    (outcome,) = read_all(tmp_path / "規則.txt")
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
    (
        "表.xlsx",
        zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>")),
        "skipped",
        "Excel",
    ),
    ("文.odt", zipped(("mimetype", b"application/vnd.oasis.opendocument.text")), "skipped", ".docx"),
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

    outcomes = {
        outcome.source: outcome for outcome in read_all(tmp_path, limits=Limits(file_bytes=2_000_000))
    }

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


def test_what_cannot_be_opened_is_reported_and_the_rest_isread_all(tmp_path: Path):
    folder = tmp_path / "例規"
    folder.mkdir()
    (folder / "1.txt").write_bytes(BYTES)
    (folder / "2.txt").symlink_to(folder / "gone.txt")
    (folder / "3").symlink_to(tmp_path)
    os.mkfifo(folder / "4.txt")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "~$規則.docx").write_bytes(b"x")

    outcomes = read_all(folder, tmp_path / "none.txt", tmp_path / "a\0b.txt")

    assert said(outcomes) == {
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
        outcomes = read_all(tmp_path, tmp_path / "dir" / "1.txt")
    (tmp_path / "dir").chmod(0o700)
    assert said(outcomes) == {"2.txt": "failed", "dir": "failed", "1.txt": "failed"}
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
    assert said(read_all(tmp_path)) == {"a/again": "skipped", "a/self.txt": "failed"}


def test_the_size_of_one_file_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_bytes(BYTES + b"\n" * 1024 * 1024)
    assert read_all(tmp_path)[0].status == "read"
    monkeypatch.setenv("TENKEN_MAX_FILE_MB", "1")
    assert "上限 1 MB" in read_all(tmp_path)[0].reason


def test_an_empty_folder_needs_attention(tmp_path: Path):
    (outcome,) = read_all(tmp_path)
    assert outcome.needs_attention


def test_a_skipped_file_needs_attention_only_when_it_was_named(tmp_path: Path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assert not read_all(tmp_path)[0].needs_attention
    assert read_all(tmp_path / "a.png")[0].needs_attention


def test_progress_ends_at_the_size_on_disk(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(BYTES)
    (tmp_path / "b.zip").write_bytes(zipped(("1.txt", BYTES), ("2.txt", BYTES)))
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    steps: list[tuple[int, int]] = []
    list(read([tmp_path], progress=lambda done, total: steps.append((done, total))))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert steps[-1] == (total, total)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


@pytest.mark.corpus
def test_every_real_file_is_read_or_says_why_not():
    corpus = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("../shared/corpus is not here")
    outcomes = read_all(corpus / "municipal", corpus / "vendor-html", corpus / "gold" / "units")
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
