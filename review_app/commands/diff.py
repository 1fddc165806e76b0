"""``tenken diff EDITION_A EDITION_B``: what changed between two editions, and which cases that touches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from review_app.ledger.editions_compare import OrdinanceDiff
    from review_app.ledger.model import Json


def command(
    old: Annotated[str, typer.Argument(metavar="EDITION_A", help="もとの版の名前（例: 令和8年4月）")],
    new: Annotated[str, typer.Argument(metavar="EDITION_B", help="比べる版の名前（例: 令和8年10月）")],
    db: DbOption = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="変わった条項ごとに1行のJSONを標準出力に書きます")
    ] = False,
) -> None:
    """2つの版を比べ、変わった例規・条項と、関係する案件を表示します。"""
    from review_app.workflow import comparing
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db) as ledger:
        diffs = comparing.compare_named(ledger, SYSTEM, old, new)
        if jsonl:
            for record in (record for diff in diffs for record in records(diff)):
                console.emit(json.dumps(record, ensure_ascii=False))
        else:
            show(old, new, diffs)


def records(diff: OrdinanceDiff) -> Iterator[Json]:
    """One JSON object per changed clause; for an ordinance whose texts are all the same, one for itself."""
    head: Json = {
        "title": diff.title,
        "number": diff.new.number if diff.new else diff.old.number if diff.old else "",
        "old_title": diff.old.title if diff.old else None,
        "ordinance_change": diff.change,
    }
    if not diff.clauses:
        yield {**head, "change": None}
    for clause in diff.clauses:
        yield {
            **head,
            "change": clause.change,
            "renumbered": clause.renumbered,
            "old_locator": clause.old_locator or None,
            "new_locator": clause.new_locator or None,
            "old_text": clause.old_text or None,
            "new_text": clause.new_text or None,
            "cases": [{"case_id": m.case_id, "label": m.label, "state": m.state} for m in clause.cases],
        }


def show(old: str, new: str, diffs: list[OrdinanceDiff]) -> None:
    """Print one row per changed ordinance, and the totals."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from review_app.workflow.comparing import CLAUSE_CHANGES, ORDINANCE_CHANGES

    if not diffs:
        console.say(f"「{old}」と「{new}」に違いはありません。")
        return
    table = Table(title=f"「{old}」から「{new}」への変更", title_justify="left")
    table.add_column("例規", overflow="fold")
    for name in ("例規の変更", *CLAUSE_CHANGES.values(), "関係する案件"):
        table.add_column(name, justify="left" if name == "例規の変更" else "right")
    for diff in diffs:
        counts = [str(diff.counts[change] or "") for change in CLAUSE_CHANGES]
        name = ORDINANCE_CHANGES[diff.change]
        table.add_row(Text(console.printable(diff.title)), name, *counts, str(len(diff.case_ids) or ""))
    Console().print(table)
    touched = len({case_id for diff in diffs for case_id in diff.case_ids})
    changed = sum(len(diff.clauses) for diff in diffs)
    console.say(f"変わった例規 {len(diffs):,} 件、条項 {changed:,} 件、関係する案件 {touched:,} 件")
