"""A person signs in by the city's identity provider in a real browser, and works in a session of our own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import town_hall
from browsing import free_port, serve, settle, sign_in
from playwright.sync_api import Browser, expect

sys.path.append(str(Path(__file__).parents[1] / "web"))

import identity_provider
from identity_provider import CLIENT, SECRET, IdentityProvider


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider.running() as served:
        yield served


@pytest.fixture
def site(tmp_path: Path, provider: IdentityProvider) -> Iterator[str]:
    """A server of this test's own, told of the provider; passwords are for administrators only."""
    town_hall.build(tmp_path / "town.duckdb")
    port = free_port()
    (tmp_path / "key").write_text(SECRET)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "oidc.toml").write_text(
        f'issuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\nclient_secret_file = "{tmp_path / "key"}"\n'
        f'public_url = "http://127.0.0.1:{port}"\nname = "庁内共通ID"\nonly = true\n'
    )
    yield from serve(tmp_path, "--oidc", "oidc.toml", port=port)


def test_signing_in_by_the_provider(browser: Browser, site: str, provider: IdentityProvider) -> None:
    """From the page that was asked for, out, back, and to that page; signing out ends it; who is unknown stays out."""
    context = browser.new_context(base_url=site, locale="ja-JP")
    page = context.new_page()
    page.goto("/library?ordinance=2")
    page.get_by_role("link", name="庁内共通IDでログイン").click()
    settle(page)
    assert urlsplit(page.url).path == "/library"
    expect(page.get_by_text("みなと市簡易水道事業給水条例").first).to_be_visible()
    expect(page.get_by_text("港 法子（法制担当）").first).to_be_visible()
    page.get_by_role("link", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()

    provider.person = "nobody"
    page.get_by_role("link", name="庁内共通IDでログイン").click()
    expect(page.get_by_role("alert")).to_contain_text("登録されていないか、利用を停止されています")
    sign_in(page, "hosei")
    expect(page.get_by_role("alert")).to_contain_text("共通認証のボタンからログイン")
    sign_in(page, "admin")
    settle(page)
    expect(page.get_by_text("管 理恵（システム管理者）").first).to_be_visible()
    context.close()
