"""Comparing editions: on the command line, for the right people, and as safe HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from city_hall import EVERYTHING, Hall, at, open_hall
from ledger_maker import AUTHOR, PARK, extract, incoming, load

from review_app.commands import diff
from review_app.ledger import queue
from review_app.ledger.editions_compare import ClauseChange, OrdinanceDiff
from review_app.ledger.model import QueueQuery
from review_app.pages import editions_view
from review_app.workflow import comparing, editions, preview
from review_app.workflow.errors import NotAllowedError, NotFoundError

TEXTS = [clause.text for clause in PARK.clauses]
AMENDED = [TEXTS[0], "市長は、公園の心得を掲示しなければならない。", TEXTS[2], "市長は、緑化に努める。"]


def renew(hall: Hall) -> Hall:
    """Give the city hall a second edition: one clause amended, one added, the water regulation repealed."""
    hall.put(hall.case_ids[1], at("decided"))
    new = incoming("公園条例", AMENDED, number="平成15年条例第46号", sha="new")
    load(hall.ledger, new, edition="令和8年10月")
    editions.link(hall.ledger, AUTHOR)
    extract(hall.ledger)
    editions.carry_over(hall.ledger, AUTHOR)
    return hall


@pytest.fixture
def renewed(hall: Hall) -> Hall:
    return renew(hall)


def compared(hall: Hall) -> list[OrdinanceDiff]:
    return comparing.compare_named(hall.ledger, "legal", "第1版", "令和8年10月")


def test_what_changed_and_which_cases_it_touches(renewed: Hall) -> None:
    park, water = compared(renewed)
    assert (park.title, park.change, dict(park.counts)) == ("公園条例", "same", {"amended": 1, "added": 1})
    assert (water.title, water.change, dict(water.counts)) == ("水道規程", "repealed", {"deleted": 2})
    (mark,) = park.clauses[0].cases
    assert (mark.label, mark.state) == ("posting", "recheck")
    assert len(water.case_ids) == 1


def test_an_edition_beside_itself_has_no_differences(renewed: Hall) -> None:
    assert comparing.compare_named(renewed.ledger, "manager", "第1版", "第1版") == []


@pytest.mark.parametrize("person", ["park", "admin"])
def test_only_those_who_see_every_case_compare(renewed: Hall, person: str) -> None:
    with pytest.raises(NotAllowedError):
        comparing.compare(renewed.ledger, person, 1, 2)


def test_an_unknown_edition_is_named(renewed: Hall) -> None:
    with pytest.raises(NotFoundError, match="令和9年"):
        comparing.compare_named(renewed.ledger, "legal", "第1版", "令和9年")


def test_the_command_gives_one_json_object_for_each_changed_clause(built: Path, tmp_path: Path) -> None:
    shutil.copy(built, tmp_path)
    with open_hall(tmp_path) as hall:
        renew(hall)
    tenken = Path(sys.executable).with_name("tenken")
    command = [tenken, "diff", "第1版", "令和8年10月", "--db", tmp_path / built.name, "--jsonl"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=120)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["title"], r["ordinance_change"], r["change"], r["old_locator"]) for r in found] == [
        ("公園条例", "same", "amended", "第2条"),
        ("公園条例", "same", "added", None),
        ("水道規程", "repealed", "deleted", "第1条"),
        ("水道規程", "repealed", "deleted", "第2条"),
    ]
    assert found[0]["new_text"] == AMENDED[1]
    assert [case["state"] for case in found[0]["cases"]] == ["recheck"]


def test_the_table_names_ordinances_and_their_changes(
    renewed: Hall, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    diff.show("第1版", "令和8年10月", compared(renewed))
    table = capsys.readouterr()
    assert all(word in table.out for word in ("公園条例", "一部改正", "水道規程", "廃止"))
    assert "変わった例規 2 件、条項 4 件、関係する案件 2 件" in table.err


def test_decisions_on_clauses_with_renumbered_citations_are_kept_at_once(hall: Hall) -> None:
    old = [*TEXTS[:2], "第4条の規定により、遊具を毎年点検する。"]
    for number, texts in enumerate((old, [AMENDED[1], old[1], old[2].replace("第4条", "第5条")]), start=2):
        new = incoming("公園条例", texts, number="平成15年条例第46号", sha=str(number))
        load(hall.ledger, new, edition=f"第{number}版")
        editions.link(hall.ledger, AUTHOR)
        extract(hall.ledger)
        if number == 2:
            for row in queue.every_row(hall.ledger, EVERYTHING, QueueQuery()):
                hall.put(row.case_id, at("decided"))
        editions.carry_over(hall.ledger, AUTHOR)
    diffs = comparing.compare_named(hall.ledger, "legal", "第2版", "第3版")
    assert len(comparing.renumbered(hall.ledger, diffs)) == 1
    assert comparing.keep_renumbered(hall.ledger, "manager", diffs) == 0
    assert comparing.keep_renumbered(hall.ledger, "legal", diffs) == 1
    assert comparing.renumbered(hall.ledger, diffs) == []


PLAIN = """公園条例
平成15年3月20日条例第46号
第1条　市長は、公園を巡視するものとする。
第2条　市長は、公園の心得を掲示しなければならない。
第3条　遊具は毎年点検し、100%の結果を掲示する。
"""


def test_an_import_is_looked_at_before_it_is_made(hall: Hall, tmp_path: Path) -> None:
    """A zip is compared with the newest edition, broken files are named, nothing is written."""
    path = tmp_path / "例規.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("公園条例.txt", PLAIN)
        archive.writestr("壊れた.xml", "<Law>")
    before = hall.events()
    found = preview.preview_paths(hall.ledger, "legal", [path])
    assert (found.edition, found.ordinances, [d.change for d in found.diffs]) == (
        "第1版",
        1,
        ["same", "repealed"],
    )
    assert found.diffs[0].counts["amended"] == 1
    assert [mark.label for c in found.diffs[0].clauses for mark in c.cases] == ["posting"]
    assert ["壊れた.xml" in source for source, _ in found.refused] == [True]
    assert hall.events() == before
    assert hall.ledger.rows("SELECT count(*) AS n FROM edition") == [{"n": 1}]


@pytest.mark.parametrize("person", ["park", "manager", "admin"])
def test_only_legal_affairs_rehearse_an_import(hall: Hall, person: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        preview.preview_paths(hall.ledger, person, [tmp_path])


def test_hostile_text_is_shown_literally() -> None:
    bad = "<script>alert(1)</script>"
    clause = ClauseChange("amended", False, bad, f"甲{bad}", bad, f"乙{bad}")
    html = editions_view.clauses_html([clause])
    assert "<script" not in html
    assert '<del class="tk-del">甲</del>&lt;script&gt;' in html
    assert '<ins class="tk-ins">乙</ins>&lt;script&gt;' in html
