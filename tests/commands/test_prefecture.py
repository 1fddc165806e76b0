"""From packed folders to ledgers and the view across municipalities, with the real rules."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from extractor.cluster.results import newest
from review_app import cli
from review_app.commands import console
from review_app.ledger import Ledger, LedgerError
from review_app.ledger.prefecture import Prefecture

ORDINANCE = """{city}公園条例

平成15年3月20日
条例第{number}号

(趣旨)
第1条　この条例は、公園について必要な事項を定めるものとする。

(掲示)
第2条　市長は、心得を公園内の見やすい場所に掲示しなければならない。

(点検)
第3条　管理者は、遊具を毎月{times}回点検しなければならない。
"""
SAME = "市長は、心得を公園内の見やすい場所に掲示しなければならない。"


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


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two municipalities packed and extracted: ``shards`` and ``out`` below the folder given."""
    home = tmp_path_factory.mktemp("県")
    for number, (code, city) in enumerate((("112372", "あおい市"), ("072036", "みどり市")), start=1):
        (home / "in" / code).mkdir(parents=True)
        text = ORDINANCE.format(city=city, number=number, times=number)
        (home / "in" / code / "公園.txt").write_text(text, encoding="utf-8")
    (home / "in" / "112372" / "空.txt").write_bytes(b"")
    for command in (
        ["pack", home / "in", home / "shards"],
        ["extract", "--engine", "serial", "--input", home / "shards", "--output", home / "out"],
    ):
        console.run(cli.app, [str(part) for part in command])
    return home


def test_extracting_shards_names_the_failed_document_and_a_second_run_has_nothing_to_do(
    tenken: Run, packed: Path, tmp_path: Path
) -> None:
    arguments = ("extract", "--engine", "serial", "--input", packed / "shards", "--output", tmp_path / "out")
    first = tenken(*arguments)
    assert first.code == 1
    assert "失敗: 112372/空.txt: " in first.err
    assert "例規 3 件、候補 4 件、失敗 1 件" in first.err
    again = tenken(*arguments)
    assert (again.code, "shard-" in again.err) == (0, False)


def cases(tmp_path: Path) -> list[dict[str, object]]:
    with Ledger.open(tmp_path / "tenken.duckdb") as ledger:
        asked = "SELECT locator, label, score, spans, explanation FROM candidate ORDER BY locator, label"
        return ledger.rows(asked)


def test_loading_gives_the_ledger_that_importing_and_extracting_gives(
    tenken: Run, packed: Path, tmp_path: Path
) -> None:
    loaded = tenken(
        *("load", packed / "out", "--input", packed / "shards", "--municipality", "072036"),
    )
    assert loaded.code == 0
    assert "取込み 1 件" in loaded.err
    assert "候補 2 件を見つけました" in loaded.err
    from_cluster = cases(tmp_path)
    (tmp_path / "tenken.duckdb").unlink()
    (tmp_path / "tenken.cache.sqlite3").unlink()
    tenken("import", packed / "in" / "072036")
    assert tenken("extract").code == 0
    assert cases(tmp_path) == from_cluster != []


def test_second_edition_of_the_same_texts_is_extracted_without_loading_rules_or_model(
    tenken: Run, packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenken("import", packed / "in" / "072036")
    assert tenken("extract").code == 0
    first = cases(tmp_path)
    tenken("import", packed / "in" / "072036", "--edition", "次の版")
    monkeypatch.delattr("extractor.Extractor.load")
    assert tenken("extract").code == 0
    assert cases(tmp_path) == sorted(first * 2, key=lambda row: (str(row["locator"]), str(row["label"])))


def test_rules_that_are_left_out_find_nothing_and_an_unknown_one_is_a_wrong_usage(
    tenken: Run, packed: Path
) -> None:
    tenken("import", packed / "in" / "072036")
    assert "候補 2 件" in tenken("extract").err
    rows = [row for path in newest(packed / "out", "candidates") for row in pq.read_table(path).to_pylist()]
    posting = sorted({rule for row in rows if row["label"] == "posting" for rule in row["rules"]})
    fewer = tenken("extract", *(part for rule in posting for part in ("--without", rule)))
    assert "候補 1 件" in fewer.err
    assert tenken("extract", "--without", "posting.no-such-rule").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--engine", "process", "--input", "a", "--output", "b"),
        ("--engine", "serial", "--input", "a"),
        ("--address", "auto"),
    ],
)
def test_options_of_the_cluster_that_do_not_fit_together_are_a_wrong_usage(
    arguments: tuple[str, ...], tenken: Run
) -> None:
    assert tenken("extract", *arguments).code == 2


def test_folder_without_shards_or_results_is_one_line_that_says_what_to_do(
    tenken: Run, tmp_path: Path
) -> None:
    told = tenken("extract", "--engine", "serial", "--input", tmp_path, "--output", tmp_path / "out")
    assert told.code == 1
    assert "先に tenken pack" in told.err
    told = tenken("prefecture", tmp_path)
    assert (told.code, told.err.count("\n")) == (1, 1)


def test_missing_ray_is_told_with_what_to_install(
    tenken: Run, packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    arguments = ("--input", packed / "shards", "--output", tmp_path / "out")
    told = tenken("extract", "--engine", "ray", *arguments)
    assert (told.code, "tenken[cluster]" in told.err) == (1, True)
    tenken("import", packed / "in" / "072036")
    told = tenken("extract", "--engine", "ray")
    assert (told.code, "tenken[cluster]" in told.err) == (1, True)


PUBLISHED = """番号,例規名,条項号,条文,規制区分,見直し方針,見直し後PHASE,状態
1,ほかの条例,第9条,{text},書面掲示,規則・要綱改正,3,完了
"""


def test_view_across_municipalities_finds_the_same_clause_its_decisions_and_counts(
    tenken: Run, packed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "公開"
    folder.mkdir()
    (folder / "131016_見直し.csv").write_text(PUBLISHED.format(text=SAME), encoding="cp932")
    told = tenken("prefecture", packed / "out", "--same", SAME, "--published", folder)
    lines = [line.split("\t") for line in told.out.splitlines()]
    assert [line[0] for line in lines] == ["団体", "072036", "112372", "団体", "131016"]
    assert lines[-1][4:] == ["規則・要綱改正", "3", "完了"]
    assert "2 団体 2 件、公開された見直し結果 1 件" in told.err
    counts = [line.split("\t") for line in tenken("prefecture", packed / "out", "--counts").out.splitlines()]
    assert [(line[0], line[1], line[-1]) for line in counts[1:]] == [
        (code, label, "1") for code in ("072036", "112372") for label in ("定期検査・点検", "書面掲示")
    ]
    shared = [line.split("\t") for line in tenken("prefecture", packed / "out").out.splitlines()]
    assert [line[:2] for line in shared[1:]] == [["2", "2"], ["2", "2"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [("番号,例規名\n1,a\n".encode(), "条文の列"), (b"\x81\xff\xfe", "文字コード"), (b"", "条文の列")],
)
def test_published_table_that_cannot_be_used_is_named(
    content: bytes, reason: str, packed: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(LedgerError, match=reason):
        Prefecture.open(newest(packed / "out", "candidates"), [tmp_path / "x.csv"])
