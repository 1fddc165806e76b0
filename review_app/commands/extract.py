"""``tenken extract``: run the rules on what they have not been run on yet, and store the candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from extractor.engines import PackRecipe
    from review_app.ledger import Ledger
    from review_app.workflow.extracting import Extraction


class EngineChoice(StrEnum):
    """The engines as the command line takes them."""

    SERIAL = "serial"
    PROCESS = "process"
    RAY = "ray"


@dataclass(frozen=True, slots=True)
class Report:
    """What one extraction did, in words."""

    did: Extraction

    @property
    def exit_code(self) -> int:
        """0 when every ordinance was extracted, 1 when some failed."""
        return console.SOME_FAILED if self.did.failures else console.DONE

    def summary(self) -> str:
        """The last line of the run."""
        did = self.did
        if not did.ordinances and not did.failures:
            return "新しく調べる例規はありません（この規則では調べ終わっています）。"
        failed = f"、失敗 {did.failures:,} 件" if did.failures else ""
        return (
            f"例規 {did.ordinances:,} 件（{did.clauses:,} 条項）を調べ、"
            f"候補 {did.candidates:,} 件を見つけました{failed}（{did.seconds:.1f} 秒）。"
        )

    def carried_lines(self) -> Iterator[str]:
        """What happened to the cases of the editions before; nothing when there was nothing to carry."""
        carried = self.did.carried
        if carried is None or not (carried.counts or carried.absent):
            return
        counts = carried.counts
        yield (
            f"版「{carried.edition}」への引継ぎ: そのまま {counts['kept']:,} 件、"
            f"再確認 {counts['recheck'] + counts['proposed']:,} 件（うち完了の提案 {counts['proposed']:,} 件）、"
            f"廃止・削除により終了 {counts['closed']:,} 件（廃止された例規 {counts['repealed']:,} 件）"
        )
        if carried.absent:
            yield (
                f"前の版にある例規のうち {carried.absent:,} 件がこの版にありません。半分を超えるため、"
                "改正分だけの取込みとみなし、廃止としては扱いませんでした。"
                "廃止として扱う場合は tenken extract --close-absent を実行してください。"
            )


def command(  # noqa: PLR0913, PLR0917 - typer reads options off the arguments
    db: DbOption = None,
    engine: Annotated[
        EngineChoice,
        typer.Option("--engine", help="serial 順に、process 複数のプロセスで、ray 複数の計算機で"),
    ] = EngineChoice.SERIAL,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="並列の数", min=1, max=256)] = 1,
    close_absent: Annotated[
        bool,
        typer.Option("--close-absent", help="新しい版に例規の半分超がなくても、ない例規を廃止として扱います"),
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="規則ID", help="使わない規則（何度でも指定できます）"),
    ] = None,
    shards: Annotated[
        Path | None, typer.Option("--input", metavar="DIR", help="tenken pack で作ったフォルダー（ray だけ）")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="結果を置くフォルダー（ray だけ）")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help="Ray のクラスタ（省略時はこの計算機だけで）")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """取り込んだ例規からアナログ規制の候補を探して台帳に記録します（未処理の分だけ）。

    新しい版では、前の版の案件と判断を引き継ぎます。
    --input と --output があれば、台帳を使わず、tenken pack で作ったフォルダーを調べます（--engine ray）。
    """
    from extractor.engines import PackRecipe
    from review_app.commands import cluster

    recipe = PackRecipe(disabled=known_rules(without or []))
    if shards or out or address:
        cluster.extract(engine, shards, out, cluster.Means(recipe, jobs, address), quiet=quiet)
    with (
        cluster.refusals(),
        open_ledger(db) as ledger,
        console.progress_bar("抽出", quiet=quiet) as progress,
    ):
        report = extract(ledger, engine.value, jobs, progress, recipe, close_absent=close_absent)
        console.say(report.summary())
        for line in report.carried_lines():
            console.say(line)
        raise typer.Exit(report.exit_code)


def extract(
    ledger: Ledger,
    engine: str,
    jobs: int,
    progress: Callable[[int, int], None] | None,
    recipe: PackRecipe | None = None,
    *,
    close_absent: bool = False,
) -> Report:
    """Extract what is pending in the newest edition as the command line (``workflow.extracting``).

    ``progress`` is called with (clauses done, clauses in all); what failed is told on stderr.
    """
    from review_app.workflow.actors import SYSTEM_AUTHOR
    from review_app.workflow.extracting import Watch, Way
    from review_app.workflow.extracting import extract as run

    def failed(source: str, reason: str) -> None:
        console.say(f"失敗: {console.printable(source)}: {console.printable(reason)}")

    watch = Watch(progress, failed) if progress else Watch(failed=failed)
    return Report(run(ledger, SYSTEM_AUTHOR, Way(engine, jobs, recipe, close_absent), watch))


def known_rules(ids: list[str]) -> tuple[str, ...]:
    """Give the ids back; an id that no rule has is a wrong usage."""
    from extractor.engines import PackRecipe

    unknown = sorted(set(ids) - set(PackRecipe().manifest().rules)) if ids else []
    if unknown:
        raise typer.BadParameter(f"{'、'.join(map(console.printable, unknown))} という規則はありません")
    return tuple(ids)
