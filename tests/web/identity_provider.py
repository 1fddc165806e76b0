"""A small identity provider on 127.0.0.1: OpenID Connect's code flow with PKCE and really signed ID tokens.

``twist`` bends what it says next, for the tests that must be refused.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "city-review", "9f2Kx7Qw4Lm8Zr1Tb6Vn3Yc5"  # made for these tests


@dataclass
class IdentityProvider:
    """The provider: who is signed in there, what it was asked, and how its next answer is bent."""

    issuer: str
    person: str = "hosei"
    twist: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    def configuration(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(found | self.twist.get("configuration", {}))

    def authorize(self, request: Request) -> Response:
        """The person is signed in here already: straight back with a code."""
        self.asked.append(request.url.path)
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == (
            "code",
            CLIENT,
            "S256",
        )
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"]} | self.twist.get("answer", {})
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=303)

    async def token(self, request: Request) -> Response:
        """Give tokens for a code, once, to the client that knows its secret and the verifier."""
        self.asked.append(request.url.path)
        form = await request.form()
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {known}"
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        id_token = self.id_token(asked["nonce"])
        return JSONResponse({"access_token": "opaque", "token_type": "Bearer", "id_token": id_token})

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.person,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        claims = {k: v for k, v in (claims | self.twist.get("claims", {})).items() if v is not None}
        header = {"alg": "RS256", "kid": "one"} | self.twist.get("header", {})
        key = self.twist.get("key", self.key)
        token = jwt.encode(header, claims, key, algorithms=["RS256", "HS256"])
        return self.twist.get("spoil", lambda given: given)(token)

    def keys(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


def other_key() -> RSAKey:
    """A key that the provider does not publish, under the name of the one it does."""
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


def symmetric_key() -> OctKey:
    """The client's secret as a key: what a token signed with HS256 would be made with."""
    return OctKey.import_key(SECRET * 2, {"kid": "one"})


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """Serve a provider on a free port."""
    provider = IdentityProvider("")
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)  # polling a thread that is starting; nothing tells us when it is ready
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield provider
    server.should_exit = True
    thread.join()
