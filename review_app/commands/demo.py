"""``tenken demo``: the sample city, imported, extracted, staffed and half-way through its review."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review_app.commands import console, extract, importing, serve
from review_app.commands.database import DbOption, ledger_path, open_ledger, refusals
from review_app.commands.scan import LABEL_NAMES

if TYPE_CHECKING:
    from review_app.commands.demo_script import Clock, Staff
    from review_app.ledger import Ledger
    from review_app.workflow.departments import DepartmentForm

NAME = "demo.duckdb"


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the sample city's ``people.tsv``."""

    login: str
    name: str
    role: str
    department: str


def command(
    db: DbOption = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="作成だけ行い、画面を開きません")] = False,
    port: serve.PortOption = 8501,
) -> None:
    """見本の市の例規で、取込みから審査の途中までを作り、画面を開きます。"""
    with refusals():
        path = ledger_path(db, NAME)
        if path.exists():
            console.say(f"見本は作成済みのものを使います: {path}")
            console.say(
                "パスワードは作成時に表示したものです。忘れたときは tenken user reset-password 利用者ID "
                f"--db {path} を実行してください。"
            )
        else:
            build(path)
    with open_ledger(path) as ledger:
        show_counts(ledger)
    if not no_serve:
        serve.command(path, port=port)


def build(path: Path) -> None:
    """Make the sample city's ledger beside ``path`` and move it there when it is whole.

    Stopping half-way leaves nothing under ``path``; the next run starts afresh.
    """
    from ordinances import sample
    from review_app.commands.demo_script import Clock
    from review_app.ledger import Ledger, utc_now

    partial = path.with_name(f"{path.stem}.partial.duckdb")
    for leftover in (partial, Path(f"{partial}.wal")):
        leftover.unlink(missing_ok=True)
    clock = Clock(utc_now())
    with Ledger.open(partial, clock=clock) as ledger:
        console.say(f"見本の市（みどり野市）の台帳を作ります: {path}")
        _read_in(ledger, sample.CITY)
        staff = register(ledger, sample.DEPARTMENTS, sample.PEOPLE)
        _play(ledger, clock, staff)
    partial.replace(path)


def _read_in(ledger: Ledger, city: Path) -> None:
    with console.progress_bar("取込み") as progress:
        report = importing.import_paths(ledger, [city], None, progress, quiet=True)
    console.say(report.summary())
    with console.progress_bar("抽出") as progress:
        console.say(extract.extract(ledger, "serial", 1, progress).summary())


def register(ledger: Ledger, departments_file: Path, people_file: Path) -> Staff:
    """Register the city's departments, its map of ordinances, and its people with generated passwords."""
    from review_app.commands.demo_script import Staff
    from review_app.ledger import registry
    from review_app.workflow import accounts, departments
    from review_app.workflow.actors import SYSTEM

    rows = _table(departments_file)
    departments.add(ledger, SYSTEM, _departments(rows), source="cli")
    keys = registry.ordinance_keys(ledger)
    owners = {keys[row["file"]]: row["code"] for row in rows if row["file"] in keys}
    departments.map_ordinances(ledger, SYSTEM, owners, source="cli")
    people = [Person(**row) for row in _table(people_file)]
    passwords = {}
    with console.progress_bar("利用者の登録") as progress:
        for done, person in enumerate(people, start=1):
            form = accounts.person_form(person.login, person.name, person.role, person.department)
            passwords[person.login] = accounts.add_person(
                ledger, SYSTEM, form, must_change=False, source="cli"
            )
            if progress:
                progress(done, len(people))
    names = {row.department_id: row.name for row in registry.departments(ledger)}
    _show_people(people, passwords, names)
    return Staff({p.department: p.login for p in people if p.role == "department"})


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _departments(rows: list[dict[str, str]]) -> list[DepartmentForm]:
    """The departments named in the map, in the order of their codes; namesakes carry their 部局 too."""
    from review_app.workflow import departments

    named = {row["code"]: row for row in rows}
    often = Counter(row["name"] for row in named.values())
    return [
        departments.form(
            code,
            row["division"] + row["name"] if often[row["name"]] > 1 else row["name"],
            row["division"],
            place,
        )
        for place, (code, row) in enumerate(sorted(named.items()), start=1)
    ]


def _show_people(people: list[Person], passwords: dict[str, str], departments: dict[str, str]) -> None:
    from review_app.workflow.model import ROLE_NAMES, Role

    table = Table(title="ログインに使う利用者IDとパスワード（今だけ表示します）", title_justify="left")
    for heading, width in (
        ("利用者ID", 10),
        ("パスワード", 24),
        ("氏名", None),
        ("役割", None),
        ("課", None),
    ):
        table.add_column(heading, no_wrap=width is not None, min_width=width, overflow="fold")
    for person in people:
        role = ROLE_NAMES[Role(person.role)]
        place = departments.get(person.department, "")
        cells = (person.login, passwords[person.login], person.name, role, place)
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


def _play(ledger: Ledger, clock: Clock, staff: Staff) -> None:
    from review_app.commands import demo_script
    from review_app.ledger import queue
    from review_app.ledger.model import QueueQuery, Scope

    rows = queue.every_row(ledger, Scope(everything=True), QueueQuery())
    with console.progress_bar("審査の記録") as progress:
        done = demo_script.play(ledger, clock, rows, staff, progress or (lambda _done, _total: None))
    console.say(f"審査の記録 {done:,} 件を作りました。")


def show_counts(ledger: Ledger) -> None:
    """Print the number of cases by type and by how far they came."""
    from review_app.ledger import queue
    from review_app.ledger.model import QueueQuery, Scope
    from review_app.workflow.machine import STATE_NAMES

    page = queue.queue(ledger, Scope(everything=True), QueueQuery(limit=0))
    counts = {facet.value: facet.count for facet in page.facets["label"]}
    table = Table("規制区分", "候補", title="候補の件数", title_justify="left")
    for label, name in LABEL_NAMES.items():
        table.add_row(name, f"{counts.get(label, 0):,}")
    table.add_row("合計", f"{page.total:,}")
    Console().print(table)
    states = {facet.value: facet.count for facet in page.facets["state"]}
    shown = (
        f"{name} {states[state.value]:,}" for state, name in STATE_NAMES.items() if state.value in states
    )
    console.say("審査の状況: " + "、".join(shown))
