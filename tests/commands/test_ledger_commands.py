"""The commands that keep the ledger, run as a user runs them: what they say, what they leave, how they end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from review_app import cli
from review_app.commands import console
from review_app.ledger import Ledger

ORDINANCE = """みどり野市見本条例

平成15年3月20日
条例第46号

(趣旨)
第1条　この条例は、必要な事項を定めるものとする。

(掲示)
第2条　市長は、心得を公園内の見やすい場所に掲示しなければならない。
"""


class Ran(NamedTuple):
    """How a command ended: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def tenken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``tenken`` in this process on a ledger of the test's own."""
    monkeypatch.setenv("TENKEN_DB", str(tmp_path / "tenken.duckdb"))

    def run(*arguments: str | Path) -> Ran:
        code = console.run(cli.app, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good ordinance and one broken file."""
    made = tmp_path / "例規"
    made.mkdir()
    (made / "見本条例.txt").write_text(ORDINANCE, encoding="utf-8")
    (made / "空.txt").write_bytes(b"")
    return made


def count(tmp_path: Path, table: str) -> int:
    with Ledger.open(tmp_path / "tenken.duckdb") as ledger:
        return int(ledger.rows(" ".join(("SELECT count(*) AS n FROM", table)))[0]["n"])


def test_import_names_each_file_and_takes_the_good_ones(tenken: Run, folder: Path, tmp_path: Path) -> None:
    first = tenken("import", folder)
    assert first.code == 1
    assert re.search(r"取込み: 見本条例.txt: \d条項", first.err)
    assert re.search(r"失敗: 空.txt: ", first.err)
    assert "版「第1版」: 取込み 1 件" in first.err
    events = count(tmp_path, "event")
    (folder / "空.txt").unlink()
    again = tenken("import", folder)
    assert (again.code, count(tmp_path, "ordinance"), count(tmp_path, "event")) == (0, 1, events)
    assert "変更なし: 見本条例.txt" in again.err


def test_a_changed_file_is_refused_until_a_new_edition_is_named(tenken: Run, folder: Path) -> None:
    (folder / "空.txt").unlink()
    tenken("import", folder)
    (folder / "見本条例.txt").write_text(ORDINANCE.replace("公園内", "庁舎内"), encoding="utf-8")
    refused = tenken("import", folder)
    assert (refused.code, "--edition" in refused.err) == (1, True)
    taken = tenken("import", folder, "--edition", "令和8年10月")
    assert (taken.code, "版「令和8年10月」: 取込み 1 件" in taken.err) == (0, True)


def test_extract_does_only_what_is_new(tenken: Run, folder: Path, tmp_path: Path) -> None:
    assert tenken("extract").code == 1
    tenken("import", folder)
    first = tenken("extract", "--engine", "serial")
    assert (first.code, "候補 1 件" in first.err) == (0, True)
    again = tenken("extract")
    assert (again.code, "調べ終わっています" in again.err) == (0, True)
    assert count(tmp_path, "candidate") == count(tmp_path, "review_case") == 1


def test_people_and_departments_are_registered_from_the_command_line(tenken: Run, tmp_path: Path) -> None:
    table = tmp_path / "課.tsv"
    table.write_text("code\tname\tdivision\n10\t公園課\t建設部\n20\t水道課\t水道局\n", encoding="utf-8")
    assert "2 課" in tenken("department", "import", table).err
    assert "0 課" in tenken("department", "import", table).err
    assert tenken("department", "add", "30", "--name", "法務課").code == 0
    assert "水道局" in tenken("department", "list").out
    added = tenken("user", "add", "midori", "--name", "川辺", "--role", "department", "--department", "10")
    assert (added.code, len(added.out.strip()) >= 12, added.out.strip() in added.err) == (0, True, False)
    assert "公園課" in tenken("user", "list").out
    reset = tenken("user", "reset-password", "midori")
    assert (reset.code, reset.out != added.out) == (0, True)
    assert tenken("user", "close", "midori").code == 0
    assert "停止" in tenken("user", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["user", "add", "a b", "--name", "名", "--role", "legal"], 1, "利用者ID"),
        (["user", "add", "good", "--name", "名", "--role", "department"], 1, "課を指定"),
        (["user", "add", "good", "--name", "名", "--role", "king"], 2, "使い方"),
        (["user", "add", "good", "--role", "legal"], 2, "指定してください"),
        (["department", "import", "none.tsv"], 1, "none.tsv を読めません"),
        (["verify"], 1, "台帳ファイルがありません"),
        (["verify", "none.duckdb"], 1, "ファイルがありません"),
        (["restore", "none.duckdb", "new.duckdb"], 1, "ファイルがありません"),
        (["restore", "none.duckdb", "quack:localhost:9494"], 1, "台帳サーバー（quack:localhost:9494）ごしに"),
        (["backup"], 1, "台帳ファイルがありません"),
        (["extract"], 1, "台帳ファイルがありません"),
        (["extract", "--jobs", "0"], 2, "違います: --jobs の値が正しくありません。「tenken"),
        (["ledger-server"], 2, "違います: --token-file を指定してください。"),
        (["diff", "第1版"], 2, "違います: EDITION_B を指定してください。"),
        (["import", "none.txt"], 1, "none.txt"),
    ],
)
def test_a_mistake_is_one_line_of_japanese(tenken: Run, arguments: list[str], code: int, words: str) -> None:
    ended = tenken(*arguments)
    assert (ended.code, words in ended.err, "Traceback" in ended.err) == (code, True, False)


def test_a_department_file_is_refused_with_its_line(tenken: Run, tmp_path: Path) -> None:
    table = tmp_path / "課.csv"
    table.write_text("code,name\n10,公園課\n,名のみ\n", encoding="utf-8")
    assert "3行目" in tenken("department", "import", table).err
    table.write_text("no,name\n10,公園課\n", encoding="utf-8")
    assert "code" in tenken("department", "import", table).err
    for text in ('code,name\n10,"公園課\n' + "a" * 200_000, '"' + "a" * 200_000):
        table.write_text(text, encoding="utf-8")
        assert "引用符" in tenken("department", "import", table).err
    assert tenken("department", "list").out.count("公園課") == 0


def test_backup_restore_and_verify_make_a_round(tenken: Run, folder: Path, tmp_path: Path) -> None:
    tenken("import", folder)
    copy, new = tmp_path / "copy.duckdb", tmp_path / "new.duckdb"
    assert tenken("backup", copy).code == 0
    assert tenken("verify", copy).code == 0
    assert tenken("restore", copy, new).code == 0
    assert tenken("restore", copy, new).code == 1
    assert "例規 1" in tenken("verify", "--db", new).err
    with Ledger.open(new) as ledger, ledger.transaction() as cursor:
        cursor.execute("UPDATE event SET person_name = '別人' WHERE seq = 2")
    tampered = tenken("verify", "--db", new)
    assert (tampered.code, "2 番が書き換えられています" in tampered.err) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of Unix")
def test_ledger_and_backups_are_their_owners_alone(tenken: Run, folder: Path, tmp_path: Path) -> None:
    """Whatever the folder they are put in; a scheduled task has a mask of its own."""
    before = os.umask(0o022)
    try:
        tenken("import", str(folder))
        tenken("backup", "--keep", "2", str(tmp_path / "kept"))
        (made,) = (tmp_path / "kept").glob("*.duckdb")
        tenken("restore", str(made), str(tmp_path / "back.duckdb"))
        files = [*tmp_path.glob("*.duckdb"), made]
        assert {(path.name, path.stat().st_mode & 0o077) for path in files} == {(p.name, 0) for p in files}
        assert len(files) == 3
        (tmp_path / "export.txt").touch()
        assert (tmp_path / "export.txt").stat().st_mode & 0o044, "other files are as they ever were"
    finally:
        os.umask(before)


def test_a_mark_noted_from_one_verification_is_looked_for_in_the_next(tenken: Run, folder: Path) -> None:
    tenken("import", folder)
    (mark,) = re.findall(r"末尾の印: (\d+:[0-9a-f]{64})", tenken("verify").err)
    assert tenken("verify", "--mark", mark).code == 0
    lost = tenken("verify", "--mark", f"99{mark}")
    assert (lost.code, "控えておいた印の記録が" in lost.err) == (1, True)
    assert tenken("verify", "--mark", "12").code == console.WRONG_USAGE


def test_ordinances_are_mapped_to_their_departments_by_file_title_or_number(
    tenken: Run, folder: Path, tmp_path: Path
) -> None:
    tenken("import", folder)
    tenken("department", "add", "10", "--name", "公園課")
    table = tmp_path / "所管.tsv"
    for name in ("見本条例.txt", "みどり野市見本条例", "平成15年条例第46号"):
        table.write_text(f"file\tcode\n{name}\t10\n", encoding="utf-8")
        assert tenken("department", "map", table).code == 0
    table.write_text("file\tcode\nない条例\t10\n", encoding="utf-8")
    unknown = tenken("department", "map", table)
    assert (unknown.code, "ない条例" in unknown.err) == (1, True)
    table.write_text("file\tcode\n見本条例.txt\t99\n", encoding="utf-8")
    assert "課「99」は登録されていません" in tenken("department", "map", table).err


def test_the_map_is_taken_from_a_workbook_and_may_be_looked_through_first(
    tenken: Run, folder: Path, tmp_path: Path
) -> None:
    tenken("import", folder)
    tenken("department", "add", "10", "--name", "公園課")
    book = openpyxl.Workbook()
    for row in (("例規名", "所管課"), ("みどり野市見本条例", "公園課"), ("ない条例", "公園課")):
        book.active.append(row)
    book.save(tmp_path / "所管.xlsx")
    looked = tenken("department", "map", tmp_path / "所管.xlsx", "--check")
    assert (looked.code, "登録していません" in looked.err, "のA3: 「ない条例」" in looked.err) == (
        1,
        True,
        True,
    )
    assert "1 件" in tenken("department", "map", tmp_path / "所管.xlsx").err
    assert "0 件" in tenken("department", "map", tmp_path / "所管.xlsx").err
    assert "none.xlsx を読めません" in tenken("department", "map", tmp_path / "none.xlsx").err


def test_another_process_in_the_ledger_is_named(tenken: Run, tmp_path: Path) -> None:
    hold = "import sys; from review_app.ledger import Ledger; Ledger.open(sys.argv[1]); print(); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(tmp_path / "tenken.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        refused = tenken("verify")
        holder.communicate("")
    assert (refused.code, str(holder.pid) in refused.err) == (1, True)
