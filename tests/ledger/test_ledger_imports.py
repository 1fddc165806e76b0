"""Importing: the same file twice changes nothing, and nothing is silently replaced or lost."""

from __future__ import annotations

import pytest
from ledger_maker import AUTHOR, PARK, WATER, incoming, load

from ordinances.model import Ordinance
from review_app.ledger import Ledger, LedgerError, imports, reader
from review_app.ledger.imports import Incoming
from review_app.ledger.model import Scope


def everything(ledger: Ledger) -> list[object]:
    tables = ("edition", "ordinance", "clause", "event")
    return [ledger.rows(" ".join(("SELECT * FROM", table, "ORDER BY ALL"))) for table in tables]


def test_the_same_files_twice_change_nothing(ledger: Ledger) -> None:
    assert [o.status for o in load(ledger, PARK, WATER)] == ["imported", "imported"]
    before = everything(ledger)
    assert [o.status for o in load(ledger, PARK, WATER)] == ["unchanged", "unchanged"]
    assert everything(ledger) == before


def test_a_clause_comes_back_as_it_was_read(ledger: Ledger) -> None:
    load(ledger, PARK)
    text = reader.ordinance(ledger, Scope(everything=True), 1)
    assert text is not None
    assert (text.ordinance.title, text.ordinance.number) == ("公園条例", "平成15年条例第46号")
    for row, clause in zip(text.clauses, PARK.clauses, strict=True):
        for name in ("locator", "article", "paragraph", "items", "caption", "headings", "lead", "text"):
            assert getattr(row, name) == getattr(clause, name)


def test_a_changed_file_needs_a_new_edition(ledger: Ledger) -> None:
    load(ledger, PARK)
    changed = incoming("公園条例", ["全部改正した。"], number="平成15年条例第46号", sha="other")
    before = everything(ledger)
    (refused,) = load(ledger, changed)
    assert (refused.status, "--edition" in refused.message) == ("conflict", True)
    assert everything(ledger) == before
    (taken,) = load(ledger, changed, edition="令和8年10月")
    assert taken.status == "imported"
    assert [row.name for row in reader.editions(ledger)] == ["令和8年10月", "第1版"]


def test_an_ordinance_keeps_its_key_from_edition_to_edition(ledger: Ledger) -> None:
    load(ledger, PARK, edition="令和7年")
    load(ledger, PARK, edition="令和8年")
    keys = ledger.rows("SELECT DISTINCT ordinance_key FROM ordinance")
    clause_keys = ledger.rows("SELECT clause_key, count(*) AS n FROM clause GROUP BY clause_key")
    assert len(keys) == 1
    assert [row["n"] for row in clause_keys] == [2, 2, 2]


def test_copies_are_told_apart_from_namesakes(ledger: Ledger) -> None:
    copy = incoming(
        "公園条例", [c.text for c in PARK.clauses], number="平成15年条例第46号", source="b.html", sha="b"
    )
    same_bytes = Incoming(Ordinance("c.txt", "公園条例"), PARK.clauses, PARK.sha256, 100)
    namesake = incoming("公園条例", ["別の市の公園条例。"], number="平成15年条例第46号", source="d.txt")
    outcomes = load(ledger, PARK, copy, same_bytes, namesake)
    assert [o.status for o in outcomes] == ["imported", "duplicate", "duplicate", "imported"]
    assert "公園条例.txt" in outcomes[3].message
    assert ledger.rows("SELECT count(DISTINCT ordinance_key) AS n FROM ordinance") == [{"n": 2}]


def test_equal_locators_in_one_ordinance_stay_two_clauses(ledger: Ledger) -> None:
    clauses = [PARK.clauses[0], PARK.clauses[0]]
    load(ledger, Incoming(PARK.ordinance, clauses, "sha", 1))
    assert ledger.rows("SELECT count(DISTINCT clause_key) AS n FROM clause") == [{"n": 2}]


def test_outcomes_are_given_only_after_their_chunk_is_written(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopping in the middle keeps what was reported, and the next run goes on from there."""
    monkeypatch.setattr(imports, "CLAUSES_PER_CHUNK", 4)
    items = [incoming(f"条例{n}", ["第一", "第二"]) for n in range(6)]
    edition_id, _ = imports.ensure_edition(ledger, AUTHOR, None)
    run = imports.write_ordinances(ledger, AUTHOR, edition_id, items)
    reported = [next(run) for _ in range(3)]
    stored = {row["source"] for row in ledger.rows("SELECT source FROM ordinance")}
    assert {outcome.source for outcome in reported} <= stored
    run.close()
    again = list(imports.write_ordinances(ledger, AUTHOR, edition_id, items))
    assert [o.status for o in again] == ["unchanged"] * 4 + ["imported"] * 2


@pytest.mark.parametrize("name", ["", "　", "a\nb", "長" * 101])
def test_an_edition_needs_a_plain_name(ledger: Ledger, name: str) -> None:
    with pytest.raises(LedgerError, match="版の名前"):
        imports.ensure_edition(ledger, AUTHOR, name or " ")
