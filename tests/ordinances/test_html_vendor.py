"""The two vendors' 例規 pages: the tree follows from their structure, and nothing but the ordinance is read.

The pages are our own wording in the vendors' markup.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ordinances import Level, Ordinance, OrdinanceKind, clauses
from ordinances.readers.d1_law import read_d1_law
from ordinances.readers.reiki_base import read_reiki_base


def _eline(inner: str) -> str:
    return f'<div>\n<div class="eline">{inner}</div>\n</div>'


def _sentence(kind: str, sign: str, text: str, caption: str = "") -> str:
    title = f'<p class="title"><span class="cm">{caption}</span></p>' if caption else ""
    label = f'<span class="num cm">{sign}</span>　' if sign else ""
    return _eline(
        f'<div class="{kind}">{title}<p class="num">{label}<span class="p cm">{text}</span></p></div>'
    )


REIKI_HEAD = "".join(
    _eline(f'<div class="head"><p class="{name}"><span class="cm">{text}</span></p></div>')
    for name, text in (
        ("title-irregular", "○青葉市立公園条例"),
        ("date", "平成30年3月20日"),
        ("number", "条例第5号"),
    )
)
TABLE = (
    '<div class="table_frame"><table><thead><tr class="fixed-colspec"><td></td><td></td></tr></thead>'
    "<tr><td><p>名称</p></td><td><p>位置</p></td></tr><tr><td><p>中央公園</p></td><td><p>青葉市本町</p></td></tr>"
    "</table></div>"
)
REIKI_LINES = [
    _eline('<p class="s-head"><span class="num cm">第1章</span>　<span class="title cm">総則</span></p>'),
    _sentence(
        "article",
        "第1条",
        "<ruby>公園<rt>こうえん</rt></ruby>は、<a href='#x'>次の表</a>のとおりとする。",
        "(設置)",
    ),
    _eline(TABLE),
    _sentence(
        "article",
        "第2条の2",
        "市長は、次に掲げる点検を行う。</span><span class='p cm'>ただし、冬期を除く。",
        "(点検)",
    ),
    _sentence("item", "(1)", "毎年1回の遊具の点検"),
    _sentence("subitem1", "ア", "外観を目視するもの"),
    _sentence("subitem1", "イ", "音を聞くもの"),
    _sentence("item", "(2)", "毎月の巡視"),
    _sentence("clause", "2", "前項の点検は、記録する。"),
    _eline('<p class="revise_record"><span class="cm">(令2条例8・一部改正)</span></p>'),
    _eline(
        '<p class="s-head"><span class="title cm"><span class="word-space">附</span>則</span>'
        '<span class="date cm">(令和2年3月1日</span><span class="number cm">条例第8号)</span>'
        '<span class="p cm">抄</span></p>'
    ),
    _eline(
        '<div class="clause"><p class="p"><span class="p cm">この条例は、公布の日から施行する。</span></p>'
        "</div>"
    ),
    _eline(
        '<div class="table_section"><p class="num"><span class="num cm">別表第1</span>'
        '<span class="table-title cm">(第1条関係)</span></p></div>'
    ),
    _eline(TABLE),
    _eline(
        '<div class="form_section"><p class="num"><span class="num cm">様式第1号</span>'
        '<span class="form-title cm">(第2条の2関係)</span></p></div>'
    ),
    _eline('<div class="xref_frame"><p><img src="s.png" alt="画像"></p></div>'),
]


def _reiki_page(lines: list[str]) -> bytes:
    return (
        '<!DOCTYPE HTML><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8">'
        "<title>青葉市立公園条例</title><script>var a = '第9条';</script></head><body>"
        f'<div id="primary" class="joubun">{REIKI_HEAD}{"".join(lines)}</div>'
        '<div id="secondary"><ul><li>第1条(設置)</li></ul><table><tr><td>平成30年3月20日</td></tr></table>'
        "</div></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def reiki() -> Ordinance:
    return read_reiki_base(_reiki_page(REIKI_LINES), "k1.html")


def test_reiki_base_head_gives_title_number_and_promulgation(reiki: Ordinance):
    assert reiki.title == "青葉市立公園条例"
    assert reiki.number == "平成30年条例第5号"
    assert reiki.kind is OrdinanceKind.ORDINANCE
    assert reiki.promulgation.printed == "平成30年3月20日"
    assert reiki.promulgation.day == date(2018, 3, 20)
    assert reiki.encoding == "utf-8"


def test_reiki_base_siblings_become_a_tree(reiki: Ordinance):
    assert {clause.locator: clause.text for clause in clauses(reiki)} == {
        "第1条": "公園は、次の表のとおりとする。",
        "第1条の表": "名称\t位置\n中央公園\t青葉市本町",
        "第2条の2第1項": "市長は、次に掲げる点検を行う。ただし、冬期を除く。",
        "第2条の2第1項第1号": "毎年1回の遊具の点検",
        "第2条の2第1項第1号ア": "外観を目視するもの",
        "第2条の2第1項第1号イ": "音を聞くもの",
        "第2条の2第1項第2号": "毎月の巡視",
        "第2条の2第2項": "前項の点検は、記録する。",
        "附則（令和2年3月1日条例第8号）": "この条例は、公布の日から施行する。",
        "別表第1": "名称\t位置\n中央公園\t青葉市本町",
    }


def test_reiki_base_numbers_captions_and_headings(reiki: Ordinance):
    found = {clause.locator: clause for clause in clauses(reiki)}
    deep = found["第2条の2第1項第1号イ"]
    assert (deep.article, deep.paragraph, deep.items) == ("2_2", "1", ("1", "2"))
    assert deep.caption == "点検"
    assert deep.headings == ("第1章 総則",)
    assert found["別表第1"].caption == "第1条関係"


def test_reiki_base_notes_the_images_it_cannot_read(reiki: Ordinance):
    assert [node.label for node in reiki.provisions if node.level is Level.FORM] == ["様式第1号"]
    assert "画像が 1 個" in reiki.notes[0]


def test_reiki_base_kanji_numbering():
    lines = [
        _sentence("article", "第十二条の二", "館長は、次に掲げる事項を行う。", "(館長)"),
        _sentence("item", "一", "日常の巡視"),
        _sentence("item", "二", "毎月の報告"),
        _sentence("clause", "２", "前項の報告は、書面による。"),
    ]
    assert [c.locator for c in clauses(read_reiki_base(_reiki_page(lines), "a.html"))] == [
        "第12条の2第1項",
        "第12条の2第1項第1号",
        "第12条の2第1項第2号",
        "第12条の2第2項",
    ]


def test_reiki_base_notes_beside_a_table_and_a_number_with_its_year_are_kept():
    lines = [
        _sentence("article", "第1条", "使用料は、次の表のとおりとする。"),
        _eline(TABLE.replace("</table>", "</table><p>備考　冬期を除く。</p>")),
    ]
    page = _reiki_page(lines).replace("条例第5号".encode(), "平成30年条例第5号".encode())
    ordinance = read_reiki_base(page, "a.html")
    assert ordinance.number == "平成30年条例第5号"
    assert clauses(ordinance)[1].text.endswith("青葉市本町\n備考　冬期を除く。")


def test_reiki_base_table_of_contents_is_not_read_as_headings():
    lines = [
        _eline('<div class="contents"><p>目次</p></div>'),
        _eline('<div class="contents"><p>第1章　総則(第1条)</p></div>'),
        _eline('<div class="contents"><p>附則</p></div>'),
        _eline('<p class="s-head"><span class="num cm">第1章</span>　<span class="title cm">総則</span></p>'),
        _sentence("article", "第1条", "この条例は、公園の管理について定める。"),
    ]
    ordinance = read_reiki_base(_reiki_page(lines), "a.html")
    assert [(c.locator, c.headings) for c in clauses(ordinance)] == [("第1条", ("第1章 総則",))]


def _d1(kind: str, path: str, text: str) -> str:
    return f'<div id="h:{kind}:::2:{path}-0-0-0-0:1:" class="danraku-normal">{text}</div>'


D1_LINES = [
    '<div id="h:zA10:::0::1:" class="danraku-normal">○青葉市空家の見守りに関する条例</div>',
    '<div id="h:zB10:::0::1:" class="danraku-normal">令和元年12月１日条例第31号</div>',
    '<div id="h:dG10:::0::1:" class="danraku-normal">青葉市空家の見守りに関する条例</div>',
    '<div id="h:hA10:::0::1:" class="danraku-normal">第１章　総則</div>',
    '<div id="h:hB10:::0::1:" class="danraku-normal">第１節　通則</div>',
    _d1("hL10", "1.0.0.0-0.0-0.0.0", "（趣旨）"),
    _d1("hL20", "1.0.0.0-0.0-0.0.0", "<b>第１条</b>　この条例は、空家の見守りについて定める。"),
    _d1("hL10", "8.0.0.0-0.0-0.0.0", "（調査）"),
    _d1("hL20", "8.2.0.0-0.0-0.0.0", "<b>第８条の２</b>　市長は、現地を調査する。"),
    _d1("hL20", "8.2.0.0-2.0-0.0.0", "２　前項の調査は、次に掲げるものとする。"),
    _d1("hL20", "8.2.0.0-2.0-1.0.0", "(１)　外観の確認"),
    '<div id="h:hL20:::2:8.2.0.0-2.0-1.0.0-1-0-0-0:1:" class="danraku-normal">ア　屋根</div>',
    '<div id="h:hL20:::2:8.2.0.0-2.0-1.0.0-2-0-0-0:1:" class="danraku-normal">イ　外壁</div>',
    _d1("hL20", "8.2.0.0-2.0-2.0.0", "(２)　聞き取り"),
    '<div id="h:sO10:::0::1:" class="danraku-normal"><b>附　則</b></div>',
    _d1("sL20", "0.0.0.0-1.0-0.0.0", "１　この条例は、公布の日から施行する。"),
    _d1("sL20", "0.0.0.0-2.0-0.0.0", "２　旧条例は、廃止する。"),
    '<div id="h:kO10:H5:::0::1:" class="danraku-normal"><b>附　則</b>（令和２年３月３日条例第１号）</div>',
    '<div id="h:kL30:H5:h:2:0.0.0.0-0.0-0.0.0-0-0-0-0:1:" class="danraku-normal">'
    "この条例は、令和２年４月１日から施行する。</div>",
]


@pytest.fixture(scope="module")
def d1() -> Ordinance:
    page = (
        '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html;charset=UTF-8"/></HEAD><BODY>'
        f'<DIV CLASS="USER-SET-STYLE"><A NAME="MOKUJI_TOP"/><div>{"".join(D1_LINES)}</div></DIV>'
        "</BODY></HTML>"
    )
    return read_d1_law(page.encode(), "H1_j.html")


def test_d1_law_ids_become_a_tree(d1: Ordinance):
    assert {clause.locator: clause.text for clause in clauses(d1)} == {
        "第1条": "この条例は、空家の見守りについて定める。",
        "第8条の2第1項": "市長は、現地を調査する。",
        "第8条の2第2項": "前項の調査は、次に掲げるものとする。",
        "第8条の2第2項第1号": "外観の確認",
        "第8条の2第2項第1号ア": "屋根",
        "第8条の2第2項第1号イ": "外壁",
        "第8条の2第2項第2号": "聞き取り",
        "附則第1項": "この条例は、公布の日から施行する。",
        "附則第2項": "旧条例は、廃止する。",
        "附則（令和2年3月3日条例第1号）": "この条例は、令和２年４月１日から施行する。",
    }


def test_d1_law_head_captions_and_headings(d1: Ordinance):
    assert (d1.title, d1.number) == ("青葉市空家の見守りに関する条例", "令和元年条例第31号")
    assert d1.promulgation.day == date(2019, 12, 1)
    found = {clause.locator: clause for clause in clauses(d1)}
    assert found["第8条の2第1項"].caption == "調査"
    assert found["第8条の2第2項第1号イ"].items == ("1", "2")
    assert found["第1条"].headings == ("第１章 総則", "第１節 通則")


@pytest.fixture(scope="module")
def vendor_pages() -> Path:
    pages = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "vendor-html"
    if not pages.is_dir():
        pytest.skip("../shared/corpus is not here")
    return pages


# Figures of the real pages, counted by hand from their tables of contents and printed numbers.
REAL = [
    ("reiki-base/g101RG00005236.html", 9, "第8条第3号", "附則第3条第5項第2号"),
    ("reiki-base/k518RG00000012.html", 9, "第2条第13号", "附則第2項"),
    ("reiki-base/k518RG00000055.html", 5, "第2条第4号", "附則"),
    ("reiki-base/k518RG00000080.html", 9, "第4条第2項第4号", "第3条の表"),
    ("d1-law/H505901010023_j.html", 19, "第10条第2項第4号", "第9条の2"),
]


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "articles", "one", "other"), REAL, ids=[row[0] for row in REAL])
def test_real_pages_keep_their_articles_and_places(name, articles, one, other, vendor_pages):
    read = read_d1_law if name.startswith("d1") else read_reiki_base
    found = clauses(read((vendor_pages / name).read_bytes(), name))

    locators = {clause.locator for clause in found}
    assert len({c.article for c in found if c.part == "main" and c.article}) == articles
    assert {one, other} <= locators
    assert not any("一部改正" in clause.text and len(clause.text) < 40 for clause in found)
