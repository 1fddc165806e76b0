"""From another machine: TLS or nothing, and only with a certificate that is trusted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from server_process import Server
from tls_proxy import certificate, proxy

from review_app.ledger import LedgerError, events, remote, token_file
from review_app.ledger.quack import ServerAddress

ELSEWHERE = "127.0.0.2"  # to Quack another machine, as everything but the loopback names

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a second loopback address")


def test_a_trusted_proxy_is_used_and_another_is_not(server: Server, tmp_path: Path) -> None:
    """A certificate nobody vouched for, or none at all, gets neither the token nor an act."""
    pem, key = certificate(tmp_path, ELSEWHERE)
    token = token_file.read(server.token_file)
    with proxy(ELSEWHERE, server.port, pem, key) as port:
        address = ServerAddress(ELSEWHERE, port)
        with remote.connect(address, token, authority=pem) as ledger:
            assert events.verify_chain(ledger).broken_seq is None
        with pytest.raises(LedgerError, match="つながりません"):
            remote.connect(address, token)
    with pytest.raises(LedgerError, match="つながりません"):
        remote.connect(ServerAddress(ELSEWHERE, server.port), token, authority=pem)
