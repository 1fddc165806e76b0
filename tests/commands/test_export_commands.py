"""``tenken export`` and ``tenken import-answers`` as a person at the command line uses them."""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

# The makers of city halls, ledgers and filled sheets are shared with the tests of the layers below.
sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("exports", "workflow", "ledger")]

from city_hall import ANSWER, at, build_hall, open_hall
from sheet_tools import GOOD, filled

from review_app.cli import app
from review_app.commands import console


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    build_hall(folder)
    with open_hall(folder) as hall:
        hall.put(hall.case_ids[0], at("inquiring", consulted=()))
        hall.put(hall.case_ids[1], at("inquiring", consulted=()))
        hall.put(hall.case_ids[3], at("decided", answer=ANSWER.model_dump(mode="json")))
    return folder / "tenken.duckdb"


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    shutil.copy(built, tmp_path)
    monkeypatch.setenv("TENKEN_DB", str(tmp_path / "tenken.duckdb"))
    return tmp_path


def tenken(*arguments: object) -> int:
    return console.run(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("options", "beginning", "name"),
    [
        ((), b"PK", "点検シート_"),
        (("--format", "zip"), b"PK", "点検シート_課別_"),
        (("--format", "csv"), b"\xef\xbb\xbf", "点検シート_"),
        (("--format", "opendata"), b"\xef\xbb\xbf", "アナログ規制見直し状況_"),
        (("--format", "report"), b"PK", "進捗報告_"),
        (("--format", "layout"), "# 点検シートの様式ファイル".encode(), "点検シートの様式"),
    ],
)
def test_each_format_is_written_into_a_folder(
    folder: Path, options: tuple[str, ...], beginning: bytes, name: str
) -> None:
    """A folder gets the file under its own name."""
    out = folder / "出力"
    out.mkdir()
    assert tenken("export", out, *options) == 0
    (made,) = out.iterdir()
    assert made.name.startswith(name)
    assert made.read_bytes().startswith(beginning)


def test_only_cases_in_the_states_asked_for(folder: Path) -> None:
    """--state by its Japanese name, several times."""
    out = folder / "照会.xlsx"
    assert tenken("export", out, "--state", "照会中", "--state", "差戻し") == 0
    assert [cell.value for cell in openpyxl.load_workbook(out)["総括"][5][:2]] == ["公園課", 2]


def test_one_department_in_the_city_s_own_layout(folder: Path) -> None:
    """--department and --layout together."""
    (folder / "様式.yaml").write_text(
        "name: 市\ntitle: 市の表\ncolumns: [{field: locator, heading: 条}]", encoding="utf-8"
    )
    out = folder / "公園.xlsx"
    assert tenken("export", out, "--department", "park", "--layout", folder / "様式.yaml") == 0
    book = openpyxl.load_workbook(out)
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == [
        "総括",
        "記入要領",
        "公園課",
    ]
    assert book["公園課"]["F6"].value == "条"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("out.xlsx", "--department", "nobody"), 1, "課のコード「nobody」はありません"),
        (("out.xlsx", "--state", "未定"), 1, "「未定」という状態はありません（未確認、"),
        (("ない/out.xlsx",), 1, "書き込めません"),
        (("tenken.duckdb",), 1, "すでにあります"),
        (("out.xlsx", "--layout", "ない.yaml"), 1, "様式ファイル"),
        (("out.xlsx", "--format", "pdf"), 2, "使い方が違います"),
        ((), 2, "使い方が違います"),
    ],
)
def test_a_slip_on_the_way_out_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, said: str
) -> None:
    """A Japanese sentence, an exit code, and no file overwritten."""
    before = (folder / "tenken.duckdb").read_bytes()
    places = [str(folder / text) if index == 0 else text for index, text in enumerate(arguments)]
    assert tenken("export", *places) == code
    assert said in capsys.readouterr().err
    assert (folder / "tenken.duckdb").read_bytes() == before


def written_out(folder: Path, *lines: dict[str, object]) -> Path:
    """The park department's sheet, filled in."""
    assert tenken("export", folder / "公園.xlsx", "--department", "park") == 0
    path = folder / "記入済.xlsx"
    path.write_bytes(filled((folder / "公園.xlsx").read_bytes(), dict(enumerate(lines))))
    return path


def states(folder: Path) -> list[str]:
    with open_hall(folder) as hall:
        return [hall.facts(case_id).state for case_id in hall.case_ids[:2]]


def test_a_filled_sheet_is_only_checked_without_a_person(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is done until somebody stands for the answers."""
    path = written_out(folder, GOOD)
    assert tenken("import-answers", path) == 0
    assert "取り込めます 1件" in capsys.readouterr().err
    assert states(folder) == ["inquiring", "inquiring"]


def test_a_filled_sheet_is_taken_as_a_person(folder: Path) -> None:
    """--as names who answers."""
    assert tenken("import-answers", written_out(folder, GOOD, GOOD), "--as", "park") == 0
    assert states(folder) == ["answered", "answered"]


@pytest.mark.parametrize(("options", "expected"), [((), "inquiring"), (("--valid-rows",), "answered")])
def test_a_file_with_a_bad_line_is_taken_whole_or_not_at_all(
    folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], expected: str
) -> None:
    """Exit code 1 either way, the reason on stderr and in the result sheet."""
    path = written_out(folder, GOOD, GOOD | {"policy": "？"})
    result = folder / "結果.xlsx"
    assert tenken("import-answers", path, "--as", "park", "--result", result, *options) == 1
    assert states(folder) == [expected, "inquiring"]
    assert "公園課 8行目" in capsys.readouterr().err
    assert "一覧にありません" in str([cell.value for cell in openpyxl.load_workbook(result).active["G"]])


@pytest.mark.parametrize(
    ("choice", "code", "practice"), [("ask", 1, "先"), ("ledger", 0, "先"), ("file", 0, "後")]
)
def test_a_newer_answer_needs_a_choice(folder: Path, choice: str, code: int, practice: str) -> None:
    """The same sheet filled in twice differently: the second time needs a word."""
    first = written_out(folder, GOOD | {"practice": "先"})
    second = folder / "後.xlsx"
    second.write_bytes(filled((folder / "公園.xlsx").read_bytes(), {0: GOOD | {"practice": "後"}}))
    assert tenken("import-answers", first, "--as", "park") == 0
    assert tenken("import-answers", second, "--as", "park2", "--on-conflict", choice) == code
    with open_hall(folder) as hall:
        answer = hall.facts(hall.case_ids[0]).answer
    assert answer is not None
    assert answer["practice"] == practice


CITY = """
name: 市の調査票
title: 調査票
columns:
  - {field: ordinance_title, heading: 条例名}
  - {field: locator, heading: 条項}
  - {field: in_scope, heading: 当たるか}
  - {field: needs_review, heading: 見直すか}
  - {field: policy, heading: やり方}
"""


@pytest.mark.parametrize(
    ("place", "layout", "code", "expected", "said"),
    [
        ("第一条", "市.yaml", 0, "answered", "1件を取り込みました"),
        (
            "第９条",
            "市.yaml",
            1,
            "inquiring",
            "調査票 2行目 公園条例 第９条: 「公園条例」に「第9条」の案件が",
        ),
        ("第一条", None, 1, "inquiring", "点検シートではありません"),
        ("第一条", "ない.yaml", 1, "inquiring", "様式ファイル"),
    ],
)
def test_a_city_s_own_form_is_read_by_its_mapping_file(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    place: str,
    layout: str | None,
    code: int,
    expected: str,
    said: str,
) -> None:
    """--layout says which heading holds what."""
    (folder / "市.yaml").write_text(CITY, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "調査票"
    book.active.append(["条例名", "条項", "当たるか", "見直すか", "やり方"])
    book.active.append(["公園条例", place, "該当", "要", "運用変更"])
    book.save(folder / "調査票.xlsx")
    options = ["--layout", folder / layout] if layout else []
    assert tenken("import-answers", folder / "調査票.xlsx", "--as", "park", *options) == code
    assert said in capsys.readouterr().err
    assert states(folder)[0] == expected


def test_each_file_is_for_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, a bomb and somebody's shopping list cost only themselves."""
    good = written_out(folder, GOOD)
    bomb = folder / "爆弾.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"\0" * 40_000_000)
    files = (folder / "ない.xlsx", bomb, good)
    assert tenken("import-answers", *files, "--as", "park") == 1
    said = capsys.readouterr().err
    assert all(
        text in said
        for text in ("ない.xlsx: ファイルを開けません", "爆弾.xlsx: 展開すると", "1件を取り込みました")
    )
    assert "Traceback" not in said


@pytest.mark.parametrize(("login", "said"), [("nobody", "登録されていない"), ("admin", "権限がありません")])
def test_somebody_without_a_part_in_it_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], login: str, said: str
) -> None:
    """One line and exit code 1."""
    assert tenken("import-answers", written_out(folder, GOOD), "--as", login) == 1
    assert said in capsys.readouterr().err
