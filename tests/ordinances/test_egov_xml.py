"""法令標準XML: every element of a law finds its place among the clauses."""

from __future__ import annotations

import pytest

from ordinances import Clause, Part, ReadError, clauses
from ordinances.readers.egov_xml import read_egov_xml

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Heisei" Lang="ja" LawType="Act" Num="007" Year="15" PromulgateMonth="03" PromulgateDay="20">
<LawNum>平成十五年法律第七号</LawNum><LawBody><LawTitle>花咲<Ruby>法<Rt>ほう</Rt></Ruby></LawTitle>"""


def law(main: str, rest: str = "") -> bytes:
    return f"{HEAD}<MainProvision>{main}</MainProvision>{rest}</LawBody></Law>".encode()


def read(main: str, rest: str = "") -> list[Clause]:
    return clauses(read_egov_xml(law(main, rest), "law.xml"))


def paragraph(text: str, *, num: str = "1", inside: str = "") -> str:
    label = "" if num == "1" else num
    return (
        f'<Paragraph Num="{num}"><ParagraphNum>{label}</ParagraphNum>'
        f"<ParagraphSentence>{text}</ParagraphSentence>{inside}</Paragraph>"
    )


def article(num: str, title: str, inside: str, caption: str = "") -> str:
    caption = f"<ArticleCaption>{caption}</ArticleCaption>" if caption else ""
    return f'<Article Num="{num}">{caption}<ArticleTitle>{title}</ArticleTitle>{inside}</Article>'


ARTICLE = article("1", "第一条", paragraph("<Sentence>定める。</Sentence>"))


def test_facts_about_the_law() -> None:
    """Title without its reading, number, kind and day of promulgation with 和暦."""
    ordinance = read_egov_xml(law(ARTICLE), "law.xml")
    assert (ordinance.title, ordinance.number, ordinance.kind) == ("花咲法", "平成十五年法律第七号", "act")
    assert ordinance.promulgation.printed == "平成15年3月20日"
    assert str(ordinance.promulgation.day) == "2003-03-20"


def test_sentences_columns_and_ruby() -> None:
    """Sentences join with nothing, columns with a full-width space; readings and layout are dropped."""
    item = (
        '<Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence>'
        '<Column Num="1"><Sentence>保険</Sentence></Column>\n'
        '  <Column Num="2"><Sentence>給<Ruby>付<Rt>ふ</Rt></Ruby>をいう。</Sentence></Column>'
        "</ItemSentence></Item>"
    )
    two = "<Sentence>次による。</Sentence>\n <Sentence Num='2'>ただし、\n   除く。</Sentence>"
    found = read(article("12_2", "第十二条の二", paragraph(two, inside=item), "（定義）"))
    assert [(c.locator, c.article, c.items, c.caption, c.text) for c in found] == [
        ("第12条の2", "12_2", (), "定義", "次による。ただし、除く。"),
        ("第12条の2第1号", "12_2", ("1",), "定義", "保険　給付をいう。"),
    ]


def test_subitems_to_every_depth() -> None:
    """号の細分 nest ten deep, each under the one above."""
    inner = ""
    for depth in range(10, 0, -1):
        inner = (
            f'<Subitem{depth} Num="1"><Subitem{depth}Title>イ</Subitem{depth}Title><Subitem{depth}Sentence>'
            f"<Sentence>深さ{depth}</Sentence></Subitem{depth}Sentence>{inner}</Subitem{depth}>"
        )
    title = "<ItemTitle>二の二</ItemTitle><ItemSentence><Sentence>号</Sentence></ItemSentence>"
    item = f'<Item Num="2_2">{title}{inner}</Item>'
    found = read(article("1", "第一条", paragraph("<Sentence>柱。</Sentence>", inside=item)))
    assert found[-1].items == ("2_2",) + ("1",) * 10
    assert found[-1].lead[:3] == ("柱。", "号", "深さ1")
    assert found[1].locator == "第1条第2号の2"


def test_headings_and_deleted_ranges() -> None:
    """編章節款目 become the heading path; a deleted range is one clause."""
    deleted = article("3:5", "第三条から第五条まで", paragraph("<Sentence>削除</Sentence>"))
    section = f"<Section Num='1'><SectionTitle>第一節　通則</SectionTitle>{deleted}</Section>"
    found = read(f"<Chapter Num='2'><ChapterTitle>第二章　管理</ChapterTitle>{section}</Chapter>")
    assert [(c.locator, c.article, c.headings, c.text) for c in found] == [
        ("第3条から第5条まで", "3:5", ("第二章 管理", "第一節 通則"), "削除")
    ]


def test_lists_and_quoted_amendments_stay_with_their_paragraph() -> None:
    """List and AmendProvision follow the sentence on lines of their own."""
    inside = (
        "<List><ListSentence><Sentence>甲法</Sentence></ListSentence></List>"
        "<AmendProvision><AmendProvisionSentence><Sentence>次のように改める。</Sentence></AmendProvisionSentence>"
        "<NewProvision><Article Num='9'><ArticleTitle>第九条</ArticleTitle>"
        f"{paragraph('<Sentence>新しい。</Sentence>')}"
        "</Article></NewProvision></AmendProvision>"
    )
    found = read(article("1", "第一条", paragraph("<Sentence>廃止する。</Sentence>", inside=inside)))
    assert [c.text for c in found] == ["廃止する。\n甲法\n次のように改める。\n第九条　新しい。"]


TABLE = (
    "<TableStruct><Table><TableRow><TableColumn><Sentence>区分</Sentence></TableColumn>"
    "<TableColumn><Sentence>回数</Sentence></TableColumn></TableRow>"
    "<TableRow><TableColumn><Sentence>遊具</Sentence></TableColumn>"
    "<TableColumn><Sentence>年一回</Sentence></TableColumn></TableRow></Table></TableStruct>"
)


def test_tables_and_forms_are_clauses_of_their_own() -> None:
    """A table inside a paragraph keeps its place; 別表 and 様式 stand alone; a figure has no text."""
    rest = (
        "<AppdxTable><AppdxTableTitle>別表第一</AppdxTableTitle>"
        "<RelatedArticleNum>（第一条関係）</RelatedArticleNum>"
        f"{TABLE}</AppdxTable><AppdxStyle><AppdxStyleTitle>様式第一号</AppdxStyleTitle>"
        '<StyleStruct><Style><Fig src="./x.pdf"/></Style></StyleStruct></AppdxStyle>'
    )
    found = read(article("1", "第一条", paragraph("<Sentence>表による。</Sentence>", inside=TABLE)), rest)
    rows = "区分\t回数\n遊具\t年一回"
    assert [(c.locator, c.part, c.article, c.caption, c.text) for c in found] == [
        ("第1条", Part.MAIN, "1", "", "表による。"),
        ("第1条の表", Part.TABLE, "1", "", rows),
        ("別表第一", Part.TABLE, None, "第一条関係", rows),
    ]


def test_supplementary_provisions_name_their_amending_law() -> None:
    """附則 with and without articles, told apart by the amending law."""
    rest = (
        "<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel>"
        f"{paragraph('<Sentence>施行する。</Sentence>')}</SupplProvision>"
        '<SupplProvision AmendLawNum="平成二〇年法律第三号"><SupplProvisionLabel>附　則</SupplProvisionLabel>'
        f"{article('2', '第二条', paragraph('<Sentence>従前の例による。</Sentence>'))}</SupplProvision>"
    )
    found = read(ARTICLE, rest)
    assert [(c.locator, c.part, c.article, c.paragraph) for c in found[1:]] == [
        ("附則", Part.SUPPL, None, "1"),
        ("附則（平成二〇年法律第三号）第2条", Part.SUPPL, "2", "1"),
    ]


def test_a_long_table_is_cut_between_rows() -> None:
    """Pieces have locators of their own and lose no row."""
    row = "<TableRow><TableColumn><Sentence>" + "長" * 300 + "</Sentence></TableColumn></TableRow>"
    table = f"<TableStruct><Table>{row * 20}</Table></TableStruct>"
    rest = f"<AppdxTable><AppdxTableTitle>別表</AppdxTableTitle>{table}</AppdxTable>"
    found = read(ARTICLE, rest)[1:]
    assert len(found) > 1
    assert len({c.locator for c in found}) == len(found)
    assert sum(len(c.text.split("\n")) for c in found) == 20


HOSTILE = (
    '<?xml version="1.0"?><!DOCTYPE Law [<!ENTITY a "{}"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    "<Law><LawNum>n</LawNum><LawBody><LawTitle>&b;&a;</LawTitle><MainProvision/></LawBody></Law>"
)


def test_entities_are_not_expanded() -> None:
    """Neither an internal nor an external entity puts anything into a text."""
    ordinance = read_egov_xml(HOSTILE.format("秘密").encode(), "x.xml")
    assert ordinance.title == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<Law><LawNum>", "XMLとして読めません"),
        (b"", "XMLとして読めません"),
        (b"not xml", "XMLとして読めません"),
        (b"<html><body/></html>", "法令標準XMLではない"),
        (b"<Law><LawNum>x</LawNum></Law>", "LawBody"),
        (b"<a>" * 400 + b"</a>" * 400, "XMLとして読めません"),
    ],
)
def test_what_is_no_law_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    """Broken, foreign and abnormally deep documents give one line of Japanese."""
    with pytest.raises(ReadError, match=reason):
        read_egov_xml(data, "x.xml")
