"""Matching two editions: which clause and which ordinance became which, and which words changed."""

from __future__ import annotations

import random
from pathlib import Path

import amender
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordinances import clauses
from ordinances.editions import (
    Change,
    OrdinanceChange,
    Version,
    amending_numbers,
    diff_words,
    match_clauses,
    match_ordinances,
)
from ordinances.readers.egov_xml import read_egov_xml
from ordinances.readers.text import read_text

LAWS = Path(__file__).parents[3] / "shared" / "corpus" / "laws"

BASE = """○湖畔公園条例
平成15年3月20日条例第46号
（目的）
第1条　この条例は、湖畔公園の設置及び管理について必要な事項を定める。
（休園日）
第2条　公園の休園日は、毎週火曜日とする。
（点検）
第3条　管理者は、遊具を毎月目視により点検しなければならない。
2　管理者は、前項の点検の結果を記録する。記録は、事務所に備え付け、閲覧に供する。
（禁止行為）
第4条　公園では、次の行為をしてはならない。
(1)　たき火をすること。
(2)　木を切ること。
(3)　魚を捕ること。
"""
SAME, MOVED, AMENDED, DELETED = "unchanged", "moved", "amended", "deleted"


def became(new: str) -> dict[str, tuple[str, str]]:
    """Old locator → (change, new locator), and what is new under its own locator."""
    before, after = clauses(read_text(BASE, "a")), clauses(read_text(new, "b"))
    found = {}
    for match in match_clauses(before, after):
        old = before[match.old].locator if match.old is not None else ""
        place = after[match.new].locator if match.new is not None else ""
        found[f"+{place}" if match.change in (Change.ADDED, Change.SPLIT) else old] = (
            match.change.value,
            old if match.change is Change.SPLIT else place,
        )
    return found


def changed(new: str) -> dict[str, tuple[str, str]]:
    return {place: what for place, what in became(new).items() if what[0] != SAME}


def test_the_same_text_is_unchanged_whatever_its_widths_and_spaces() -> None:
    assert changed(BASE) == {}
    assert changed(BASE.replace("毎月目視", "毎月 目視").replace("46", "４６")) == {}


INSERTED = BASE.replace("（点検）\n第3条", "（利用時間）\n第3条　利用時間は、別に定める。\n（点検）\n第4条")
INSERTED = INSERTED.replace("（禁止行為）\n第4条", "（禁止行為）\n第5条")
ITEMS = {
    "第4条第1号": (MOVED, "第5条第1号"),
    "第4条第2号": (MOVED, "第5条第2号"),
    "第4条第3号": (MOVED, "第5条第3号"),
}
CHANGES = [
    (
        INSERTED,
        {
            "第3条第1項": (MOVED, "第4条第1項"),
            "第3条第2項": (MOVED, "第4条第2項"),
            "第4条": (MOVED, "第5条"),
            **ITEMS,
            "+第3条": ("added", "第3条"),
        },
    ),
    (
        BASE.replace("毎月目視により", "毎月"),
        {"第3条第1項": (AMENDED, "第3条第1項")},
    ),
    (
        BASE.replace("(1)　たき火をすること。\n(2)　木を切ること。\n(3)", "(1)　木を切ること。\n(2)"),
        {
            "第4条第1号": (DELETED, ""),
            "第4条第2号": (MOVED, "第4条第1号"),
            "第4条第3号": (MOVED, "第4条第2号"),
        },
    ),
    (
        BASE.replace("記録する。記録は、", "記録する。\n3　記録は、"),
        {"第3条第2項": (AMENDED, "第3条第2項"), "+第3条第3項": ("split", "第3条第2項")},
    ),
    (
        BASE.replace("点検しなければならない。\n2　管理者は", "点検しなければならない。管理者は"),
        {"第3条第1項": (AMENDED, "第3条"), "第3条第2項": ("merged", "第3条")},
    ),
]


@pytest.mark.parametrize(("new", "expected"), CHANGES)
def test_what_became_of_each_clause(new: str, expected: dict[str, tuple[str, str]]) -> None:
    assert changed(new) == expected


def test_a_reference_renumbered_by_an_insertion_is_told_from_an_amendment() -> None:
    old = clauses(read_text("○規則\n第1条　市長は、第4条第1項の台帳を備える。\n", "a"))
    new = clauses(read_text("○規則\n第1条　市長は、第5条第1項の台帳を備える。\n", "b"))
    (match,) = match_clauses(old, new)
    assert (match.change, match.renumbered) == (Change.AMENDED, True)


def version(title: str, number: str, *texts: str) -> Version:
    return Version(f"{number}/{title}", title, number, frozenset(texts))


ORDINANCES = [
    (version("公園条例", "平成15年条例第46号", "a"), version("公園条例", "平成15年条例第46号", "b"), "same"),
    (version("公園条例", "平成15年条例第46号"), version("都市公園条例", "平成15年条例第４６号"), "renamed"),
    (version("公園条例", "平成15年条例第46号"), version("公園条例", "令和8年条例第2号"), "renumbered"),
    (
        version("公園条例", "昭和40年条例第1号", *"abc"),
        version("広場条例", "令和8年条例第2号", *"bcd"),
        "replaced",
    ),
]


@pytest.mark.parametrize(("old", "new", "change"), ORDINANCES)
def test_what_became_of_an_ordinance(old: Version, new: Version, change: str) -> None:
    (match,) = match_ordinances([old], [new])
    assert (match.old, match.new, match.change) == (0, 0, change)


def test_ordinances_without_a_counterpart_are_repealed_and_added() -> None:
    old, new = (
        version("公園条例", "昭和40年条例第1号", *"abc"),
        version("水道条例", "令和8年条例第2号", *"xyz"),
    )
    assert [m.change for m in match_ordinances([old], [new])] == [
        OrdinanceChange.REPEALED,
        OrdinanceChange.ADDED,
    ]


def test_of_several_with_one_title_those_that_share_texts_belong_together() -> None:
    old = [
        version("服務規程", "昭和40年訓令第1号", "a", "b"),
        version("服務規程", "昭和41年訓令第9号", "x", "y"),
    ]
    new = [
        version("服務規程", "令和8年訓令第3号", "x", "z"),
        version("服務規程", "令和8年訓令第4号", "a", "c"),
    ]
    assert {(m.old, m.new) for m in match_ordinances(old, new)} == {(0, 1), (1, 0)}


WORDS = [
    ("公園を毎年巡視する。", "公園を巡視する。", "公園を[-毎年-]巡視する。"),
    ("点検記録", "点検結果", "点検[-記録-]{+結果+}"),
    ("第5条の台帳", "第6条の台帳", "第[-5-]{+6+}条の台帳"),
]


@pytest.mark.parametrize(("old", "new", "shown"), WORDS)
def test_changed_words_are_shown_as_words(old: str, new: str, shown: str) -> None:
    signs = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    assert "".join(signs[piece.kind].format(piece.text) for piece in diff_words(old, new)) == shown


@settings(max_examples=150, deadline=None)
@given(st.text("市長は、公園を点検1月。", max_size=30), st.text("市長は、公園を点検1月。", max_size=30))
def test_a_word_diff_loses_no_character(old: str, new: str) -> None:
    pieces = diff_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == new


def test_the_amending_ordinance_is_read_from_the_new_supplementary_provision() -> None:
    old = ["附則第1項", "附則（令和2年3月1日条例第3号）第1項"]
    assert amending_numbers(old, [*old, "附則（令和8年9月30日条例第12号）"]) == ["令和8年条例第12号"]
    assert amending_numbers(old, old) == []


@pytest.mark.corpus
@pytest.mark.skipif(not LAWS.is_dir(), reason="no ../shared/corpus beside the project")
def test_amended_laws_are_matched_rightly() -> None:
    """At least 99 % of the clauses of a few national acts, amended with the right matching known."""
    paths = sorted(LAWS.glob("*.xml"))[3:40:5]
    laws = [read_egov_xml(path.read_bytes(), path.name) for path in paths]
    laws = [law for law in laws if len(amender.foreign_articles(law)) >= 3]
    right = total = 0
    for place, law in enumerate(laws):
        rng = random.Random(place)  # noqa: S311 (a repeatable draw, not a secret)
        foreign = amender.foreign_articles(laws[(place + 1) % len(laws)])
        made = amender.amend(law, rng.sample(amender.PARTIAL, 5), rng, foreign)
        said = {m.new: m.old for m in match_clauses(made.old, made.new) if m.change is not Change.MERGED}
        for n, origins in enumerate(made.origins):
            right += said[n] in origins if origins else said[n] is None
            total += 1
    assert total > 500
    assert right / total >= 0.99
