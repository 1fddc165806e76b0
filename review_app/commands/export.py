"""``tenken export OUT``: the 点検シート, CSV, open data and the management report from the command line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from review_app.exports import ExportFile, Layout
    from review_app.ledger import Ledger
    from review_app.ledger.model import QueueQuery


class Format(StrEnum):
    """What to write."""

    XLSX = "xlsx"
    ZIP = "zip"
    CSV = "csv"
    OPENDATA = "opendata"
    REPORT = "report"
    LAYOUT = "layout"


def command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="書き出すファイル、またはフォルダ")],
    db: DbOption = None,
    department: Annotated[str | None, typer.Option("--department", help="課のコード（その課だけ）")] = None,
    states: Annotated[
        list[str] | None, typer.Option("--state", help="状態（例: 照会中。何度でも指定できます）")
    ] = None,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="xlsx 点検シート、zip 課ごとのファイル、csv 表、opendata 公開用CSV、report 進捗報告、"
            "layout 様式ファイルのひな形",
        ),
    ] = Format.XLSX,
    layout: Annotated[
        Path | None, typer.Option("--layout", help="市の様式に合わせた様式ファイル（YAML）")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="同じ名前のファイルがあれば置き換えます")] = False,
) -> None:
    """点検シート（Excel）、CSV、公開用データ、進捗報告を書き出します。"""
    from review_app.exports import layout as layouts
    from review_app.ledger.model import QueueQuery

    if form is Format.LAYOUT:
        path = write(_template(), out, force=force)
        console.say(f"書き出しました: {console.printable(str(path))}")
        return
    with open_ledger(db) as ledger:
        chosen = layouts.load(layout) if layout else None
        if department:
            _known(ledger, department)
        departments = (department,) if department else ()
        query = QueueQuery(departments=departments, states=_states(states or []))
        path = write(_made(ledger, form, query, chosen), out, force=force)
        console.say(f"書き出しました: {console.printable(str(path))}")


def _template() -> ExportFile:
    from review_app.exports import ExportFile, layout

    return ExportFile("点検シートの様式.yaml", "application/yaml", layout.template().encode())


def _known(ledger: Ledger, department: str) -> None:
    from review_app.ledger import registry

    if registry.department(ledger, department) is None:
        console.say(
            f"課のコード「{console.printable(department)}」はありません。tenken department list で確かめてください。"
        )
        raise typer.Exit(console.SOME_FAILED)


def _states(names: list[str]) -> tuple[str, ...]:
    """The codes of states given by their Japanese names."""
    from review_app.workflow.machine import STATE_NAMES

    codes = {name: state.value for state, name in STATE_NAMES.items()}
    for name in names:
        if name not in codes:
            console.say(f"「{console.printable(name)}」という状態はありません（{'、'.join(codes)}）。")
            raise typer.Exit(console.SOME_FAILED)
    return tuple(codes[name] for name in names)


def _made(ledger: Ledger, form: Format, query: QueueQuery, layout: Layout | None) -> ExportFile:
    from review_app import exports
    from review_app.workflow.actors import SYSTEM

    if form is Format.REPORT:
        return exports.report(ledger, SYSTEM)
    if form is Format.OPENDATA:
        return exports.opendata(ledger, SYSTEM, layout)
    make = {
        Format.XLSX: exports.workbook,
        Format.ZIP: exports.workbook_set,
        Format.CSV: exports.csv_file,
    }[form]
    return make(ledger, SYSTEM, query, layout)


def write(file: ExportFile, out: Path, *, force: bool) -> Path:
    """Write an export to ``out``, into it when it is a folder; an existing file stays unless ``force``."""
    path = out / file.name if out.is_dir() else out
    try:
        with path.open("wb" if force else "xb") as target:
            target.write(file.data)
    except FileExistsError as error:
        console.say(
            f"{console.printable(str(path))} はすでにあります。別の名前にするか、--force を付けてください。"
        )
        raise typer.Exit(console.SOME_FAILED) from error
    except OSError as error:
        console.say(
            f"{console.printable(str(path))} に書き込めません。フォルダの場所と権限、Excelで開いていないかを"
            "確かめてください。"
        )
        raise typer.Exit(console.SOME_FAILED) from error
    return path
