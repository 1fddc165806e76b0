"""``tenken import-answers FILE…``: filled 点検シート back into the ledger, checked first."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console, export
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from review_app.exports import Applied, CheckedFile, Layout
    from review_app.ledger import Ledger


class OnConflict(StrEnum):
    """What to do where the ledger has a newer answer."""

    ASK = "ask"
    LEDGER = "ledger"
    FILE = "file"


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="記入済みの点検シート（.xlsx）")],
    db: DbOption = None,
    login: Annotated[
        str | None, typer.Option("--as", help="回答する人の利用者ID（省略すると、検査だけを行います）")
    ] = None,
    valid_only: Annotated[
        bool, typer.Option("--valid-rows", help="取り込めない行があっても、ほかの行を取り込みます")
    ] = False,
    on_conflict: Annotated[
        OnConflict,
        typer.Option(
            "--on-conflict",
            help="台帳に新しい回答があるとき: ask 取り込まず知らせる、ledger 台帳のまま、file ファイルの回答にする",
        ),
    ] = OnConflict.ASK,
    layout: Annotated[
        Path | None,
        typer.Option(
            "--layout",
            help="市の様式で作られた表を読むための様式ファイル（YAML。省略すると、設定した市の様式か標準の様式）",
        ),
    ] = None,
    result: Annotated[
        Path | None, typer.Option("--result", help="行ごとの結果と理由を書き出すファイル（.xlsx）")
    ] = None,
) -> None:
    """記入済みの点検シートを検査し、台帳に取り込みます。1つのファイルは全部か、何もしないかのどちらかです。"""
    from review_app.exports import layout as layouts

    with open_ledger(db) as ledger:
        form = layouts.load(layout) if layout else None
        results = [_one(ledger, path, login, on_conflict, form, valid_only=valid_only) for path in paths]
        if result is not None:
            _write_results(ledger, results, result)
    if login is None:
        console.say("検査だけを行いました。取り込むには --as 利用者ID を付けてください。")
    raise typer.Exit(console.DONE if all(map(_went_well, results)) else console.SOME_FAILED)


def _one(
    ledger: Ledger,
    path: Path,
    login: str | None,
    on_conflict: OnConflict,
    form: Layout | None,
    *,
    valid_only: bool,
) -> tuple[CheckedFile, Applied | None]:
    """Check one file, say what was found, and apply it when somebody acts."""
    from review_app import exports
    from review_app.exports import Status
    from review_app.workflow.actors import SYSTEM

    checked = _checked(ledger, login or SYSTEM, path, form)
    _say(checked)
    if login is None or checked.problem:
        return checked, None
    conflicts = frozenset(row.case_id for row in checked.of(Status.CONFLICT))
    applied = exports.apply(
        ledger,
        login,
        checked,
        take=conflicts if on_conflict is OnConflict.FILE else (),
        keep=conflicts if on_conflict is OnConflict.LEDGER else (),
        valid_only=valid_only,
    )
    console.say(f"{checked.name}: {applied.problem or f'{len(applied.done):,}件を取り込みました。'}")
    return checked, applied


def _checked(ledger: Ledger, person_id: str, path: Path, form: Layout | None) -> CheckedFile:
    from review_app import exports
    from review_app.exports.intake import MAX_FILE

    try:
        with path.open("rb") as file:
            # One byte more than allowed is enough to be refused, however large the file is.
            data = file.read(MAX_FILE + 1)
    except OSError:
        reason = "ファイルを開けません。場所と名前、権限を確かめてください。"
        return exports.CheckedFile(console.printable(path.name), reason)
    return exports.check(ledger, person_id, console.printable(path.name), data, form)


def _say(checked: CheckedFile) -> None:
    console.say(f"{checked.name}: {checked.summary()}")
    for remark in checked.remarks:
        console.say(f"  {console.printable(remark)}")
    for row in checked.rows:
        told = list(row.reasons)
        if row.differences:
            told = [row.why_conflict]
            told += [f"「{d.heading}」台帳：{d.ledger}／ファイル：{d.file}" for d in row.differences]
        if told:
            place = f"{row.sheet} {row.row}行目 {row.title} {row.locator}"
            console.say(f"  {console.printable(place)}: {console.printable(' '.join(told))}")


def _write_results(ledger: Ledger, results: list[tuple[CheckedFile, Applied | None]], result: Path) -> None:
    from review_app import exports
    from review_app.workflow import views

    path = export.write(exports.result_sheet(results, views.today(ledger)), result, force=True)
    console.say(f"結果を書き出しました: {console.printable(str(path))}")


def _went_well(result: tuple[CheckedFile, Applied | None]) -> bool:
    """Whether a file needs nobody's attention any more (or, when only checked, would need nobody's)."""
    from review_app.exports import Status

    checked, applied = result
    if checked.problem or checked.of(Status.REFUSED):
        return False
    if applied is None:
        return not checked.of(Status.CONFLICT)
    return not applied.problem and not applied.refused
