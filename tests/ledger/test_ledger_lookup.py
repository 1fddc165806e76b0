"""Looking words up: in the newest edition only, all words in one clause, in the order of the collection."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_maker import PARK, WATER, incoming, load, open_ledger

from ordinances.lookup import words_of
from review_app.ledger import Ledger, lookup
from review_app.ledger.backup import back_up

BUILDING = incoming("建築規則", ["申請書の取扱いは、掲示して行う。"], source="第8編 建設/第1章 建築/規則.txt")
ROADS = incoming("道路規則", ["道路を巡視し、掲示する。"], source="第8編 建設/第2章 道路/規則.txt")


def found(ledger: Ledger, query: str, path: tuple[str, ...] = (), **page: int) -> list[str]:
    hits = lookup.look_up(ledger, words_of(query), path, **{"limit": 10, "offset": 0, **page}).hits
    return [f"{hit.title}{hit.locator}" for hit in hits]


@pytest.mark.parametrize(
    ("query", "path", "titles"),
    [
        ("巡視", (), ["公園条例第1条", "水道規程第1条", "道路規則第1条"]),
        ("巡視　公園", (), ["公園条例第1条"]),
        ("取り扱い", (), ["建築規則第1条"]),
        ("点検", (), ["公園条例第1条", "公園条例第2条", "公園条例第3条", "水道規程第1条"]),
        ("掲示", ("第8編 建設",), ["建築規則第1条", "道路規則第1条"]),
        ("掲示", ("第8編 建設", "第2章 道路"), ["道路規則第1条"]),
        ("掲示", ("第8編",), []),
        ("%", (), ["公園条例第3条"]),
        ("' OR 1=1 --", (), []),
        ("", (), []),
    ],
)
def test_clauses_that_hold_all_the_words_are_found(
    tmp_path: Path, query: str, path: tuple[str, ...], titles: list[str]
) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK, WATER, BUILDING, ROADS)
        assert found(ledger, query, path)[: len(titles)] == titles
        if query != "点検":  # the caption of every clause here
            assert len(found(ledger, query, path)) == len(titles)


def test_hits_come_a_page_at_a_time_with_their_number(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK, WATER, ROADS)
        page = lookup.look_up(ledger, words_of("巡視"), limit=2, offset=2)
        assert (page.total, page.ordinances) == (3, 3)
        assert [hit.title for hit in page.hits] == ["道路規則"]


def test_only_the_newest_edition_is_looked_up(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK)
        load(ledger, incoming("公園条例", ["市長は、公園を撮影する。"], source="新.txt"), edition="第2版")
        assert found(ledger, "巡視") == []
        assert found(ledger, "撮影") == ["公園条例第1条"]


def test_a_backup_is_looked_up_like_its_ledger(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK, WATER)
        copy = back_up(ledger).path
    with Ledger.open(copy) as restored:
        assert found(restored, "巡視") == ["公園条例第1条", "水道規程第1条"]


def test_the_classification_is_given_in_order(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        load(ledger, PARK, ROADS, BUILDING)
        assert lookup.paths(ledger) == (
            ((), 1),
            (("第8編 建設", "第1章 建築"), 1),
            (("第8編 建設", "第2章 道路"), 1),
        )
