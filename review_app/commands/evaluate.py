"""``tenken evaluate --gold TSV PATH``: precision and recall against labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review_app.commands import console
from review_app.commands.scan import LABEL_NAMES

if TYPE_CHECKING:
    from extractor import Candidate
    from extractor.evaluation import Count, GoldUnit, Report
    from ordinances.model import Clause

    Found = dict[str, tuple[list[Clause], list[Candidate]]]


def command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="ラベルを付けた例規のフォルダ")],
    gold: Annotated[Path, typer.Option("--gold", metavar="TSV", help="ラベルの表(タブ区切り)")],
    as_json: Annotated[bool, typer.Option("--json", help="数値を1つのJSONで出力します")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="見落としと誤検出を並べます")] = False,
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0, max=1, help="この確からしさ以上を候補とします")
    ] = None,
) -> None:
    """正解ラベルと比べて、種別ごとの適合率と再現率を示します(データベースは使いません)。"""
    from extractor import THRESHOLD
    from extractor.evaluation import evaluate

    units = gold_units(gold)
    tally = console.Tally(quiet=True)
    found = extract_all(path, tally, THRESHOLD if threshold is None else threshold)
    missing: list[GoldUnit] = []
    report = evaluate(pairs(units, found, missing))
    for unit in missing:
        console.say(f"失敗: {unit.file} {unit.locator}: ラベルの表にある条項が {path} にありません")
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        print_report(report)
    if errors:
        print_errors(report)
    # A file that no label names may fail without harm to the figures; its line has been written.
    raise typer.Exit(console.SOME_FAILED if missing else console.DONE)


def gold_units(gold: Path) -> list[GoldUnit]:
    """Read the label table; a table that cannot be used is a usage error."""
    from extractor.evaluation import GoldError, read_gold

    try:
        with gold.open(encoding="utf-8-sig") as lines:
            return list(read_gold(lines))
    except (OSError, UnicodeDecodeError) as error:
        console.say(f"{gold}: ラベルの表を開けません。UTF-8 のタブ区切りのファイルを指定してください")
        raise typer.Exit(console.WRONG_USAGE) from error
    except GoldError as error:
        console.say(f"{gold}: {error}")
        raise typer.Exit(console.WRONG_USAGE) from error


def extract_all(path: Path, tally: console.Tally, threshold: float) -> Found:
    """Extract every file of a folder: source → its clauses and its candidates at or above the threshold."""
    from extractor import Extractor
    from ordinances import clauses, read

    extractor = Extractor.load()
    found: Found = {}
    with console.progress_bar("検出") as progress:
        for outcome in tally.follow(read([path], progress=progress)):
            if outcome.ordinance is not None:
                read_clauses = clauses(outcome.ordinance)
                candidates = [one for one in extractor.extract(read_clauses) if one.score >= threshold]
                found[outcome.source] = (read_clauses, candidates)
    return found


def pairs(
    units: Sequence[GoldUnit], found: Found, missing: list[GoldUnit]
) -> Iterator[tuple[GoldUnit, list[Candidate]]]:
    """Yield each gold unit with its candidates; units not found there go to ``missing``."""
    from extractor.evaluation import within

    by_name = {PurePath(source).name: content for source, content in found.items()}
    for unit in units:
        content = found.get(unit.file) or by_name.get(PurePath(unit.file).name)
        inside = within(unit, *content) if content else None
        if inside is None:
            missing.append(unit)
        else:
            yield unit, inside


def print_report(report: Report) -> None:
    """Print the figures as a table for people."""
    table = Table(title=f"評価({report.units} 単位)", title_justify="left")
    table.add_column("種別")
    for name in ("適合率", "再現率", "F1", "正解数", "当たり", "誤検出", "見落とし"):
        table.add_column(name, justify="right")
    for label, count in report.labels.items():
        table.add_row(LABEL_NAMES[label], *cells(count))
    table.add_section()
    table.add_row("全種別(8種)", *cells(report.micro))
    table.add_row("全種別(目視・実地を合わせて)", *cells(report.merged))
    table.add_row("候補とした条項", *cells(report.flagged))
    Console().print(table)
    for name, share in (
        ("強さ(義務・権限・努力)", report.modality),
        ("電磁的方法の併記", report.alternative),
    ):
        if share.of:
            Console().print(f"{name}: {share.right}/{share.of} ({share.right / share.of:.3f})")


def cells(count: Count) -> list[str]:
    """Give a count's figures as they are shown."""
    ratios = ("-" if one is None else f"{one:.3f}" for one in (count.precision, count.recall, count.f1))
    return [*ratios, *map(str, (count.hits + count.misses, count.hits, count.alarms, count.misses))]


def print_errors(report: Report) -> None:
    """Print misses and false alarms, one a line, to stderr so that ``--json`` stays one object."""
    show = Console(stderr=True)
    for error in report.errors:
        kind = "見落とし" if error.candidate is None else "誤検出"
        why = f" {error.candidate.score:.2f} {' '.join(error.candidate.rules)}" if error.candidate else ""
        text = f" {error.candidate.clause.text[:80]}" if error.candidate else ""
        show.print(
            Text(f"{kind} {LABEL_NAMES[error.label]} {error.unit.file} {error.unit.locator}{why}{text}")
        )
