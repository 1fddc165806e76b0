"""``tenken import PATH…``: files, folders and zips into an edition of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordinances import ReadOutcome
    from review_app.ledger import Ledger
    from review_app.ledger.imports import Imported, Incoming


@dataclass(slots=True)
class Report:
    """The outcome lines of one import, counted; ``later``: there is an edition before this one."""

    quiet: bool
    reading: console.Tally
    edition: str = ""
    later: bool = False
    imported: int = 0
    clauses: int = 0
    known: int = 0
    refused: int = 0

    def add(self, outcome: Imported) -> None:
        """Count one outcome and write its line."""
        word = {"imported": "取込み", "unchanged": "変更なし", "duplicate": "重複", "conflict": "失敗"}[
            outcome.status
        ]
        detail = outcome.message or f"{outcome.clauses:,}条項"
        if outcome.status == "conflict":
            self.refused += 1
        elif outcome.status == "imported":
            self.imported += 1
            self.clauses += outcome.clauses
        else:
            self.known += 1
        if not self.quiet or outcome.status == "conflict":
            console.say(f"{word}: {console.printable(outcome.source)}: {console.printable(detail)}")

    @property
    def exit_code(self) -> int:
        """0 when every file is in the ledger now, 1 when some is not."""
        return console.SOME_FAILED if self.refused or self.reading.exit_code else console.DONE

    def summary(self) -> str:
        """The last line of the run."""
        return (
            f"版「{self.edition}」: 取込み {self.imported:,} 件（{self.clauses:,} 条項）、"
            f"変更なし・重複 {self.known:,} 件、対象外 {self.reading.skipped:,} 件、"
            f"失敗 {self.reading.failed + self.refused:,} 件"
        )


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="例規のファイル、フォルダ、zip")],
    db: DbOption = None,
    edition: Annotated[
        str | None, typer.Option("--edition", help="版の名前（省略時は最新の版。例: 令和8年10月）")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="取り込まずに、最新の版から何が変わるかを表示します")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="失敗だけを知らせます")] = False,
) -> None:
    """例規を台帳に取り込みます。同じファイルを二度取り込んでも変わりません。"""
    if preview:
        raise typer.Exit(show_preview(db, paths, edition))
    with open_ledger(db, create=True) as ledger:
        with console.progress_bar("取込み", quiet=quiet) as progress:
            report = import_paths(ledger, paths, edition, progress, quiet=quiet)
        console.say(report.summary())
        if report.imported and report.later:
            console.say("続けて tenken extract を実行すると、前の版の案件と判断を引き継ぎます。")
        raise typer.Exit(report.exit_code)


def show_preview(db: Path | None, paths: list[Path], edition: str | None) -> int:
    """Print what an import would change and give the exit code; nothing is written."""
    from review_app.commands import diff
    from review_app.workflow.actors import SYSTEM
    from review_app.workflow.preview import preview_paths

    with open_ledger(db) as ledger:
        found = preview_paths(ledger, SYSTEM, paths)
    for source, reason in found.refused:
        console.say(f"失敗: {console.printable(source)}: {console.printable(reason)}")
    diff.show(found.edition, edition or "取り込む例規", list(found.diffs))
    console.say(f"読み取れた例規 {found.ordinances:,} 件。台帳には何も書き込んでいません。")
    return console.SOME_FAILED if found.refused else console.DONE


def import_paths(
    ledger: Ledger,
    paths: list[Path],
    edition: str | None,
    progress: Callable[[int, int], None] | None,
    *,
    quiet: bool,
) -> Report:
    """Import everything under ``paths`` into the edition, one outcome line per file; never all or nothing.

    LedgerError when another import or extraction is going on.
    """
    from ordinances import read
    from review_app.ledger import imports
    from review_app.workflow.actors import SYSTEM_AUTHOR

    report = Report(quiet, console.Tally(quiet=quiet))
    with ledger.edition_turn:
        edition_id, report.edition = imports.ensure_edition(ledger, SYSTEM_AUTHOR, edition)
        report.later = edition_id > 1
        incoming = readable(report.reading, read(paths, progress=progress))
        for outcome in imports.write_ordinances(ledger, SYSTEM_AUTHOR, edition_id, incoming):
            report.add(outcome)
    return report


def readable(tally: console.Tally, outcomes: Iterable[ReadOutcome]) -> Iterator[Incoming]:
    """The ordinances among reading outcomes, ready for the ledger; the others are told by ``tally``."""
    from ordinances import clauses
    from review_app.ledger.imports import Incoming

    for outcome in tally.follow(outcomes):
        if outcome.ordinance is not None:
            yield Incoming(outcome.ordinance, clauses(outcome.ordinance), outcome.sha256, outcome.size)
