"""``tenken user add|list|close|reset-password``: accounts from the command line of the machine itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

app = typer.Typer(help="利用者を登録・停止します。", no_args_is_help=True)


class RoleChoice(StrEnum):
    """The roles as the command line takes them."""

    LEGAL = "legal"
    DEPARTMENT = "department"
    MANAGER = "manager"
    ADMIN = "admin"


Login = Annotated[str, typer.Argument(metavar="利用者ID", help="半角の英数字と . _ @ -")]


@app.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Option("--name", help="氏名")],
    role: Annotated[
        RoleChoice,
        typer.Option(
            "--role", help="legal 法制担当、department 所管課、manager 管理者、admin システム管理者"
        ),
    ],
    department: Annotated[str | None, typer.Option("--department", help="課のコード（所管課は必須）")] = None,
    db: DbOption = None,
) -> None:
    """利用者を登録し、最初のパスワードを表示します（初回ログインで変更します）。"""
    from review_app.workflow import accounts
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db, create=True) as ledger:
        form = accounts.person_form(login, name, role.value, department)
        password = accounts.add_person(ledger, SYSTEM, form, source="cli")
        console.say(
            f"登録しました: {form.login}（{name}）。初回のパスワードは次のとおりです（再表示できません）。"
        )
        typer.echo(password)


@app.command("list")
def show(db: DbOption = None) -> None:
    """利用者の一覧を表示します。"""
    from review_app.ledger import registry
    from review_app.workflow.model import ROLE_NAMES, Role

    table = Table("利用者ID", "氏名", "役割", "課", "状態")
    with open_ledger(db) as ledger:
        names = {row.department_id: row.name for row in registry.departments(ledger, closed=True)}
        for row in registry.people(ledger):
            place = names.get(row.department_id or "", "")
            state = "利用中" if row.active else "停止"
            cells = (row.person_id, row.name, ROLE_NAMES[Role(row.role)], place, state)
            table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


@app.command("close")
def close(login: Login, db: DbOption = None) -> None:
    """利用者を停止します。記録は残ります。"""
    from review_app.ledger import registry
    from review_app.workflow import accounts
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db) as ledger:
        row = registry.person(ledger, login)
        accounts.close_person(ledger, SYSTEM, login, row.revision if row else 0, source="cli")
        console.say(f"停止しました: {login}")


@app.command("reset-password")
def reset_password(login: Login, db: DbOption = None) -> None:
    """パスワードを作り直して表示し、ログインの制限を解きます。"""
    from review_app.workflow import accounts
    from review_app.workflow.actors import SYSTEM

    with open_ledger(db) as ledger:
        password = accounts.reset_password(ledger, SYSTEM, login, source="cli")
        console.say(f"パスワードを作り直しました: {login}。次のとおりです（再表示できません）。")
        typer.echo(password)
