"""``tenken backup``, ``tenken restore`` and ``tenken verify``: keeping the ledger safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, ledger_path, open_ledger, private_files, refusals

if TYPE_CHECKING:
    from review_app.ledger.backup import Mark, Verified

_NAMES = {
    "edition": "版",
    "ordinance": "例規",
    "clause": "条項",
    "candidate": "候補",
    "review_case": "案件",
    "event": "記録",
}


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="保存先（省略時は台帳の隣の -backups フォルダー）"),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, help="FILE をフォルダーとして日時の名前で保存し、新しい順に残す数"),
    ] = None,
    db: DbOption = None,
) -> None:
    """台帳を複製し、複製を開いて検証します。"""
    from review_app.ledger.backup import back_up
    from review_app.ledger.connection import backup_folder
    from review_app.ledger.retention import back_up_into

    with private_files(), open_ledger(db) as ledger:
        if keep is None:
            made = back_up(ledger, target)
        else:
            kept = back_up_into(ledger, target or backup_folder(ledger.path), keep)
            for path in kept.removed:
                console.say(f"古いバックアップを削除しました: {console.printable(str(path))}")
            made = kept.made
        console.say(f"保存しました: {made.path}（{described(made)}）")
        _say_end(made)


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="バックアップのファイル")],
    target: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="復元先の新しいファイル")] = None,
    db: DbOption = None,
) -> None:
    """バックアップを検証し、新しいファイルに復元します。今あるファイルには上書きしません。"""
    from review_app.ledger.backup import restore as restore_file

    with refusals(), private_files():
        made = restore_file(source, ledger_path(target or db))
        console.say(f"復元しました: {made.path}（{described(made)}）")


def verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="検証するバックアップ（省略時は台帳）")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", file_okay=False, help="照らし合わせるバックアップのフォルダー"),
    ] = None,
    mark: Annotated[
        str | None, typer.Option("--mark", metavar="印", help="前に控えておいた末尾の印（番号:64桁）")
    ] = None,
    db: DbOption = None,
) -> None:
    """台帳の件数を数え、記録が書き換えられていないことを確かめます。"""
    from review_app.ledger.backup import verify as verify_ledger
    from review_app.ledger.backup import verify_file
    from review_app.ledger.retention import contradicting_backup

    noted, witness = _noted(mark), None
    if file is not None:
        with refusals():
            found = verify_file(file, noted)
    else:
        with open_ledger(db) as ledger:
            found = verify_ledger(ledger, noted)
            witness = contradicting_backup(ledger, against)
    console.say(f"{found.path}: {described(found)}")
    _say_end(found)
    if not found.sound:
        console.say(
            f"記録 {found.chain.broken_seq} 番が書き換えられています。"
            "このファイルを保管し、tenken restore で直近のバックアップから戻してください。"
        )
        raise typer.Exit(console.SOME_FAILED)
    if witness is not None:
        console.say(
            f"バックアップ {console.printable(str(witness))} にある記録が、この台帳にありません。"
            "古いファイルに戻っているおそれがあります。両方を保管し、管理者に知らせてください。"
        )
        raise typer.Exit(console.SOME_FAILED)
    if not found.holds_mark:
        console.say(
            "控えておいた印の記録が、この台帳にありません。末尾が失われたか、記録が作り直されています。"
            "台帳とバックアップを保管し、管理者に知らせてください。"
        )
        raise typer.Exit(console.SOME_FAILED)
    console.say("記録のつながりは正常です。")


def _noted(mark: str | None) -> Mark | None:
    from review_app.ledger.backup import Mark

    try:
        return None if mark is None else Mark.parse(mark)
    except ValueError as error:
        raise typer.BadParameter(
            "--mark には、verify や backup が表示した「番号:64桁」を指定してください。"
        ) from error


def _say_end(found: Verified) -> None:
    if found.end is not None:
        console.say(f"末尾の印: {found.end}")


def described(found: Verified) -> str:
    """The counts of a ledger in one line."""
    return "、".join(f"{_NAMES[name]} {count:,}" for name, count in found.counts.rows.items())
