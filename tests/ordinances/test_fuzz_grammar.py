"""Whatever the lines are, the grammar does not crash and keeps what it read."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordinances import ReadError, clauses
from ordinances.grammar import parse

PIECES = st.sampled_from(
    """第一条　|第2条 |第３条の２|第五条から第七条まで　削除|第一章　総則|第2節|（目的）|(定義) |２　|3 |②
|一　|二の二　|(1)|（２）|⑶ |イ　|ロ　|(ア)|ⅰ |ａ |附則|附　則（平成15年条例第3号）|別表第1|目次|前文
|様式第2号（第3条関係）|次のとおりとする。|市長は、点検する|次の表による。|甲\t乙|（平15条例46・一部改正）
|○花咲市条例|　|第1　趣旨|「第九条　引用」|- |### |本法ハ之ヲ廃止ス""".replace("\n", "").split("|")
)
LINES = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=25)


@given(LINES)
@settings(max_examples=400)
def test_any_mixture_of_marks_parses_to_unique_locators(lines: list[str]) -> None:
    """Either a reason in Japanese, or clauses with unique locators and text."""
    try:
        found = clauses(parse(lines, "x.txt"))
    except ReadError:
        return
    assert len({clause.locator for clause in found}) == len(found)
    assert all(clause.text for clause in found)


@given(
    st.lists(st.sampled_from(["花", "(1)　", "　二　", "2　", "イ　", "表\t", "は、\n"]), max_size=12).map(
        "".join
    )
)
def test_no_text_below_an_article_is_lost(text: str) -> None:
    """Every character that is no mark ends up in a clause."""
    tree = parse(["第1条　始め", *text.split("\n"), "第2条　終わり"], "x.txt")
    kept = "".join(node.label + node.caption + node.text for top in tree.provisions for node in top.walk())
    assert Counter("".join(kept.split())) == Counter("".join(f"第1条始め{text}第2条終わり".split()))


@pytest.mark.parametrize(
    "lines",
    [
        ["第1条　" + "あ" * 200_000],
        ["第" + "九" * 20_000 + "条　あ", "第1条　い"],
        ["第1条　い", "一" * 20_000 + "　あ", "1" * 20_000 + "　あ"],
        ["第1条　あ" + " " * 100_000 + "）", "第2条　い"],
        ["（" * 20_000, "第1条　い"],
        ["第1条　次の。", *("一　あ", "イ　い", "(1)　う", "(ア)　え", "ａ　お") * 400],
    ],
    ids=["long line", "long article number", "long numerals", "spaces", "brackets", "deep nesting"],
)
def test_hostile_lines_cost_no_more_than_their_size(lines: list[str]) -> None:
    """Inputs that would take minutes or break integer parsing if any step were quadratic come back as clauses."""
    assert clauses(parse(lines, "x.txt"))
