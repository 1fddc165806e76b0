"""Any other HTML: encodings, printed lines, tables, and pages that mean harm."""

from __future__ import annotations

import pytest

from ordinances import ReadError, clauses
from ordinances.readers.generic_html import read_generic_html
from ordinances.readers.html_page import decode_page, lines, parse_page, vendor

BODY = (
    "<h1>青葉市文書館条例</h1><p>平成20年3月1日条例第9号</p><p>(閲覧)</p>"
    "<p>第1条　館長は、文書を閲覧に供する。<br>2　閲覧の場所は、文書館とする。</p>"
    "<ul><li>(1)　閲覧室</li></ul>"
    "<table><tr><th>区分</th><th>時間</th></tr><tr><td>平日</td><td>9時から<br>17時まで</td></tr></table>"
)


def _page(body: str, charset: str = "utf-8", head: str = "") -> bytes:
    text = (
        f'<html><head><meta charset="{charset}"><title>例規集</title>{head}</head><body>{body}</body></html>'
    )
    return text.encode({"shift_jis": "cp932"}.get(charset, charset))


@pytest.mark.parametrize(
    ("charset", "used"), [("utf-8", "utf-8"), ("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp")]
)
def test_a_page_is_read_in_its_declared_encoding(charset: str, used: str):
    content = _page(BODY, charset.lower())
    ordinance = read_generic_html(content, "a.html")
    assert ordinance.encoding == used
    assert ordinance.title == "青葉市文書館条例"
    assert clauses(ordinance)[0].text == "館長は、文書を閲覧に供する。"


def test_a_wrong_declaration_gives_way_to_the_bytes():
    content = _page(BODY).replace(b"utf-8", b"Shift_JIS").replace("閲覧室".encode(), "閲覧室〜".encode())
    text, encoding = decode_page(content)
    assert encoding == "utf-8"
    assert "文書館" in text


def test_paragraphs_lists_and_tables_become_clauses():
    found = {clause.locator: clause.text for clause in clauses(read_generic_html(_page(BODY), "a.html"))}
    assert found["第1条第2項"] == "閲覧の場所は、文書館とする。"
    assert found["第1条第2項第1号"] == "閲覧室"
    assert "平日\t9時から　17時まで" in "\n".join(found.values())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>第1条　公園<ruby>管理<rp>(</rp><rt>かんり</rt><rp>)</rp></ruby></p>", ["第1条　公園管理"]),
        ("<p>一</p><script>二</script><style>三</style><p>四</p>", ["一", "四"]),
        ("<div>市長は、\n   公園を<b>管理</b>する。</div>", ["市長は、公園を管理する。"]),
        ("<p>ABC\nDEF</p>", ["ABC DEF"]),
        ("<p>一<!-- 二 -->三</p>", ["一三"]),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", ["甲\t乙", "丙"]),
        ("<table><tr><td><table><tr><td>内</td></tr></table></td><td>外</td></tr></table>", ["内", "外"]),
        ("<ol><li>甲</li><li>乙</li></ol><ol start=3><li>丙</li></ol>", ["1　甲", "2　乙", "3　丙"]),
        ("<ol><li>(1)　甲</li></ol><ul><li>乙</li></ul>", ["(1)　甲", "乙"]),
        ("<p>&nbsp;</p><p>&lt;b&gt;</p>", ["<b>"]),
    ],
)
def test_printed_lines(html: str, expected: list[str]):
    assert list(lines(parse_page(f"<html><body>{html}</body></html>".encode()).root)) == expected


ARTICLE = "<p>第1条　館を置く。</p>"


@pytest.mark.parametrize(
    "menu",
    [
        "<div>ホーム</div><ul><li>第1条　検索</li></ul><p>○青葉市文書館条例</p>",
        "<div>○トップページ</div><div>○青葉市文書館条例</div>",
        "<div>青葉市例規集</div><div>戻る</div><p>青葉市文書館条例</p><p>平成20年3月1日条例第9号</p>",
        "<h1>青葉市文書館条例</h1>",
    ],
    ids=["marked", "marked menu", "above the number", "first line"],
)
def test_the_title_is_found_behind_menus(menu: str):
    ordinance = read_generic_html(_page(menu + ARTICLE), "a.html")
    assert ordinance.title == "青葉市文書館条例"
    assert [clause.text for clause in clauses(ordinance)] == ["館を置く。"]


def test_the_pages_own_title_tells_the_line():
    content = _page(f"<div>お知らせ</div><div>青葉市文書館条例</div>{ARTICLE}").replace(
        "例規集".encode(), "青葉市文書館条例".encode()
    )
    assert read_generic_html(content, "a.html").title == "青葉市文書館条例"


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE html [<!ENTITY a "第9条"><!ENTITY b "&a;&a;">]><p>第1条　館を置く。&b;</p>',
        '<p>第1条　館を置く。</p><img src="file:///etc/passwd"><iframe src="http://example.com/">第9条</iframe>',
        "<p>第1条　館を置く。" + "<b onclick='第9条'>" * 200,
    ],
    ids=["entities", "external", "unclosed"],
)
def test_hostile_markup_adds_nothing_to_the_text(hostile: str):
    found = clauses(read_generic_html(_page(f"<p>○青葉市文書館条例</p>{hostile}"), "a.html"))
    texts = "".join(clause.text for clause in found)
    assert "館を置く。" in texts
    assert "第9条" not in texts


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_markup_too_deep_to_be_read_whole_is_refused_rather_than_cut(tag: str):
    with pytest.raises(ReadError, match="深すぎて"):
        read_generic_html(_page(f"<{tag}>" * 20_000 + "第1条　館を置く。"), "a.html")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'<div class="eline"></div>', "reiki-base"),
        (b'<div id="h:hL20:::2:1.0.0.0:1:"></div>', "d1-law"),
        (b'<div class="danraku-normal"></div>', "html"),
    ],
)
def test_a_vendors_page_is_told_by_its_marks(content: bytes, expected: str):
    assert vendor(content) == expected
