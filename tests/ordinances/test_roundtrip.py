"""Render a tree as plain 例規 text in every style, read it back, get the same clauses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordinances import Level, Ordinance, Provision, clauses
from ordinances.grammar import parse
from ordinances.grammar.numbers import IROHA
from ordinances.numerals import to_kanji

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from render import STYLES, Style, render  # noqa: E402 - benchmarks/ is a folder of scripts, not a package
from roundtrip import compare, keys  # noqa: E402 - the same

LAWS = ROOT.parent / "shared" / "corpus" / "laws"

SENTENCES = st.sampled_from(
    [
        "市長は、公園の遊具を毎年一回点検しなければならない。",
        "前項の規定は、休園日について準用する。ただし、市長が別に定める場合は、この限りでない。",
        "管理者は、第三条の規定による許可を受けた者（以下「使用者」という。）に対し、必要な指示をすることができる。",
        "この条例において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。",
        "使用料は、別に規則で定める。",
    ]
)
NAMES = st.sampled_from(
    [
        "公園",
        "遊具その他の施設",
        "市内に住所を有する者",
        "第一項の許可に係る事項",
        "前号に掲げるもののほか、市長が定めるもの",
    ]
)


def numbered(count: int, level: Level, label: str, texts: list[str]) -> tuple[Provision, ...]:
    """Make ``count`` provisions 1, 2 … at a level, one text each."""
    signs = IROHA if label == "iroha" else [to_kanji(n) for n in range(1, 60)]
    return tuple(Provision(level, str(n + 1), signs[n], text=texts[n]) for n in range(count))


@st.composite
def items(draw: st.DrawFn) -> tuple[Provision, ...]:
    out = []
    for item in numbered(
        draw(st.integers(1, 4)), Level.ITEM, "kanji", draw(st.lists(NAMES, min_size=4, max_size=4))
    ):
        texts = draw(st.lists(NAMES, min_size=3, max_size=3))
        subitems = numbered(draw(st.sampled_from([0, 0, 2, 3])), Level.SUBITEM, "iroha", texts)
        out.append(Provision(Level.ITEM, item.number, item.label, text=item.text, children=subitems))
    return tuple(out)


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[Provision, ...]:
    out = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        below = draw(st.just(()) | items())
        label = str(number) if number > 1 else ""
        out.append(Provision(Level.PARAGRAPH, str(number), label, text=draw(SENTENCES), children=below))
    return tuple(out)


@st.composite
def articles(draw: st.DrawFn, first: int) -> tuple[Provision, ...]:
    out = []
    for number in range(first, first + draw(st.integers(1, 4))):
        caption = draw(st.sampled_from(["", "目的", "使用の許可（指定管理者によるものを含む。）"]))
        branch = "_2" if out and draw(st.booleans()) else ""
        words = f"第{to_kanji(number)}条" + ("の二" if branch else "")
        if branch:
            plain = f"第{to_kanji(number)}条"
            out.append(Provision(Level.ARTICLE, str(number), plain, "", children=draw(paragraphs())))
        out.append(Provision(Level.ARTICLE, f"{number}{branch}", words, caption, children=draw(paragraphs())))
    return tuple(out)


@st.composite
def ordinances(draw: st.DrawFn) -> Ordinance:
    main: list[Provision] = []
    first = 1
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        inside = draw(articles(first))
        first = int(inside[-1].number.split("_")[0]) + 1
        label = f"第{to_kanji(chapter)}章"
        main.append(Provision(Level.CHAPTER, str(chapter), label, f"総則{chapter}", children=inside))
    suppl = Provision(Level.SUPPL, caption="平成二十年条例第三号", children=draw(paragraphs()))
    return Ordinance("例.xml", "花咲市公園条例", "平成十五年条例第四十六号", provisions=(*main, suppl))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
@settings(max_examples=15, deadline=None)
@given(ordinances())
def test_a_rendered_ordinance_reads_back_the_same(style: Style, ordinance: Ordinance) -> None:
    """Part, article, paragraph, items and text of every clause survive every layout."""
    text = render(ordinance, style)
    assert keys(clauses(parse(text.split("\n"), "例.txt"))) == keys(clauses(ordinance)), text


@pytest.mark.corpus
@pytest.mark.skipif(not LAWS.is_dir(), reason="needs ../shared/corpus/laws")
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_real_laws_read_back_the_same(style: Style) -> None:
    """At least 99.5 % of the clauses of a dozen laws are right, counted both ways."""
    results = [compare(path, style) for path in sorted(LAWS.glob("*.xml"))[::12]]
    right, expected, got = (sum(result[i] for result in results) for i in range(3))
    assert right / max(expected, got) >= 0.995
