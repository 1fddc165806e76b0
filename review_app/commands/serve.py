"""``tenken serve``: the review app for browsers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from review_app.commands import console
from review_app.commands.database import DbOption, open_ledger

PortOption = Annotated[int, typer.Option("--port", help="待ち受けるポート", min=1, max=65535)]


def command(
    db: DbOption = None,
    host: Annotated[str, typer.Option("--host", help="待ち受けるアドレス")] = "127.0.0.1",
    port: PortOption = 8501,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="利用者が使うホスト名（繰り返し指定できます）")
    ] = None,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="TLSの証明書（PEM）")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="TLSの秘密鍵（PEM）")] = None,
) -> None:
    """審査の画面を開きます。終了は Ctrl-C です。"""
    from review_app.web.server import Address, run  # noqa: PLC0415 - Streamlit is loaded only when needed

    address = Address(host, port, tuple(name or ()), certificate, key)
    with open_ledger(db, create=True) as ledger:
        scheme = "https" if certificate else "http"
        console.say(f"審査の画面: {scheme}://{host}:{port}/（終了は Ctrl-C）")
        run(ledger, address)
