"""``tenken pack``, ``tenken extract --input``, ``tenken load``: many municipalities at once, and back again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from extractor.cluster.extract import ShardReport
    from extractor.engines import PackRecipe
    from review_app.ledger import Ledger

MEGABYTE = 2**20
MunicipalityOption = Annotated[
    str,
    typer.Option(
        "--municipality", metavar="コード", help="団体コード（省略時は一番上のフォルダー名の5～6桁の数字）"
    ),
]


@dataclass(frozen=True, slots=True)
class Means:
    """What an extraction works with: rules, number of workers, address of the cluster."""

    recipe: PackRecipe
    jobs: int
    address: str | None


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the cluster refuses, and a folder that cannot be used, into one line and exit code 1."""
    from extractor.cluster.session import ClusterError

    try:
        yield
    except ClusterError as error:
        console.say(f"失敗: {console.printable(str(error))}")
        raise typer.Exit(console.SOME_FAILED) from error
    except OSError as error:
        console.say(
            f"失敗: {console.printable(str(error.filename or error))}: 読み書きできません。"
            "場所と権限、ディスクの空きを確かめてください。"
        )
        raise typer.Exit(console.SOME_FAILED) from error
    except KeyboardInterrupt as error:
        console.say("中断しました。終わった分は残っています。もう一度実行すると続きから行います。")
        raise typer.Exit(console.INTERRUPTED) from error


def pack(
    arguments: Annotated[
        list[Path],
        typer.Argument(metavar="PATH... OUT", help="例規のファイル、フォルダ、zip。最後に出力先のフォルダー"),
    ],
    municipality: MunicipalityOption = "",
    shard_mb: Annotated[
        int, typer.Option("--shard-mb", help="まとめた1ファイルの大きさ（MB）", min=1, max=1024)
    ] = 128,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """たくさんの例規を、少数の大きなファイル（Parquet）にまとめます。"""
    from extractor.cluster import pack as packing

    *paths, out = arguments
    if not paths:
        raise typer.BadParameter("まとめる例規と、出力先のフォルダーの両方を指定してください")
    with refusals(), console.progress_bar("梱包", quiet=quiet) as progress:
        packed = packing.pack(
            paths, out, municipality=municipality, shard_bytes=shard_mb * MEGABYTE, progress=progress
        )
    for failure in packed.failures:
        console.say(console.outcome_line(failure))
    console.say(
        f"{packed.documents:,} 件（{packed.size / MEGABYTE:,.1f} MB）を {packed.shards:,} 個のファイルにまとめました。"
        f"開けなかったもの {len(packed.failures):,} 件"
    )
    raise typer.Exit(console.SOME_FAILED if packed.failures else console.DONE)


def extract(engine: str, shards: Path | None, out: Path | None, means: Means, *, quiet: bool) -> None:
    """Extract packed shards into a folder, on Ray or in this process; ends the command."""
    if shards is None or out is None:
        raise typer.BadParameter("--input と --output は、両方を指定してください")
    if engine == "process":
        raise typer.BadParameter("--input には --engine ray か --engine serial を指定してください")
    started, failed = time.monotonic(), 0
    with refusals(), console.progress_bar("抽出", quiet=quiet) as progress:
        total = len(list(shards.glob("shard-*.parquet")))
        for done, report in enumerate(_reports(engine, shards, out, means), start=1):
            failed += report.failures
            _tell(report, out, quiet=quiet)
            if progress:
                progress(done, total)
    console.say(f"抽出が終わりました（失敗 {failed:,} 件、{time.monotonic() - started:.1f} 秒）。結果: {out}")
    raise typer.Exit(console.SOME_FAILED if failed else console.DONE)


def _reports(engine: str, shards: Path, out: Path, means: Means) -> Iterator[ShardReport]:
    from extractor.cluster.extract import extract_shards, extract_shards_here

    if engine == "serial":
        return extract_shards_here(shards, out, recipe=means.recipe)
    return extract_shards(shards, out, jobs=means.jobs, address=means.address, recipe=means.recipe)


def _tell(report: ShardReport, out: Path, *, quiet: bool) -> None:
    from extractor.cluster.results import failures

    for path, reason in failures(out, report.shard) if report.failures else ():
        console.say(f"失敗: {console.printable(path)}: {console.printable(reason)}")
    if not quiet:
        console.say(
            f"{report.shard}: 例規 {report.documents:,} 件、候補 {report.candidates:,} 件、"
            f"失敗 {report.failures:,} 件（{report.seconds:.1f} 秒）"
        )


def load(
    results: Annotated[Path, typer.Argument(metavar="DIR", help="tenken extract --output のフォルダー")],
    db: DbOption = None,
    shards: Annotated[
        Path | None,
        typer.Option(
            "--input", metavar="DIR", help="tenken pack のフォルダー。例規の本文もここから取り込みます"
        ),
    ] = None,
    municipality: MunicipalityOption = "",
    edition: Annotated[str | None, typer.Option("--edition", help="版の名前（省略時は最新の版）")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """クラスタで見つけた候補を台帳に取り込みます。

    例規の本文は、先に tenken import で取り込んでおくか、--input で tenken pack のフォルダーを指定します。
    結果にない例規や、その後に規則が変わった例規は、ここで調べます。
    """
    from review_app.commands import extract as extracting

    with refusals(), open_ledger(db, create=shards is not None) as ledger:
        failed = _import(ledger, shards, municipality, edition, quiet=quiet) if shards else console.DONE
        count = _fill(ledger, results, municipality)
        console.say(f"抽出の結果 {count:,} 件を読み込みました。")
        with console.progress_bar("台帳へ", quiet=quiet) as progress:
            report = extracting.extract(ledger, "serial", 1, progress)
        console.say(report.summary())
        for line in report.carried_lines():
            console.say(line)
    raise typer.Exit(failed or report.exit_code)


def _fill(ledger: Ledger, results: Path, municipality: str) -> int:
    from extractor.cluster.results import fill
    from review_app.ledger.kept_results import FileCache
    from review_app.workflow.extracting import cache_path

    with FileCache(cache_path(ledger.path)) as cache:
        return fill(cache, results, municipality or None)


def _import(ledger: Ledger, shards: Path, municipality: str, edition: str | None, *, quiet: bool) -> int:
    """Import the packed ordinances of one municipality; give the exit code."""
    from extractor.cluster.pack import unpack
    from ordinances.reading import read_found
    from review_app.commands import importing
    from review_app.ledger import imports
    from review_app.workflow.actors import SYSTEM_AUTHOR

    report = importing.Report(quiet, console.Tally(quiet=quiet))
    edition_id, report.edition = imports.ensure_edition(ledger, SYSTEM_AUTHOR, edition)
    outcomes = (read_found(found) for found in unpack(shards, municipality or None))
    incoming = importing.readable(report.reading, outcomes)
    for outcome in imports.write_ordinances(ledger, SYSTEM_AUTHOR, edition_id, incoming):
        report.add(outcome)
    console.say(report.summary())
    return report.exit_code
