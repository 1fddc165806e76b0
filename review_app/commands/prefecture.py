"""``tenken prefecture DIR``: what municipalities have in common, from the results of a cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from review_app.commands import console
from review_app.commands.database import refusals
from review_app.commands.scan import LABEL_NAMES

if TYPE_CHECKING:
    from review_app.ledger.prefecture import Prefecture

_NOT_CLASSED = "－"


def command(
    results: Annotated[Path, typer.Argument(metavar="DIR", help="tenken extract --output のフォルダー")],
    same: Annotated[
        str | None, typer.Option("--same", metavar="条文", help="同じ文型の条項がある団体と、その見直し結果")
    ] = None,
    counts: Annotated[bool, typer.Option("--counts", help="団体ごとの、種別とPHASE別の件数")] = False,
    published: Annotated[
        Path | None,
        typer.Option("--published", metavar="DIR", help="各団体が公開した見直し結果のCSVを置いたフォルダー"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="共通の条項を何件まで出すか", min=1)] = 50,
) -> None:
    """団体を横断して見ます。何も指定しなければ、多くの団体に共通する条項を出します。"""
    with _opened(results, published) as view:
        if same is not None:
            _show_same(view, same)
        elif counts:
            _show_counts(view)
        else:
            _show_shared(view, limit)


@contextmanager
def _opened(results: Path, published: Path | None) -> Iterator[Prefecture]:
    from extractor.cluster.results import newest
    from review_app.commands import cluster
    from review_app.ledger.prefecture import Prefecture

    with refusals(), cluster.refusals():
        tables = sorted(published.rglob("*.csv")) if published else []
        if published and not tables:
            console.say(f"注意: {published} に CSV がありません。")
        view = Prefecture.open(newest(results, "candidates"), tables)
        try:
            yield view
        finally:
            view.close()


def _show_same(view: Prefecture, text: str) -> None:
    found = view.same(text)
    titles = ("団体", "例規", "条項", "種別", "PHASE", "本文")
    _table(titles, [[*_place(row), _phase(row["phase"]), row["text"]] for row in found])
    decided = view.decided(text)
    answers = ("団体", "例規", "条項", "種別", "見直し方針", "見直し後PHASE", "状態")
    _table(answers, [[*_place(row), row["policy"], row["phase_target"], row["state"]] for row in decided])
    cities = len({row["municipality"] for row in found})
    console.say(
        f"同じ文型の条項: {cities:,} 団体 {len(found):,} 件、公開された見直し結果 {len(decided):,} 件"
    )


def _place(row: dict[str, Any]) -> list[str]:
    return [row["municipality"], row["title"], row["locator"], LABEL_NAMES.get(row["label"], row["label"])]


def _phase(phase: int | None) -> str:
    return _NOT_CLASSED if phase is None else str(phase)


def _show_counts(view: Prefecture) -> None:
    by_place: dict[tuple[str, str], dict[int | None, int]] = {}
    for row in view.counts():
        by_place.setdefault((row["municipality"], row["label"]), {})[row["phase"]] = row["count"]
    lines = [
        [
            city,
            LABEL_NAMES[label],
            *(f"{phases.get(one, 0):,}" for one in (1, 2, 3, None)),
            f"{sum(phases.values()):,}",
        ]
        for (city, label), phases in by_place.items()
    ]
    _table(("団体", "種別", "PHASE1", "PHASE2", "PHASE3", "分類なし", "計"), lines)


def _show_shared(view: Prefecture, limit: int) -> None:
    lines = [
        [f"{row['municipalities']:,}", f"{row['clauses']:,}", LABEL_NAMES[row["label"]], row["text"]]
        for row in view.shared(limit)
    ]
    _table(("団体数", "件数", "種別", "本文の例"), lines)
    if not lines:
        console.say("2団体以上に共通する条項はありません。")


def _table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, parted by tabs (for Excel) in a file or pipe."""
    if not lines:
        return
    printable = [[" ".join(console.printable(cell).split()) for cell in line] for line in lines]
    if not sys.stdout.isatty():
        for line in (titles, *printable):
            console.emit("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*titles)
    for line in printable:
        table.add_row(*map(Text, line))
    Console().print(table)
