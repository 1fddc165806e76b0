"""The settings of a city's identity provider (共通認証), from one TOML file; wrong or weak ones stop the server.

issuer = "https://login.city.example/realms/staff"   # what its ID tokens say, to the letter
client_id = "tenken"
client_secret_file = "/etc/tenken/oidc.secret"       # 0600; or TENKEN_OIDC_CLIENT_SECRET in the environment
public_url = "https://tenken.city.example:8501"      # how people reach tenken
claim = "preferred_username"                         # which claim is the 利用者ID; "sub" when left out
name = "庁内共通ID"                                   # the button
only = true                                          # passwords for administrators only
hosts = ["keys.city.example"]                        # further hosts its endpoints may be on
ca_file = "/etc/tenken/ca.pem"                       # the city's own certificate authority
"""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

SECRET_VARIABLE = "TENKEN_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a variable
LEAST_SECRET = 16
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What examples and installers leave in place; a secret that holds one of them is none.
_DEFAULTS = (
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "default",
    "example",
    "client",
    "tenken",
)


class OidcError(Exception):
    """The settings or the provider cannot be used; ``str(error)`` is one Japanese sentence."""


class OidcSettings(BaseModel):
    """The settings as in the module's docstring; ``secret`` never shows in a repr."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: Annotated[str, Field(min_length=8)]
    client_id: Annotated[str, Field(min_length=1)]
    public_url: Annotated[str, Field(min_length=8)]
    client_secret_file: Path | None = None
    claim: Annotated[str, Field(min_length=1)] = "sub"
    name: Annotated[str, Field(min_length=1, max_length=40)] = "共通ID"
    only: bool = False
    hosts: tuple[str, ...] = ()
    ca_file: Path | None = None
    secret: str = Field(default="", repr=False)

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to: never taken from a request."""
        return self.public_url.rstrip("/") + "/oidc/callback"

    def admits(self, url: str) -> bool:
        """Whether tenken may talk to an address: one of the issuer's hosts, by https (or on this machine)."""
        return _secure(url) and _host(url) in {_host(self.issuer), *(host.lower() for host in self.hosts)}


def _host(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.lower() if "@" not in parts.netloc else ""


def _secure(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def load(path: Path) -> OidcSettings:
    """Read the settings and the secret; OidcError says in Japanese what is wrong and where."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OidcError(
            f"共通認証の設定 {path} を読めません。場所と書き方（TOML）を確かめてください。"
        ) from error
    if "secret" in given or "client_secret" in given:
        raise OidcError(
            f"共通認証の設定 {path} に秘密を書かないでください。client_secret_file で別のファイルを指定します。"
        )
    try:
        settings = OidcSettings.model_validate(given)
    except ValidationError as error:
        named = "、".join(".".join(map(str, detail["loc"])) for detail in error.errors())
        raise OidcError(f"共通認証の設定 {path} の項目が足りないか、正しくありません: {named}") from error
    for name in ("issuer", "public_url"):
        if not _secure(str(getattr(settings, name))):
            raise OidcError(f"共通認証の設定 {path} の {name} は https:// で始めてください。")
    return settings.model_copy(update={"secret": _secret(settings)})


def _secret(settings: OidcSettings) -> str:
    if settings.client_secret_file is None:
        found, where = os.environ.get(SECRET_VARIABLE, ""), f"環境変数 {SECRET_VARIABLE}"
    else:
        found, where = _read_private(settings.client_secret_file), str(settings.client_secret_file)
    found = found.strip()
    if not found:
        raise OidcError(f"共通認証の秘密がありません（{where}）。")
    if len(found) < LEAST_SECRET or len(set(found)) < 8:
        raise OidcError(
            f"共通認証の秘密が短すぎます（{where}）。{LEAST_SECRET}文字以上の乱数にしてください。"
        )
    plain = found.lower()
    if any(word in plain for word in (*_DEFAULTS, settings.client_id.lower())):
        raise OidcError(f"共通認証の秘密が初期値か、推測できる言葉です（{where}）。乱数にしてください。")
    return found


def _read_private(path: Path) -> str:
    """Read a file that nobody else may read (Windows has no such mode; there the folder's rights count)."""
    try:
        mode = path.stat().st_mode
        if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise OidcError(f"{path} をほかの利用者も読めます。権限を 0600 にしてください（chmod 600）。")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OidcError(
            f"共通認証の秘密のファイル {path} を読めません。場所と権限を確かめてください。"
        ) from error
