"""What keeps a ledger server from harm, and what is said when it cannot be reached."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from server_process import Server, free_port

from review_app import cli
from review_app.commands import console
from review_app.ledger import (
    LedgerError,
    StaleRevisionError,
    events,
    migrations,
    quack,
    remote,
    token_file,
    wire,
)
from review_app.ledger.connection import Ledger
from review_app.ledger.events import Author, NewEvent
from review_app.ledger.server import permits
from review_app.workflow.extracting import cache_path
from review_app.workflow.intake import Intake

AUTHOR = Author("tester", "試験", "legal", None, "cli")
HOSTILE = "'; DELETE FROM event; -- \" \\ \0 \u202e 髙𠮷 ? bulk_chunk $1 \n"
unix = pytest.mark.skipif(sys.platform == "win32", reason="modes of Unix")


def tenken(*arguments: object) -> int:
    return console.run(cli.app, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("SELECT * FROM event", True),
        ("INSERT INTO draft VALUES ('a', 'b', now()::TIMESTAMP, '{}')", True),
        ("BEGIN; INSERT INTO draft SELECT * FROM draft; COMMIT", True),
        ("SELECT * REPLACE (1 AS seq) FROM event", True),
        ("SELECT 'query quack_stop or replace conflict'", True),
        ("DELETE FROM event", False),
        ("BEGIN; DELETE FROM event; COMMIT", False),
        ("UPDATE event SET hash = ''", False),
        ("INSERT OR REPLACE INTO event SELECT * FROM event", False),
        ("INSERT OR /* */ REPLACE INTO event SELECT * FROM event", False),
        ("INSERT INTO event SELECT * FROM event ON CONFLICT DO UPDATE SET hash = ''", False),
        ("MERGE INTO event USING draft ON TRUE WHEN MATCHED THEN DELETE", False),
        ("TRUNCATE event", False),
        ("DROP TABLE event", False),
        ("ALTER TABLE event DROP COLUMN hash", False),
        ("CREATE TABLE mine (a INTEGER)", False),
        ("ATTACH '/tmp/other.duckdb'", False),
        ("COPY event TO '/tmp/event.csv'", False),
        ("EXPORT DATABASE '/tmp/all'", False),
        ("SET lock_configuration = false", False),
        ("LOAD '/tmp/other.duckdb_extension'", False),
        ("CALL quack_stop('quack:localhost')", False),
        ("SELECT * FROM quack_stop('quack:localhost')", False),
        ("SELECT * FROM \"Quack_Stop\"/**/('quack:localhost')", False),
        ("SELECT * FROM query('SELECT 1')", False),
        ("SELECT * FROM quack_query('quack:elsewhere', 'SELECT 1')", False),
        ("PREPARE p AS DELETE FROM event", False),
        ("no SQL at all", False),
    ],
)
def test_the_server_takes_reads_and_inserts_only(text: str, taken: bool) -> None:
    """What others send can add to the ledger, but neither change it nor steer the server."""
    assert permits(text) is taken


def test_a_token_holder_cannot_change_the_past(server: Server) -> None:
    """The refusal holds on the real server, and the file of the machine stays out of reach."""
    with server.open() as ledger:
        for text in ("DELETE FROM event", "DROP VIEW case_now"):
            with pytest.raises(LedgerError, match="受け付けません"):
                ledger.rows(text)
        with pytest.raises((LedgerError, duckdb.Error)):
            ledger.rows("SELECT * FROM read_text(?)", [str(server.token_file)])
        assert events.verify_chain(ledger).broken_seq is None


@pytest.mark.parametrize(
    "value",
    [
        HOSTILE,
        [HOSTILE, "b"],
        [],
        [1, 2],
        [0.1, 1e300],
        ["a", None],
        None,
        True,
        -(2**62),
        0.1 + 0.2,
        date(2026, 4, 1),
        datetime(2026, 4, 1, 12, 30, 1, 5),
    ],
)
def test_a_value_arrives_as_it_was_sent(value: object) -> None:
    """Whatever is in it, it is one value and never a piece of SQL."""
    with duckdb.connect() as connection:
        found = connection.execute(wire.statement("SELECT '?' AS shown, ? AS given", [value])).fetchall()
    assert found == [("?", value)]


def test_hostile_text_is_stored_as_it_is(server: Server) -> None:
    """In an event as in a table, over the real server."""
    with server.open() as ledger:
        events.append(ledger, AUTHOR, [NewEvent("case:a", 1, HOSTILE, {"text": HOSTILE})])
        (stored,) = events.history(ledger, "case:a")
        assert (stored.act, stored.payload) == (HOSTILE, {"text": HOSTILE})
        assert events.verify_chain(ledger).broken_seq is None


def test_the_second_of_two_gets_the_newer_revision(server: Server) -> None:
    """As on a file: who acts on what somebody changed meanwhile is told, and nothing is written."""
    with server.open() as ledger:
        events.append(ledger, AUTHOR, [NewEvent("case:a", 1, "first")])
        with pytest.raises(StaleRevisionError) as refused:
            events.append(ledger, AUTHOR, [NewEvent("case:b", 1, "x"), NewEvent("case:a", 1, "second")])
        assert refused.value.newer.act == "first"
        assert events.history(ledger, "case:b") == []


def test_an_act_that_arrived_twice_counts_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that repeats or loses the answer to a commit neither doubles the act nor calls it stale."""
    send = remote.RemoteConnection.send

    def twice(self: remote.RemoteConnection, name: str, text: str) -> duckdb.DuckDBPyConnection:
        if text.startswith("INSERT INTO event"):
            send(self, name, text)
        return send(self, name, text)

    with server.open() as ledger:
        monkeypatch.setattr(remote.RemoteConnection, "send", twice)
        events.append(ledger, AUTHOR, [NewEvent("case:a", 1, "once")])
        assert [event.act for event in events.history(ledger, "case:a")] == ["once"]


def test_nothing_is_sent_twice_and_no_certificate_goes_unchecked(server: Server) -> None:
    """The settings hold where statements are sent from, and nobody can change them any more."""
    wanted = {
        "http_retries": "0",
        "enable_server_cert_verification": "true",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    connection = remote.RemoteConnection(server.address, token_file.read(server.token_file))
    local = connection._local.cursor()
    found = local.execute("SELECT name, value FROM duckdb_settings()").fetchall()
    assert {name: value for name, value in found if name in wanted} == wanted
    with pytest.raises(duckdb.Error, match="locked"):
        local.execute("SET GLOBAL http_retries = 3")
    local.close()
    connection.close()


@unix
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_token_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The way out is in the sentence."""
    path = tmp_path / "token"
    token_file.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(mode)
    with pytest.raises(LedgerError, match="chmod 600"):
        token_file.read(path)


@pytest.mark.parametrize("text", ["", "secret", "changeme" * 8, "a" * 64, "short-but-random-Xk3", "あ" * 40])
def test_a_short_or_guessable_token_is_refused(tmp_path: Path, text: str) -> None:
    """No server starts with one, and none is asked with one."""
    path = tmp_path / "token"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(LedgerError, match="合言葉"):
        token_file.read(path)


@pytest.mark.parametrize(
    "text", ["quack:", "quack:host:0", "quack:host:99999", "quack:ho st:1", "quack:h:1'; SELECT 1"]
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    """Nothing but a host and a port reaches the SQL."""
    with pytest.raises(LedgerError, match="正しくありません"):
        quack.address_of(text)


def test_each_failure_to_reach_the_server_is_one_japanese_sentence(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No server, another token, no token file, and what only the file itself allows."""
    other = tmp_path / "other"
    token_file.make(other)
    nobody = f"quack:localhost:{free_port()}"
    backup = tmp_path / "b.duckdb"
    cases: list[tuple[list[object], str]] = [
        (["verify", "--db", nobody, "--token-file", server.token_file], "つながりません"),
        (["verify", "--db", server.address, "--token-file", other], "合言葉を受け付けません"),
        (["verify", "--db", server.address, "--token-file", tmp_path / "none"], "読めません"),
        (["verify", "--db", server.address], "--token-file"),
        (
            ["restore", backup, "--db", server.address, "--token-file", server.token_file],
            "ごしにはできません",
        ),
        (["backup", backup, "--db", server.address, "--token-file", server.token_file], "--backup-to"),
    ]
    for arguments, words in cases:
        assert tenken(*arguments) == console.SOME_FAILED, arguments
        said = capsys.readouterr().err
        assert words in said, said
        assert said.count("\n") == 1


def test_another_version_on_either_side_is_said(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with another schema is not written to."""
    monkeypatch.setattr(migrations, "names", lambda: ["0001_initial", "9999_future"])
    with pytest.raises(LedgerError, match="版が違います"):
        server.open()


def test_the_port_of_another_and_the_file_of_a_server_are_told(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second server on the same port (the system would let both listen), and the file beside the server."""
    second = ["ledger-server", "--db", tmp_path / "second.duckdb", "--token-file", server.token_file]
    assert tenken(*second, "--port", server.port) == console.SOME_FAILED
    assert "使用中" in capsys.readouterr().err
    with pytest.raises(LedgerError, match=r"プロセス番号 \d+.*台帳サーバー"):
        Ledger.open(server.folder / "tenken.duckdb")


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps caches")
def test_an_app_on_a_server_leaves_nothing_where_it_was_started(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploads wait in the app's own place, and results kept from run to run in the user's."""
    (tmp_path / "started").mkdir()
    monkeypatch.chdir(tmp_path / "started")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with server.open() as ledger:
        staged = Intake(ledger)._staging
        with staged.receive(10) as receiving:
            receiving.begin("条例.txt")
            receiving.write("本文".encode())
        assert cache_path(ledger.path).is_relative_to(tmp_path / "cache")
        staged.clear()
    assert list((tmp_path / "started").iterdir()) == []


def test_a_server_makes_its_token_once(server: Server) -> None:
    """Started again, it keeps the token that the others were given."""
    before = token_file.read(server.token_file)
    server.kill()
    server.start()
    assert token_file.read(server.token_file) == before


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process")
def test_a_full_disk_of_the_server_is_named_to_the_one_who_acts(server: Server) -> None:
    """As on a file: writing is refused in words, what was acknowledged stays, reading goes on."""
    import resource  # noqa: PLC0415 - not on Windows

    assert server.process is not None
    limit = 4_000_000
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
    with server.open() as ledger:
        done, said = act_until_refused(ledger)
        assert done > 5
        assert "ディスクの空き" in said
        assert [event.revision for event in events.history(ledger, "case:a")] == list(range(1, done + 1))
        assert events.verify_chain(ledger).broken_seq is None


def act_until_refused(ledger: Ledger) -> tuple[int, str]:
    """Act until the ledger refuses; gives how many acts it took, and what was said."""
    for revision in range(1, 500):
        try:
            events.append(ledger, AUTHOR, [NewEvent("case:a", revision, "act", {"text": "文" * 20_000})])
        except LedgerError as error:
            return revision - 1, str(error)
    pytest.fail("the disk never filled up")
