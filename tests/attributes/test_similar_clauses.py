"""Clauses of one pattern are found across ordinances."""

from __future__ import annotations

import pytest

from extractor.similar import alike, fingerprint

SURVEY = "市長は、必要があると認めるときは、実地調査を行うことができる。"

SAME = [
    (SURVEY, "町長は、必要があると認めるときは、実地調査を行うことができる。"),
    (SURVEY, "市長は，必要があると認めるときは，実地調査を行うことができる。"),
    (SURVEY, "市長は、必要があると認めるときは、 実地調査を行うことができる。"),
    (SURVEY, "市長（管理者を含む。）は、必要があると認めるときは、実地調査を行うことができる。"),
    ("第5条の規定により、縦覧に供する。", "第12条の2第3項の規定により、縦覧に供する。"),
    ("第五条の規定により、縦覧に供する。", "第12条の規定により、縦覧に供する。"),
    ("書類は、5年間保存する。", "書類は、十年間保存する。"),
    ("遊具は、毎月1回点検する。", "遊具は、毎月２回点検する。"),
    ("台帳は、公園課において閲覧に供する。", "台帳は、道路管理課において閲覧に供する。"),
    ("この条例の定めるところにより掲示する。", "この規則の定めるところにより掲示する。"),
    ("縦覧に供しなければならなかつた。", "縦覧に供しなければならなかった。"),
]

OTHER = [
    (SURVEY, "市長は、必要があると認めるときは、立入検査を行うことができる。"),
    (SURVEY, "市長は、必要があると認めるときは、実地調査を行わなければならない。"),
    ("遊具は、毎月1回点検する。", "遊具は、毎年1回点検する。"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_clauses_that_differ_in_numbers_names_and_spelling_have_one_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_clauses_that_say_something_else_have_another(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_near_matches_join_what_a_name_keeps_apart_and_nothing_else() -> None:
    texts = [
        "市長は、プラザの管理上必要があると認めるときは、プラザの職員を利用者が現に利用している施設に立ち入らせることができる。",
        "市長は、センターの管理上必要があると認めるときは、センターの職員を利用者が現に利用している施設に立ち入らせることができる。",
        "町長は、プラザの管理上必要があると認めるときは、プラザの職員を利用者が現に利用している施設に立ち入らせることができる。",
        "使用料は、前納しなければならない。",
    ]
    first, second, third, last = alike(texts, nearly=0.6)
    assert first.exact == third.exact != second.exact
    assert first.near == second.near == third.near != last.near


def test_groups_of_nothing_and_of_one_are_trivial() -> None:
    assert alike([]) == []
    assert len(alike([SURVEY])) == 1
    assert len({one.near for one in alike(["", ""])}) == 1
