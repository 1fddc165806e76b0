"""``tenken learn``: learn from what legal decided at triage, and show what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from rich.table import Table

    from extractor.learning import Measures
    from review_app.ledger import Ledger
    from review_app.workflow.learning import Learned

_UNCHANGED = "並び順と確からしさは変えていません。"


def command(
    db: DbOption = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="学習をやめ、抽出したときの確からしさに戻します")
    ] = False,
) -> None:
    """仕分けの判断から学習し、一覧の並び順と確からしさを整えます（候補を隠すことはありません）。"""
    from extractor.learning import TooLittleError
    from review_app.workflow import learning
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db) as ledger:
        if forget:
            done = learning.forget(ledger, SYSTEM)
            console.say("学習の結果を使わないようにしました。" if done else "まだ学習していません。")
            return
        try:
            learned = learning.from_decisions(ledger, SYSTEM)
        except TooLittleError as error:
            console.say(f"{error}{_UNCHANGED}")
            return
        report(ledger, learned)


def report(ledger: Ledger, learned: Learned) -> None:
    """Print what was learned: measures before and after, the reliability table, each rule's record."""
    from rich.console import Console

    out = Console()
    out.print(measures(learned.lesson.before, learned.lesson.after))
    out.print(reliability(learned.lesson.before, learned.lesson.after))
    out.print(rules(ledger, learned))
    count = learned.confirmed + learned.dismissed
    decided = f"判断 {count:,} 件（対象 {learned.confirmed:,}、対象外 {learned.dismissed:,}）"
    if learned.in_force:
        console.say(f"{decided}から学習しました。一覧の「確からしさの高い順」に使います。")
    else:
        console.say(
            f"{decided}から学習しましたが、確からしさか並び順が良くならないため使いません。{_UNCHANGED}"
        )


def measures(before: Measures, after: Measures) -> Table:
    """The measures before and after learning."""
    from rich.table import Table

    table = Table(title="学習の効果（学習に使っていない例規での交差検証）", title_justify="left")
    table.add_column("")
    for name in ("学習前", "学習後"):
        table.add_column(name, justify="right")
    table.add_row("判断とのずれ（Brier、0が最良）", f"{before.brier:.3f}", f"{after.brier:.3f}")
    table.add_row("順序の正しさ（AUC、1が最良）", f"{before.auc:.3f}", f"{after.auc:.3f}")
    return table


def reliability(before: Measures, after: Measures) -> Table:
    """The reliability tables side by side: of candidates said to be 80 % likely, how many were confirmed."""
    from rich.table import Table

    table = Table(title="確からしさと実際（対象とされた割合）", title_justify="left")
    table.add_column("確からしさ")
    for name in ("学習前の件数", "平均", "実際", "学習後の件数", "平均", "実際"):
        table.add_column(name, justify="right")
    for old, new in zip(before.bins, after.bins, strict=True):
        cells = [
            cell
            for one in (old, new)
            for cell in (
                f"{one.count:,}",
                f"{one.said:.0%}" if one.count else "－",
                f"{one.confirmed:.0%}" if one.count else "－",
            )
        ]
        table.add_row(f"{old.low:.0%}～{old.high:.0%}", *cells)
    return table


def rules(ledger: Ledger, learned: Learned) -> Table:
    """Each rule that found something decided: its record and what learning makes of it, most decided first."""
    from rich.table import Table
    from rich.text import Text

    from review_app.ledger.learning import rule_counts
    from review_app.workflow.rules import names

    table = Table(title="規則ごとの実績", title_justify="left")
    table.add_column("規則", overflow="fold")
    for name in ("該当", "対象", "対象外", "確認率", "重み"):
        table.add_column(name, justify="right")
    known, weights = names(), learned.lesson.ranking.weights
    counted = sorted(
        rule_counts(ledger).items(), key=lambda one: (-one[1].confirmed - one[1].dismissed, one[0])
    )
    for rule_id, counts in counted:
        if counts.confirm_rate is not None:
            weight = weights.get(f"rule:{rule_id}")
            table.add_row(
                Text(f"{known.get(rule_id, '')}（{rule_id}）"),
                f"{counts.hits:,}",
                f"{counts.confirmed:,}",
                f"{counts.dismissed:,}",
                f"{counts.confirm_rate:.0%}",
                f"{weight:+.2f}" if weight is not None else "－",
            )
    return table
