"""``tenken rules check``: every rule's own examples, run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from review_app.commands import console

app = typer.Typer(help="検出規則を確かめます。", no_args_is_help=True)


@app.callback()
def rules() -> None:
    """検出規則を確かめます。"""


@app.command("check")
def check(
    directory: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="規則パックのフォルダ(省略時は標準の規則)")
    ] = None,
) -> None:
    """すべての規則の例文を検出にかけ、規則どおりになるかを確かめます。"""
    from extractor import Extractor
    from extractor.examples import check as run_examples
    from rules import RuleError, load_packs

    try:
        packs = load_packs(directory)
        failures = list(run_examples(Extractor.load(packs)))
    except RuleError as error:
        console.say(f"失敗: {error}")
        raise typer.Exit(console.SOME_FAILED) from error
    for failure in failures:
        console.say(f"失敗: {failure}")
    count = len(packs.rules) + len(packs.context)
    console.say(f"規則 {count} 件、例文の失敗 {len(failures)} 件")
    raise typer.Exit(console.SOME_FAILED if failures else console.DONE)
