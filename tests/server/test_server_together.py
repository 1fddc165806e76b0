"""Two app processes and the command line on one ledger: nothing lost, nothing doubled, nothing half done."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from server_process import Server

from review_app.ledger import Ledger, backup, events

ORDINANCE = "見本条例{n}\n\n平成15年条例第{n}号\n\n第1条　市長は、第{n}号施設を目視により点検する。\n"


def comments(ledger: Ledger) -> list[tuple[str, int, str]]:
    """(case, revision, text) of every comment in the ledger."""
    rows = ledger.rows("SELECT subject, revision, payload FROM event WHERE act = 'comment'")
    return [(row["subject"][5:], row["revision"], json.loads(row["payload"])["text"]) for row in rows]


def acknowledged(said: str) -> list[tuple[str, int, str]]:
    rows = [line.split(" ") for line in said.splitlines()]
    return [(case_id, int(revision), text) for case_id, revision, text in rows]


def test_two_thousand_acts_of_two_apps_and_the_command_line(server: Server, tmp_path: Path) -> None:
    """Both apps act on the same twenty cases while departments and ordinances come in by the command line."""
    folder = tmp_path / "例規"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.txt").write_text(ORDINANCE.format(n=number), encoding="utf-8")
    table = tmp_path / "departments.tsv"
    lines = [f"d{number}\t第{number}課" for number in range(150)]
    table.write_text("\n".join(("code\tname", *lines)), encoding="utf-8")
    with server.open() as ledger:
        before = backup.verify(ledger).counts.rows

    apps = [server.worker(person, 925) for person in ("legal", "legal2")]
    commands = [server.tenken("department", "import", table), server.tenken("import", folder)]
    for command in commands:
        _, said = command.communicate()
        assert command.returncode == 0, said
    acts = [act for app in apps for act in acknowledged(app.communicate()[0])]
    assert [app.returncode for app in apps] == [0, 0]

    assert len(acts) >= 1850
    with server.open() as ledger:
        assert Counter(comments(ledger)) == Counter(acts)
        found = backup.verify(ledger)
        assert found.sound
        assert found.counts.rows["event"] == before["event"] + len(acts) + 150 + 1
        assert found.counts.rows["ordinance"] == before["ordinance"] + 20
        assert len(ledger.rows("SELECT * FROM department_now")) == 3 + 150
    last = server.tenken("verify")
    assert "正常です" in last.communicate()[1]


def test_a_server_killed_in_the_middle_keeps_what_was_acknowledged(server: Server) -> None:
    """Acts on several cases are there for all of them or for none, and the same app process goes on later."""
    with server.open() as ledger:
        app = server.worker("legal", 100_000)
        assert app.stdout is not None
        acts = acknowledged("".join(app.stdout.readline() for _ in range(40)))
        server.kill()
        acts += acknowledged(app.communicate()[0])
        server.start()
        there = comments(ledger)
        assert set(acts) <= set(there)
        assert len(there) == len(set(there)) <= len(acts) + 20
        together = Counter(text for _, _, text in there)
        assert set(together.values()) <= {1, 20}
        assert events.verify_chain(ledger).broken_seq is None
