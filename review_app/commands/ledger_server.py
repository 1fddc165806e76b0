"""``tenken ledger-server``: one process that holds the ledger for several others."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from review_app.commands import console
from review_app.commands.backup_timer import running
from review_app.commands.database import DbOption, ledger_path, private_files, refusals
from review_app.commands.serve import EVERYWHERE, BackupHours, BackupKeep, BackupTo, scheduled, taken


def command(
    token_file: Annotated[
        Path,
        typer.Option(
            "--token-file",
            envvar="TENKEN_TOKEN_FILE",
            dir_okay=False,
            help="合言葉のファイル（ないときは、持ち主だけが読めるものを作ります）",
        ),
    ],
    db: DbOption = None,
    host: Annotated[
        str, typer.Option("--host", help="待ち受けるアドレス（別のサーバーから使うときだけ変えます）")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="待ち受けるポート", min=1, max=65535)] = 9494,
    backup_to: BackupTo = None,
    backup_hours: BackupHours = 24,
    backup_keep: BackupKeep = 14,
) -> None:
    """台帳サーバーを動かします（画面を複数動かすときや、画面とコマンドを同時に使うとき）。終了は Ctrl-C です。"""
    from review_app.ledger import quack
    from review_app.ledger import token_file as tokens
    from review_app.ledger.server import served

    stop = threading.Event()
    with refusals(), private_files():
        address = quack.address_of(f"quack:{f'[{host}]' if ':' in host else host}:{port}")
        if address is None:
            raise typer.BadParameter("--host を確かめてください。")
        if taken(host, port):
            console.say(f"ポート {port} は使用中です。--port で別の番号を指定してください。")
            raise typer.Exit(console.SOME_FAILED)
        if not token_file.exists():
            tokens.make(token_file)
            console.say(f"合言葉のファイルを作りました: {console.printable(str(token_file))}")
        token = tokens.read(token_file)
        schedule = scheduled(backup_to, backup_hours, backup_keep)
        with served(ledger_path(db), address, token) as ledger, running(ledger, schedule):
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            shown = "localhost" if host in EVERYWHERE else address.host
            console.say(
                f"台帳サーバー: --db quack:{shown}:{port} --token-file {console.printable(str(token_file))}"
                "（終了は Ctrl-C）"
            )
            if not address.local:
                console.say(
                    "注意: この通信は暗号化されません。TLS を担うリバース プロキシの後ろで使い、"
                    "ほかからはこのポートに届かないようにしてください（docs/operations.ja.md）。"
                )
            try:
                while not stop.wait(1.0):
                    pass
            except KeyboardInterrupt:
                pass
    console.say("台帳サーバーを終了しました。")
