"""The ``tenken`` command: joins the subcommands of ``review_app.commands``, one line each.

A command module loads what is heavy (spaCy, DuckDB, Streamlit, document libraries) inside its function, so
that ``tenken --help`` stays quick.
"""

from __future__ import annotations

import sys

import typer

from review_app.commands import (
    backup,
    clauses,
    cluster,
    console,
    demo,
    department,
    diff,
    evaluate,
    export,
    extract,
    import_answers,
    importing,
    japanese_help,
    learn,
    ledger_server,
    prefecture,
    rules,
    scan,
    serve,
    user,
)
from review_app.commands.database import with_token

app = typer.Typer(
    name="tenken",
    help="点検: 例規のアナログ規制を見つけ、見直しを進めるための道具です。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def tenken() -> None:
    """点検: 例規のアナログ規制を見つけ、見直しを進めるための道具です。"""


app.command("clauses")(clauses.command)
app.command("scan")(scan.command)
app.command("evaluate")(evaluate.command)
app.add_typer(rules.app, name="rules")
app.command("import")(importing.command)
app.command("extract")(extract.command)
app.command("learn")(learn.command)
app.command("diff")(diff.command)
app.command("demo")(demo.command)
app.command("serve")(serve.command)
app.command("ledger-server")(ledger_server.command)
app.add_typer(user.app, name="user")
app.add_typer(department.app, name="department")
app.command("export")(export.command)
app.command("import-answers")(import_answers.command)
app.command("pack")(cluster.pack)
app.command("load")(cluster.load)
app.command("prefecture")(prefecture.command)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("verify")(backup.verify)
for group in (app, user.app, department.app):
    for entry in group.registered_commands:
        if entry.callback is not None:
            entry.callback = with_token(entry.callback)
japanese_help.speak_japanese(app)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 some inputs failed, 2 wrong usage, 130 interrupted."""
    console.use_utf8()
    console.keep_log()
    sys.exit(console.run(app))
