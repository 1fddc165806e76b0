"""``tenken clauses PATH…``: print the clauses of ordinances, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ordinances import Clause, clauses, read
from review_app.commands import console

FIELDS = (
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
)


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="例規のファイル、フォルダ、zip")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="1条項を1行のJSONで出力します")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """例規を条・項・号に分けて表示します(データベースは使いません)。"""
    tally = console.Tally(quiet=quiet)
    show = print_jsonl if jsonl else print_table
    with console.progress_bar("読み取り", quiet=quiet) as progress:
        for outcome in tally.follow(read(paths, progress=progress)):
            if outcome.ordinance is not None:
                show(clauses(outcome.ordinance))
    if not quiet:
        console.say(tally.summary())
    raise typer.Exit(tally.exit_code)


def record(clause: Clause) -> dict[str, object]:
    """Give a clause as the fields of the ``clauses`` contract, in its order."""
    return {field: getattr(clause, field) for field in FIELDS}


def print_jsonl(found: Iterable[Clause]) -> None:
    """Print one JSON object a line."""
    for clause in found:
        console.emit(json.dumps(record(clause), ensure_ascii=False))


def print_table(found: Iterable[Clause]) -> None:
    """Print the clauses of one ordinance as a table for people."""
    rows = list(found)
    if not rows:
        return
    table = Table(title=Text(f"{rows[0].title}({rows[0].source})"), title_justify="left", expand=True)
    table.add_column("条項", no_wrap=True)
    table.add_column("見出し", max_width=16)
    table.add_column("本文", ratio=1)
    for row in rows:
        # Text, not str: a bracketed word of the ordinance is not rich markup.
        table.add_row(Text(row.locator), Text(row.caption), Text(row.text))
    Console().print(table)
