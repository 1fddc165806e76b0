"""Talking to the identity provider (OpenID Connect Core 1.0, code flow with PKCE, RFC 7636), with Authlib.

Only the issuer's own hosts are ever contacted, without proxies and redirects; what an ID token says counts only
after its signature, issuer, audience, times and nonce were checked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from review_app.web.oidc_settings import OidcError, OidcSettings

EXTRA = 'pip install "tenken[oidc]"'
TIMEOUT_SECONDS = 10.0
LEEWAY_SECONDS = 60
KEPT_SECONDS = 3600.0
# Signatures only the provider can make: never "none", nor one made with the client's own secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_UNREACHABLE = "共通認証に接続できません。しばらくしてから、もう一度行ってください。"
_REFUSED = "共通認証でログインできませんでした。もう一度行ってください。"


def require_extra() -> None:
    """Raise OidcError, in Japanese, when Authlib is not installed."""
    if find_spec("authlib") is None:
        raise OidcError(f"共通認証に必要な部品がありません。{EXTRA} で加えてください。")


class Provider:
    """One identity provider; safe to use from several threads. ``clock``: seconds since 1970."""

    def __init__(self, settings: OidcSettings, clock: Callable[[], float] = time.time) -> None:
        require_extra()
        self.settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] = {}
        self._keys: Any = None
        self._read_at = float("-inf")

    def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send a person to sign in; OidcError when the provider cannot be asked."""
        endpoint = self._read()["authorization_endpoint"]
        with self._client() as client:
            url, _ = client.create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def subject(self, code: str, verifier: str, nonce: str) -> str:
        """Trade a code for an ID token and give the claim that names the person.

        OidcError when the provider refuses or the token does not stand.
        """
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - an extra

        endpoint = self._read()["token_endpoint"]
        with self._client() as client:
            try:
                token = client.fetch_token(endpoint, code=code, code_verifier=verifier)
            except (AuthlibBaseError, *_http_errors()) as error:
                raise OidcError(_REFUSED) from error
        claims = self._claims(dict(token), nonce)
        found = claims.get(self.settings.claim)
        if not isinstance(found, str) or not found:
            raise OidcError("共通認証から利用者IDが届きませんでした。システム管理者に知らせてください。")
        return found

    def _claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - an extra
        from joserfc.errors import JoseError  # noqa: PLC0415 - comes with it

        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        expected = {
            "nonce": nonce,
            "client_id": self.settings.client_id,
            "access_token": token.get("access_token"),
        }
        try:
            decoded = self._decode(str(token.get("id_token") or ""))
            claims = CodeIDToken(decoded.claims, decoded.header, options, expected)
            claims.validate(now=int(self._clock()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise OidcError(_REFUSED) from error
        return dict(claims)

    def _decode(self, raw: str) -> Any:
        """Check the signature; a key that is not known yet makes the provider's keys be read again, once."""
        from joserfc import jwt  # noqa: PLC0415 - an extra
        from joserfc.errors import InvalidKeyIdError  # noqa: PLC0415 - as above
        from joserfc.jwk import KeySet  # noqa: PLC0415 - as above

        self._read()
        try:
            return jwt.decode(raw, KeySet.import_key_set(self._keys), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            self._read(fresh=True)
            return jwt.decode(raw, KeySet.import_key_set(self._keys), algorithms=ALGORITHMS)

    def _read(self, *, fresh: bool = False) -> dict[str, Any]:
        """The provider's description of itself and its keys, kept for an hour."""
        with self._lock:
            if fresh or self._clock() - self._read_at > KEPT_SECONDS:
                issuer = self.settings.issuer
                found = self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != issuer:
                    raise OidcError(
                        "共通認証の名乗る発行元が、設定の issuer と違います。設定を確かめてください。"
                    )
                for name in _ENDPOINTS:
                    if not self.settings.admits(str(found.get(name, ""))):
                        raise OidcError(
                            f"共通認証の {name} が、設定した発行元のサーバーではありません。"
                            "正しければ、設定の hosts に加えてください。"
                        )
                self._keys = self._get(found["jwks_uri"])
                self._metadata, self._read_at = found, self._clock()
            return self._metadata

    def _get(self, url: str) -> dict[str, Any]:
        import httpx  # noqa: PLC0415 - only with a provider

        try:
            with httpx.Client(**self._connection()) as client:
                answer = client.get(url).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise OidcError(_UNREACHABLE) from error
        if not isinstance(answer, dict):
            raise OidcError(_UNREACHABLE)
        return answer

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - an extra

        return OAuth2Client(
            self.settings.client_id,
            self.settings.secret,
            scope="openid profile",
            redirect_uri=self.settings.redirect_uri,
            code_challenge_method="S256",
            **self._connection(),
        )

    def _connection(self) -> dict[str, Any]:
        """No proxy from the environment, no redirect to elsewhere, the city's own authority where it has one."""
        import ssl  # noqa: PLC0415 - only with a provider

        trusted = (
            ssl.create_default_context(cafile=str(self.settings.ca_file)) if self.settings.ca_file else True
        )
        return {
            "verify": trusted,
            "trust_env": False,
            "follow_redirects": False,
            "timeout": TIMEOUT_SECONDS,
        }


def _http_errors() -> tuple[type[Exception], ...]:
    import httpx  # noqa: PLC0415 - only with a provider

    return (httpx.HTTPError, ValueError)
