"""Round trips: a tree printed as a vendor's page is read back with every place and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vendor_maker import to_d1_law, to_reiki_base

from ordinances import Clause, Level, Ordinance, Provision, clauses, read
from ordinances.numerals import to_kanji
from ordinances.readers.d1_law import read_d1_law
from ordinances.readers.reiki_base import read_reiki_base

VENDORS: list[tuple[Callable[[Ordinance], bytes], Callable[[bytes, str], Ordinance]]] = [
    (to_reiki_base, read_reiki_base),
    (to_d1_law, read_d1_law),
]
SENTENCES = [
    "鍵は、管理人が保管する。",
    "毎年1回、点検する。",
    "次に掲げる者(以下「利用者」という。)は、届け出る。",
]
SENTENCE = st.sampled_from(SENTENCES)
STYLES: dict[str, Callable[[int], str]] = {"arabic": str, "kanji": to_kanji}


@st.composite
def _items(draw: st.DrawFn, style: str) -> tuple[Provision, ...]:
    def subitems(signs: str, level: int) -> tuple[Provision, ...]:
        if level == 2 or not draw(st.booleans()):
            return ()
        count = draw(st.integers(1, 4))
        labels = [f"({sign})" if level else sign for sign in signs[:count]]
        return tuple(
            Provision(
                Level.SUBITEM, str(n), label, text=draw(SENTENCE), children=subitems("アイウエ", level + 1)
            )
            for n, label in enumerate(labels, 1)
        )

    sign = "({})".format if style == "arabic" else str
    return tuple(
        Provision(
            Level.ITEM, str(n), sign(STYLES[style](n)), text=draw(SENTENCE), children=subitems("イロハニ", 0)
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
    )


@st.composite
def _articles(draw: st.DrawFn, style: str) -> tuple[Provision, ...]:
    out = []
    for n in range(1, draw(st.integers(1, 4)) + 1):
        branch = draw(st.sampled_from(["", "2", "3"]))
        number = f"{n}_{branch}" if branch else str(n)
        label = f"第{STYLES[style](n)}条" + (f"の{STYLES[style](int(branch))}" if branch else "")
        paragraphs = tuple(
            Provision(
                Level.PARAGRAPH,
                str(m),
                "" if m == 1 else str(m),
                text=draw(SENTENCE),
                children=(*draw(_tables()), *draw(_items(style))),
            )
            for m in range(1, draw(st.integers(1, 3)) + 1)
        )
        caption = draw(st.sampled_from(["", "鍵の保管", "点検"]))
        out.append(Provision(Level.ARTICLE, number, label, caption, children=paragraphs))
    return tuple(out)


@st.composite
def _tables(draw: st.DrawFn) -> tuple[Provision, ...]:
    return (Provision(Level.TABLE, text="区分\t回数\n甲\t毎年"),) if draw(st.booleans()) else ()


@st.composite
def _ordinances(draw: st.DrawFn) -> Ordinance:
    style = draw(st.sampled_from(sorted(STYLES)))
    label = f"第{STYLES[style](1)}章"
    chapter = Provision(Level.CHAPTER, "1", label, "総則", children=draw(_articles(style)))
    suppl = Provision(Level.SUPPL, "", "附則", "令和2年3月1日条例第8号", children=draw(_articles(style)))
    table = Provision(Level.TABLE, "1", "別表第1", "第1条関係", "区分\t回数\n乙\t毎月")
    return Ordinance("a.html", "青葉市鍵管理規則", "規則第7号", provisions=(chapter, suppl, table))


def _rows(ordinance: Ordinance) -> list[Clause]:
    return [replace(clause, number="") for clause in clauses(ordinance)]


@pytest.mark.parametrize(("make", "read_back"), VENDORS, ids=["reiki-base", "d1-law"])
@settings(max_examples=40, deadline=None)
@given(ordinance=_ordinances())
def test_a_page_gives_back_every_clause(ordinance: Ordinance, make, read_back):
    assert _rows(read_back(make(ordinance), "a.html")) == _rows(ordinance)


_STRUCTURE = frozenset(
    {Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION, Level.DIVISION, Level.ARTICLE, Level.SUPPL}
)


def _printable(node: Provision) -> Provision:
    """Give a provision as a vendor prints it: no forms, a paragraph on one line."""
    text = node.text if node.level is Level.TABLE else node.text.replace("\n", "")
    children = tuple(_printable(child) for child in node.children if child.level is not Level.FORM)
    return replace(node, text=text, children=children)


@pytest.mark.corpus
@pytest.mark.parametrize(("make", "read_back"), VENDORS, ids=["reiki-base", "d1-law"])
def test_real_laws_as_vendor_pages_keep_their_clauses(make, read_back):
    """At least 99.5% of the clauses of every tenth act; the rest: blanks in tables, odd signs (ヰ)."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "laws"
    if not folder.is_dir():
        pytest.skip("../shared/corpus is not here")
    right = total = 0
    for outcome in read(sorted(folder.glob("*.xml"))[::10]):
        assert outcome.ordinance is not None
        tops = tuple(_printable(top) for top in outcome.ordinance.provisions if top.level in _STRUCTURE)
        law = replace(outcome.ordinance, provisions=tops)
        wanted, found = Counter(_rows(law)), Counter(_rows(read_back(make(law), law.source)))
        right += (wanted & found).total()
        total += wanted.total()
    assert total > 1_000
    assert right / total >= 0.995
