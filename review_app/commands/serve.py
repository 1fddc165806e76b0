"""``tenken serve``: the review app for browsers."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app.commands import console
from review_app.commands.backup_timer import Schedule, running
from review_app.commands.database import DbOption, open_ledger

if TYPE_CHECKING:
    from review_app.web.oidc import Provider

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to

BackupTo = Annotated[
    Path | None,
    typer.Option("--backup-to", file_okay=False, help="定期バックアップの保存先（フォルダー）"),
]
BackupHours = Annotated[
    int, typer.Option("--backup-hours", min=1, max=168, help="定期バックアップの間隔（時間）")
]
BackupKeep = Annotated[
    int, typer.Option("--backup-keep", min=1, help="残すバックアップの数（古いものから削除）")
]
PortOption = Annotated[int, typer.Option("--port", help="待ち受けるポート", min=1, max=65535)]


def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    db: DbOption = None,
    host: Annotated[
        str, typer.Option("--host", help="待ち受けるアドレス（庁内に公開するときは 0.0.0.0）")
    ] = "127.0.0.1",
    port: PortOption = 8501,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="利用者がブラウザーに入れるサーバー名（繰り返し指定できます）"),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", exists=True, dir_okay=False, help="TLSの証明書（PEM）"),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", exists=True, dir_okay=False, help="TLSの秘密鍵（PEM）")
    ] = None,
    oidc: Annotated[
        Path | None,
        typer.Option(
            "--oidc",
            envvar="TENKEN_OIDC",
            dir_okay=False,
            help="共通認証（OpenID Connect）の設定ファイル（TOML）",
        ),
    ] = None,
    backup_to: BackupTo = None,
    backup_hours: BackupHours = 24,
    backup_keep: BackupKeep = 14,
) -> None:
    """審査の画面を開きます。終了は Ctrl-C です。"""
    if (certificate is None) != (key is None):
        raise typer.BadParameter("--certificate と --key は両方を指定してください。")
    if host in EVERYWHERE and not name:
        raise typer.BadParameter("--host で庁内に公開するときは、--name でサーバー名も指定してください。")
    schedule = scheduled(backup_to, backup_hours, backup_keep)
    serve(db, host, port, tuple(name or ()), (certificate, key), schedule, oidc=oidc)


def scheduled(folder: Path | None, hours: int, keep: int) -> Schedule | None:
    """The schedule of backups that the options ask for."""
    return Schedule(folder, timedelta(hours=hours), keep) if folder else None


def serve(
    db: Path | None,
    host: str,
    port: int,
    names: tuple[str, ...] = (),
    tls: tuple[Path | None, Path | None] = (None, None),
    schedule: Schedule | None = None,
    *,
    oidc: Path | None = None,
) -> None:
    """Serve a ledger until interrupted, backing it up by ``schedule``; ``oidc``: the identity provider's settings.

    A port that is taken, or a provider whose settings will not do, is one line and exit code 1.
    """
    provider = identity_provider(oidc)
    if taken(host, port):
        console.say(f"ポート {port} は使用中です。--port で別の番号を指定してください。")
        raise typer.Exit(console.SOME_FAILED)
    with open_ledger(db, create=True) as ledger:
        if ledger.remote and schedule is not None:
            raise typer.BadParameter(
                "台帳サーバーを使うときは、--backup-to を tenken ledger-server に指定してください。"
            )
        from review_app.web.server import Address, run

        console.say(f"審査の画面: {url(host, port, names, secure=tls[0] is not None)}（終了は Ctrl-C）")
        if tls[0] is None and host not in LOCAL:
            console.say(
                "注意: 通信を暗号化せずに庁内へ公開します。--certificate と --key の指定を検討してください。"
            )
        with running(ledger, schedule):
            run(ledger, Address(host, port, names, *tls, provider))


def identity_provider(settings: Path | None) -> Provider | None:
    """Give the city's identity provider; settings that will not do are one line and exit code 1."""
    if settings is None:
        return None
    from review_app.web.oidc import Provider
    from review_app.web.oidc_settings import OidcError, load

    try:
        return Provider(load(settings))
    except OidcError as error:
        console.say(console.printable(str(error)))
        raise typer.Exit(console.SOME_FAILED) from error


def url(host: str, port: int, names: tuple[str, ...], *, secure: bool) -> str:
    """Give the address people open."""
    return f"{'https' if secure else 'http'}://{names[0] if names else host}:{port}/"


def taken(host: str, port: int) -> bool:
    """Tell whether something already listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As the server itself does, so that a port just given back counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
