"""``tenken department add|list|import``: the departments (所管課) and their ordinances."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from review_app.workflow.departments import DepartmentForm

app = typer.Typer(help="課を登録します。", no_args_is_help=True)


@app.command("add")
def add(
    department_id: Annotated[str, typer.Argument(metavar="コード")],
    name: Annotated[str, typer.Option("--name", help="課の名前")],
    bureau: Annotated[str, typer.Option("--bureau", help="部局の名前")] = "",
    position: Annotated[int, typer.Option("--position", help="並び順", min=0)] = 0,
    db: DbOption = None,
) -> None:
    """課を一つ登録します。"""
    from review_app.workflow import departments
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db, create=True) as ledger:
        form = departments.form(department_id, name, bureau, position)
        departments.add(ledger, SYSTEM, [form], source="cli")
        console.say(f"登録しました: {department_id} {name}")


@app.command("list")
def show(db: DbOption = None) -> None:
    """課の一覧を表示します。"""
    from review_app.ledger import registry

    table = Table("コード", "部局", "課", "状態")
    with open_ledger(db) as ledger:
        for row in registry.departments(ledger, closed=True):
            state = "" if row.active else "廃止"
            table.add_row(*(Text(cell) for cell in (row.department_id, row.bureau, row.name, state)))
    Console().print(table)


@app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="TSV または CSV。1行目に code, name, division の列名"),
    ],
    db: DbOption = None,
) -> None:
    """課をまとめて登録します。登録済みのコードは飛ばします。"""
    from review_app.ledger import registry
    from review_app.workflow import departments
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db, create=True) as ledger:
        known = {row.department_id for row in registry.departments(ledger, closed=True)}
        found = {form.department_id: form for form in read_departments(file)}
        new = [form for key, form in found.items() if key not in known]
        departments.add(ledger, SYSTEM, new, source="cli")
        console.say(f"{len(new)} 課を登録しました。")


@app.command("map")
def map_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Excel（.xlsx）、TSV または CSV。例規名（または例規番号・file）と所管課（または code）の列",
        ),
    ],
    check: Annotated[bool, typer.Option("--check", help="調べるだけで、登録しません")] = False,
    db: DbOption = None,
) -> None:
    """例規ごとの所管課をまとめて登録します。照会先の候補として示されます。"""
    from review_app.exports import owner_map
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db) as ledger:
        found = owner_map.check(ledger, SYSTEM, file.name, read_bytes(file))
        for row in found.refused:
            console.say(f"取り込めません: {console.printable(row.place)}: {console.printable(row.refused)}")
        if check:
            console.say(f"{found.summary()}（調べただけで、登録していません）。")
        else:
            changed = owner_map.apply(ledger, SYSTEM, found, source="cli")
            console.say(f"{changed:,} 件の例規の所管課を登録しました。")
        raise typer.Exit(console.SOME_FAILED if found.refused else console.DONE)


def read_bytes(file: Path) -> bytes:
    """The bytes of a file, no more than may be taken; InvalidInputError when it cannot be read."""
    from review_app.exports.intake import MAX_FILE
    from review_app.workflow.errors import InvalidInputError

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise InvalidInputError(f"{file} を読めません。ファイルの場所と名前を確かめてください。") from error


def read_departments(file: Path) -> list[DepartmentForm]:
    """The departments of a TSV or CSV file (UTF-8), in their order; InvalidInputError names the line at
    fault.
    """
    from review_app.workflow import departments
    from review_app.workflow.errors import InvalidInputError

    forms = []
    for number, row in enumerate(read_table(file, ("code", "name")), start=2):
        try:
            forms.append(departments.form(row["code"], row["name"], row.get("division", ""), number))
        except InvalidInputError as error:
            raise InvalidInputError(f"{file} の{number}行目: {error}") from error
    return forms


def read_table(file: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a UTF-8 TSV or CSV file with a header; InvalidInputError when unreadable or a column
    lacks.
    """
    from review_app.exports.owner_table import UNCLOSED
    from review_app.workflow.errors import InvalidInputError

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(
            f"{file} を読めません。UTF-8のTSVまたはCSVファイルを指定してください。"
        ) from error
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInputError(f"{file} の1行目に列 {'、'.join(missing)} がありません。")
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
    except csv.Error as error:
        raise InvalidInputError(f"{file}：{UNCLOSED}") from error
