"""``tenken clauses``: its fields, streams and exit codes, as a user runs it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

RULE = """青葉市庁舎管理規則
平成12年4月1日規則第7号

第1章　総則
（趣旨）
第1条　この規則は、庁舎の管理について定める。
（巡視）
第2条　管理者は、次に掲げる事項を行う。
(1)　毎日の巡視
ア　屋上
2　前項の巡視は、記録する。
附　則
この規則は、公布の日から施行する。
別表（第2条関係）
区分\t回数
"""

FIELDS = [
    "source",
    "title",
    "number",
    "locator",
    "part",
    "article",
    "paragraph",
    "items",
    "caption",
    "headings",
    "text",
]


def _tenken(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from review_app.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "例規"
    (root / "庁舎").mkdir(parents=True)
    (root / "庁舎" / "管理規則.txt").write_text(RULE, encoding="cp932")
    return root


def test_jsonl_gives_the_contracts_fields_in_order(folder: Path):
    done = _tenken("clauses", folder, "--jsonl")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert all(list(row) == FIELDS for row in rows)
    assert rows[3] == {
        "source": "庁舎/管理規則.txt",
        "title": "青葉市庁舎管理規則",
        "number": "平成12年規則第7号",
        "locator": "第2条第1項第1号ア",
        "part": "main",
        "article": "2",
        "paragraph": "1",
        "items": ["1", "1"],
        "caption": "巡視",
        "headings": ["第1章 総則"],
        "text": "屋上",
    }
    assert {row["part"] for row in rows} == {"main", "suppl", "table"}
    assert "巡視" in done.stdout  # not escaped
    assert done.stderr.splitlines()[-1].startswith("読み取り 1 件")


def test_failures_are_named_on_stderr_and_the_rest_is_printed(folder: Path):
    (folder / "壊.xml").write_text("<?xml version='1.0'?>\n<Law>", encoding="utf-8")
    (folder / "図.png").write_bytes(b"\x89PNG")

    done = _tenken("clauses", folder, "--jsonl")

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 7
    failed = [line for line in done.stderr.splitlines() if line.startswith("失敗: ")]
    assert len(failed) == 1
    assert "壊.xml" in failed[0]
    assert "対象外: 図.png" in done.stderr
    assert "失敗 1 件" in done.stderr.splitlines()[-1]


def test_a_wrong_extension_is_remarked_on_and_the_file_read(folder: Path):
    (folder / "庁舎" / "管理規則.txt").rename(folder / "管理規則.html")
    done = _tenken("clauses", folder, "--jsonl")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 7
    assert done.stderr.startswith("注意: 管理規則.html: 拡張子は .html ですが")


def test_quiet_says_only_what_needs_attention(folder: Path):
    (folder / "壊.xml").write_text("<?xml version='1.0'?>\n<Law>", encoding="utf-8")
    (folder / "図.png").write_bytes(b"\x89PNG")
    lines = _tenken("clauses", folder, "--jsonl", "-q").stderr.splitlines()
    assert len(lines) == 1
    assert "壊.xml" in lines[0]


def test_a_skipped_file_fails_only_when_it_was_named(folder: Path):
    (folder / "図.png").write_bytes(b"\x89PNG")
    assert _tenken("clauses", folder, "--jsonl").returncode == 0
    assert _tenken("clauses", folder / "図.png", "--jsonl").returncode == 1


def test_the_table_shows_locators_and_takes_brackets_as_text(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("青葉市規則\n第1条　[bold]鍵[/bold]は、保管する。\n", encoding="utf-8")
    done = _tenken("clauses", path)
    assert "第1条" in done.stdout
    assert "[bold]鍵[/bold]" in done.stdout


def test_an_archive_member_is_named_through_its_archive(tmp_path: Path):
    path = tmp_path / "例規.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("規則/a.txt", RULE)
    rows = [json.loads(line) for line in _tenken("clauses", path, "--jsonl").stdout.splitlines()]
    assert {row["source"] for row in rows} == {"例規.zip/規則/a.txt"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["clauses"], "PATH"), (["clauses", "--nope", "x"], "--nope"), (["nosuch"], "コマンド")],
)
def test_wrong_usage_is_one_japanese_line_and_exit_code_2(arguments: list[str], word: str):
    done = _tenken(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert word in done.stderr


def test_control_characters_in_names_do_not_reach_the_terminal(tmp_path: Path):
    (tmp_path / "a\x1b[31m.txt").write_bytes(b"")
    done = _tenken("clauses", tmp_path, "--jsonl")
    assert "\x1b" not in done.stderr
    assert "空" in done.stderr


def test_an_interrupt_ends_without_a_traceback(tmp_path: Path):
    many = "青葉市規則\n" + "".join(f"第{n}条　鍵は、保管する。\n" for n in range(1, 20_000))
    (tmp_path / "a.txt").write_text(many, encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from review_app.cli import main; main()",
        "clauses",
        tmp_path,
        "--jsonl",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()  # it waits now, its pipe full
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 130


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path):
    many = "青葉市規則\n" + "".join(f"第{n}条　鍵は、保管する。\n" for n in range(1, 5000))
    (tmp_path / "a.txt").write_text(many, encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from review_app.cli import main; main()",
        "clauses",
        tmp_path,
        "--jsonl",
        "-q",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
