"""Signing in by a city's identity provider: a real one on this machine, whose bent answers are all refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import identity_provider
import pytest
from anyio.from_thread import start_blocking_portal
from identity_provider import CLIENT, SECRET, IdentityProvider, other_key, symmetric_key
from starlette.applications import Starlette

sys.path.append(str(Path(__file__).parents[1] / "ledger"))

from ledger_maker import Clock, open_ledger

from review_app.ledger import Ledger, events, registry
from review_app.web import oidc, oidc_settings
from review_app.web.oidc import Provider
from review_app.web.oidc_settings import OidcError, OidcSettings
from review_app.web.sign_in import SignIn
from review_app.workflow import accounts, sessions
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import SignInError

HERE = "http://127.0.0.1:8501"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider.running() as served:
        yield served


@pytest.fixture(autouse=True)
def straight(provider: IdentityProvider) -> None:
    """Each test begins with a provider that says the truth."""
    provider.twist, provider.person, provider.asked = {}, "hosei", []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    """A ledger with a legal person and an administrator, neither of whom has ever signed in."""
    with open_ledger(tmp_path, clock) as opened:
        for login, role in (("hosei", "legal"), ("kanri", "admin")):
            accounts.add_person(opened, SYSTEM, accounts.person_form(login, login, role, None))
        yield opened


def settings_for(provider: IdentityProvider, **more: Any) -> OidcSettings:
    known = {"issuer": provider.issuer, "client_id": CLIENT, "public_url": HERE, "secret": SECRET}
    return OidcSettings.model_validate(known | more)


class Browser:
    """A browser before the sign-in routes; the way to the provider and back is walked step by step."""

    def __init__(self, ledger: Ledger, settings: OidcSettings, app: Starlette | None = None) -> None:
        self.app = app or Starlette(routes=SignIn(ledger, Provider(settings)).routes())
        self.cookies = httpx.Cookies()

    def get(self, path: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=self.cookies) as client:
                answer = await client.get(path)
                self.cookies = client.cookies
                return answer

        with start_blocking_portal() as portal:
            return portal.call(send)

    def leave(self, target: str = "/triage") -> str:
        """Go to the provider and give the address it sends back to."""
        out = self.get(f"/oidc/start?next={target}")
        assert out.status_code == 303, out.text
        return httpx.get(out.headers["location"]).headers["location"]

    def sign_in(self) -> httpx.Response:
        return self.get(self.leave())


@pytest.fixture
def browser(ledger: Ledger, provider: IdentityProvider) -> Browser:
    return Browser(ledger, settings_for(provider))


def test_the_provider_opens_a_session_of_our_own(
    browser: Browser, ledger: Ledger, provider: IdentityProvider
) -> None:
    """Server-side, rotated, revoked with the credential; only the provider was spoken to."""
    answer = browser.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/triage")
    flags = answer.headers.get_list("set-cookie")[0].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    token = browser.cookies["tenken_session"]
    person = sessions.resolve(ledger, token, ledger.now())
    assert person is not None
    assert (person.person_id, person.must_change) == ("hosei", False)
    assert provider.asked == ["/.well-known/openid-configuration", "/keys", "/authorize", "/token"]

    browser.sign_in()
    assert browser.cookies["tenken_session"] != token
    assert sessions.resolve(ledger, token, ledger.now()) is None
    accounts.reset_password(ledger, SYSTEM, "hosei")
    assert sessions.resolve(ledger, browser.cookies["tenken_session"], ledger.now()) is None


def test_the_initial_password_is_of_no_more_use(browser: Browser, ledger: Ledger) -> None:
    """Nobody is asked to change a password they never had, and nobody can use it instead."""
    first = accounts.reset_password(ledger, SYSTEM, "hosei")
    browser.sign_in()
    with pytest.raises(SignInError):
        accounts.sign_in(ledger, "hosei", first, ledger.now(), "test")


TWISTS: dict[str, dict[str, Any]] = {
    "signed by somebody else": {"key": other_key()},
    "signed with the client's secret": {"key": symmetric_key(), "header": {"alg": "HS256"}},
    "not signed": {"spoil": lambda token: "eyJhbGciOiJub25lIn0." + token.split(".")[1] + "."},
    "changed after signing": {"spoil": lambda token: token.replace(".", ".e30", 1)},
    "a key nobody knows": {"header": {"kid": "two"}},
    "for another client": {"claims": {"aud": "another"}},
    "for nobody": {"claims": {"aud": None}},
    "for several, by another": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "from the future": {"claims": {"iat": 4_000_000_000, "nbf": 4_000_000_000, "exp": 4_000_000_300}},
    "without an end": {"claims": {"exp": None}},
    "from another issuer": {"claims": {"iss": "http://127.0.0.1:1"}},
    "with another's nonce": {"claims": {"nonce": "replayed"}},
    "without a nonce": {"claims": {"nonce": None}},
    "naming nobody": {"claims": {"sub": ""}},
    "naming a number": {"claims": {"sub": 7}},
    "an access token's hash that is not its": {"claims": {"at_hash": "AAAA"}},
    "no token at all": {"spoil": lambda _token: ""},
    "an answer that names another issuer": {"answer": {"iss": "https://evil.example"}},
    "a code that was not given": {"answer": {"code": "made-up"}},
    "no code": {"answer": {"code": ""}},
    "a state that was not asked with": {"answer": {"state": "made-up"}},
}


@pytest.mark.parametrize("twist", TWISTS)
def test_a_bent_answer_opens_nothing(browser: Browser, provider: IdentityProvider, twist: str) -> None:
    """One Japanese sentence on the sign-in page, and no session."""
    provider.twist = TWISTS[twist]
    answer = browser.sign_in()
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "tenken_session" not in browser.cookies


def test_an_answer_is_good_once_for_one_browser_and_ten_minutes(
    browser: Browser, ledger: Ledger, provider: IdentityProvider, clock: Clock
) -> None:
    back = browser.leave()
    stranger = Browser(ledger, settings_for(provider), browser.app)
    assert "もう一度ログイン" in stranger.get(back).text
    assert "もう一度ログイン" in browser.get(back).text  # taken away by the stranger's try
    back = browser.leave()
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 401
    back = browser.leave()
    clock.pass_by(minutes=11)
    assert browser.get(back).status_code == 401


@pytest.mark.parametrize("person", ["nobody", "closed", "system", "' OR 1=1 --", "x" * 60])
def test_whom_the_ledger_does_not_know_is_refused(
    browser: Browser, ledger: Ledger, provider: IdentityProvider, person: str
) -> None:
    """Unknown and closed people alike, in Japanese, and it is in the audit log."""
    accounts.add_person(ledger, SYSTEM, accounts.person_form("closed", "閉", "legal", None))
    accounts.close_person(ledger, SYSTEM, "closed", 1)
    provider.person = person
    answer = browser.sign_in()
    assert "登録されていないか、利用を停止されています" in answer.text
    assert "tenken_session" not in browser.cookies
    last = events.last(ledger, "provider:oidc")
    assert last is not None
    assert (last.act, last.payload["person_id"]) == ("sign_in_refused", person[:50].casefold())


def test_roles_are_the_ledgers_whatever_the_provider_says(
    browser: Browser, ledger: Ledger, provider: IdentityProvider
) -> None:
    provider.twist = {"claims": {"role": "admin", "roles": ["admin"], "groups": ["admin"]}}
    browser.sign_in()
    person = sessions.resolve(ledger, browser.cookies["tenken_session"], ledger.now())
    assert person is not None
    assert person.role.value == "legal"


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"])
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/x", "http://127.0.0.1:1/x", "https://u@127.0.0.1/x", ""]
)
def test_only_the_issuers_own_host_is_contacted(
    ledger: Ledger, provider: IdentityProvider, name: str, elsewhere: str
) -> None:
    """A description that points elsewhere is refused before anything is sent there."""
    provider.twist = {"configuration": {name: elsewhere}}
    answer = Browser(ledger, settings_for(provider)).get("/oidc/start")
    assert (answer.status_code, "共通認証" in answer.text) == (401, True)
    assert set(provider.asked) == {"/.well-known/openid-configuration"}


def test_a_provider_that_is_down_is_told_in_japanese(ledger: Ledger) -> None:
    settings = OidcSettings(issuer="http://127.0.0.1:1", client_id=CLIENT, public_url=HERE, secret=SECRET)
    assert "接続できません" in Browser(ledger, settings).get("/oidc/start").text


def test_the_way_back_leads_only_to_a_page_of_our_own(browser: Browser) -> None:
    assert browser.get(browser.leave("https://evil.example/")).headers["location"] == "/"


def test_the_sign_in_page_offers_the_provider(browser: Browser) -> None:
    page = browser.get("/login?next=/triage?a=1")
    assert '<a href="/oidc/start?next=%2Ftriage%3Fa%3D1">共通IDでログイン</a>' in page.text


def test_passwords_can_be_left_to_administrators(ledger: Ledger) -> None:
    """So that the provider's failure locks nobody out who could mend it."""
    known = {login: accounts.reset_password(ledger, SYSTEM, login) for login in ("hosei", "kanri")}
    enter = {"only_administrators": True}
    assert accounts.sign_in(ledger, "kanri", known["kanri"], ledger.now(), "t", **enter).session_token
    with pytest.raises(SignInError, match="共通認証のボタン"):
        accounts.sign_in(ledger, "hosei", known["hosei"], ledger.now(), "t", **enter)
    with pytest.raises(SignInError, match="違います"):
        accounts.sign_in(ledger, "hosei", "wrong", ledger.now(), "t", **enter)


def test_what_is_asked_of_the_provider_cannot_be_guessed(browser: Browser) -> None:
    """State, nonce and challenge are long and new each time; the address to come back to is the configured one."""
    seen = [parse_qs(urlsplit(browser.get("/oidc/start").headers["location"]).query) for _ in range(3)]
    for name in ("state", "nonce", "code_challenge"):
        values = {asked[name][0] for asked in seen}
        assert len(values) == 3
        assert min(map(len, values)) >= 43
    assert {asked["redirect_uri"][0] for asked in seen} == {f"{HERE}/oidc/callback"}


GOOD = 'issuer = "https://login.test/a"\nclient_id = "city-review"\npublic_url = "https://review.test"\n'


@pytest.mark.parametrize(
    ("text", "secret", "mode", "why"),
    [
        (GOOD, SECRET, 0o600, ""),
        (GOOD, SECRET, 0o640, "0600"),
        (GOOD, SECRET, 0o604, "0600"),
        (GOOD, "", 0o600, "秘密がありません"),
        (GOOD, "short-9f2Kx7Qw", 0o600, "短すぎます"),
        (GOOD, "a" * 40, 0o600, "短すぎます"),
        (GOOD, "changeme-0123456789", 0o600, "初期値"),
        (GOOD, "City-Review-0123456789", 0o600, "初期値"),
        (GOOD.replace("https://login", "http://login"), SECRET, 0o600, "issuer は https"),
        (GOOD.replace("https://review", "http://review"), SECRET, 0o600, "public_url は https"),
        (GOOD + 'client_secret = "x"\n', SECRET, 0o600, "秘密を書かない"),
        (GOOD + "unknown = 1\n", SECRET, 0o600, "unknown"),
        ('issuer = "https://login.test"\n', SECRET, 0o600, "client_id"),
        ("not toml", SECRET, 0o600, "読めません"),
    ],
)
def test_settings_that_will_not_do_stop_the_server(
    tmp_path: Path, text: str, secret: str, mode: int, why: str
) -> None:
    """A missing, short, default or readable secret, and anything that is not https."""
    kept = tmp_path / "key"
    kept.write_text(secret)
    kept.chmod(mode)
    path = tmp_path / "oidc.toml"
    path.write_text(f'client_secret_file = "{kept}"\n{text}')
    if why:
        with pytest.raises(OidcError, match=why):
            oidc_settings.load(path)
    else:
        found = oidc_settings.load(path)
        assert found.secret == SECRET
        assert SECRET not in repr(found)


def test_the_secret_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "oidc.toml"
    path.write_text(GOOD)
    with pytest.raises(OidcError, match="TENKEN_OIDC_CLIENT_SECRET"):
        oidc_settings.load(path)
    monkeypatch.setenv("TENKEN_OIDC_CLIENT_SECRET", SECRET)
    assert oidc_settings.load(path).secret == SECRET


def test_without_the_extra_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "find_spec", lambda _name: None)
    with pytest.raises(OidcError, match=r"tenken\[oidc\]"):
        Provider(OidcSettings(issuer="https://a.test", client_id="x", public_url="https://b.test"))


def test_nobody_is_added_by_the_provider(
    browser: Browser, ledger: Ledger, provider: IdentityProvider
) -> None:
    provider.person = "newcomer"
    browser.sign_in()
    assert registry.person(ledger, "newcomer") is None
