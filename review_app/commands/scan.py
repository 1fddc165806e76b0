"""``tenken scan PATH…``: print the candidates in ordinances, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review_app.commands import console

if TYPE_CHECKING:
    from extractor import Candidate

LABEL_NAMES = {
    "visual": "目視",
    "onsite": "実地監査",
    "periodic": "定期検査・点検",
    "stationed": "常駐・専任",
    "training": "対面講習",
    "posting": "書面掲示",
    "viewing": "往訪閲覧・縦覧",
    "media": "記録媒体",
}


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="例規のファイル、フォルダ、zip")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="1候補を1行のJSONで出力します")] = False,
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0, max=1, help="この確からしさ以上の候補だけを出します")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="確からしさの低い候補も出します")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """例規からアナログ規制の候補を探して表示します(データベースは使いません)。"""
    from extractor import THRESHOLD, Extractor
    from ordinances import clauses, read

    lowest = 0.0 if everything else THRESHOLD if threshold is None else threshold
    extractor = Extractor.load()
    tally = console.Tally(quiet=quiet)
    show = print_jsonl if jsonl else print_table
    with console.progress_bar("検出", quiet=quiet) as progress:
        for outcome in tally.follow(read(paths, progress=progress)):
            if outcome.ordinance is not None:
                found = extractor.extract(clauses(outcome.ordinance))
                show([candidate for candidate in found if candidate.score >= lowest])
    if not quiet:
        console.say(tally.summary())
    raise typer.Exit(tally.exit_code)


def record(candidate: Candidate) -> dict[str, object]:
    """Give a candidate as the fields of the ``scan`` contract, in its order."""
    clause = candidate.clause
    return {
        "source": clause.source,
        "title": clause.title,
        "number": clause.number,
        "locator": clause.locator,
        "part": clause.part,
        "article": clause.article,
        "paragraph": clause.paragraph,
        "items": clause.items,
        "label": candidate.label,
        "score": candidate.score,
        "rules": candidate.rules,
        "spans": [asdict(span) for span in candidate.spans],
        "text": clause.text,
        "modality": candidate.modality,
        "frequency": asdict(candidate.frequency) if candidate.frequency else None,
        "digital_alternative": [asdict(span) for span in candidate.digital_alternative],
        "authority": asdict(candidate.authority),
        "phase": candidate.phase,
        "category": candidate.category,
        "flags": candidate.flags,
    }


def print_jsonl(found: Iterable[Candidate]) -> None:
    """Print one JSON object a line."""
    for candidate in found:
        typer.echo(json.dumps(record(candidate), ensure_ascii=False))


def print_table(found: Iterable[Candidate]) -> None:
    """Print the candidates of one ordinance as a table for people."""
    rows = list(found)
    if not rows:
        return
    first = rows[0].clause
    table = Table(title=Text(f"{first.title}({first.source})"), title_justify="left", expand=True)
    table.add_column("条項", no_wrap=True)
    table.add_column("種別", no_wrap=True)
    table.add_column("確からしさ", justify="right", no_wrap=True)
    table.add_column("本文", ratio=1)
    for row in rows:
        table.add_row(Text(row.clause.locator), LABEL_NAMES[row.label], f"{row.score:.2f}", highlighted(row))
    Console().print(table)


def highlighted(candidate: Candidate) -> Text:
    """Give a candidate's text with its spans marked; Text, so that brackets in it are not rich markup."""
    text = Text(candidate.clause.text)
    for span in candidate.spans:
        text.stylize("bold yellow", span.start, span.end)
    return text
