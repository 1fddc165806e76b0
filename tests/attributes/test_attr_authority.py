"""On whose authority a clause stands."""

from __future__ import annotations

import pytest
from clause_maker import make_clause, spans_of

from extractor.attributes import OrdinanceContext
from extractor.attributes.authority import authority_of
from extractor.model import Authority

PURPOSE = (
    "この条例は、消防法（昭和23年法律第186号。以下「法」という。）及び消防法施行令（昭和36年政令第37号。"
    "以下「令」という。）に定めるもののほか、火災の予防について必要な事項を定めるものとする。"
)
DEFINED = OrdinanceContext.of(
    [make_clause(PURPOSE, article="1", caption="趣旨", title="ほしぞら市火災予防条例")]
)
BARE = OrdinanceContext.of([make_clause("この条例は、公園の管理について定める。", article="1")])


def own() -> Authority:
    return Authority(own=True)


def law(title: str, article: str) -> Authority:
    return Authority(own=False, law=title, article=article)


# (text, authority) in an ordinance that defines and rests on nothing.
BARE_CASES = [
    ("公園の入口に掲示しなければならない。", own()),
    ("条例を公布するときは、地方自治法第16条第4項の規定により掲示する。", law("地方自治法", "第16条第4項")),
    ("地方自治法（昭和22年法律第67号）第16条の規定により掲示する。", law("地方自治法", "第16条")),
    ("建築基準法第12条第1項及び第3項の規定に基づき、検査する。", law("建築基準法", "第12条第1項")),
    ("消防法施行令第36条の規定により、点検する。", law("消防法施行令", "第36条")),
    ("水道法施行規則第15条の規定により検査する。", law("水道法施行規則", "第15条")),
    (
        "廃棄物の処理及び清掃に関する法律第19条第1項の規定により立ち入る。",
        law("廃棄物の処理及び清掃に関する法律", "第19条第1項"),
    ),
    (
        "空家等対策の推進に関する特別措置法第9条第2項の規定により調査する。",
        law("空家等対策の推進に関する特別措置法", "第9条第2項"),
    ),
    (
        "マンションの管理の適正化の推進に関する法律第5条の規定により検査する。",
        law("マンションの管理の適正化の推進に関する法律", "第5条"),
    ),
    ("子ども・子育て支援法第14条の規定により検査する。", law("子ども・子育て支援法", "第14条")),
    (
        "医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律第69条の規定により検査する。",
        law("医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律", "第69条"),
    ),
    ("都市計画法第17条第1項に基づき縦覧に供する。", law("都市計画法", "第17条第1項")),
    ("都市計画法に基づき縦覧に供する。", law("都市計画法", "")),
    ("墓地、埋葬等に関する法律第18条の規定により検査する。", law("墓地、埋葬等に関する法律", "第18条")),
    ("建築基準法及び消防法第4条の規定により検査する。", law("消防法", "第4条")),
    ("道路法第71条の規定による立入りのほか、同法第72条の規定により検査する。", law("道路法", "第72条")),
    ("民法第894条の規定により閲覧に供する。", law("民法", "第894条")),
    ("会社法第二十六条の二第一項第三号の規定により備え置く。", law("会社法", "第二十六条の二第一項第三号")),
    ("地方自治法第２４４条の２第１０項の規定により、実地に調査する。", law("地方自治法", "第244条の2第10項")),
    ("都市公園法第2条に規定する公園施設を点検する。", own()),
    ("社会福祉法人の帳簿を検査する。", own()),
    ("次の方法により検査する。", own()),
    ("法令の規定により検査する。", own()),
    ("条例及び他の規則の規定により検査する。", own()),
    ("条例の規定により検査する。", own()),
    ("国土交通省令で定めるところにより、定期に検査する。", own()),
    ("第5条の規定により検査する。", own()),
    ("この条例第5条の規定により検査する。", own()),
    (
        "ほしぞら市公園条例第8条の規定により検査する。",
        Authority(own=True, law="ほしぞら市公園条例", article="第8条"),
    ),
    (
        "市火災予防条例（平成3年条例第2号）第3条の規定により検査する。",
        Authority(own=True, law="市火災予防条例", article="第3条"),
    ),
    ("法第4条の規定により検査する。", law("法", "第4条")),
]

# The same where 法 and 令 are defined by the purpose clause, which rests on 消防法.
DEFINED_CASES = [
    ("職員は、法第4条第1項の規定により立ち入り、検査する。", law("消防法", "第4条第1項")),
    ("令第36条の規定により点検する。", law("消防法施行令", "第36条")),
    ("法施行規則第31条の規定により点検する。", law("消防法施行規則", "第31条")),
    ("消火器を点検しなければならない。", law("消防法", "")),
    ("建築基準法第12条の規定により検査する。", law("建築基準法", "第12条")),
    ("法第17条に規定する設備を点検する。", law("消防法", "")),
]


@pytest.mark.parametrize(("text", "expected"), BARE_CASES)
def test_ground_cited_in_the_clause_is_its_authority(text: str, expected: Authority) -> None:
    assert authority_of(make_clause(text), [], BARE) == expected


@pytest.mark.parametrize(("text", "expected"), DEFINED_CASES)
def test_abbreviations_are_resolved_and_the_purpose_clause_is_the_fallback(
    text: str, expected: Authority
) -> None:
    assert authority_of(make_clause(text), [], DEFINED) == expected


def test_the_ground_nearest_before_the_hit_decides() -> None:
    text = (
        "水道法第16条の規定により指定を受けた者は、建築基準法第12条の規定に基づき、点検しなければならない。"
    )
    assert authority_of(make_clause(text), spans_of(text, "点検"), BARE) == law("建築基準法", "第12条")


def test_item_takes_the_ground_of_its_lead() -> None:
    clause = make_clause(
        "帳簿の検査", lead=["市長は、消防法第4条の規定により、次の検査をする。"], items=["1"]
    )
    assert authority_of(clause, [], BARE) == law("消防法", "第4条")


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("都市公園法施行規則", "法第5条の規定により検査する。", law("都市公園法", "第5条")),
        ("都市公園法施行令", "法第5条の規定により検査する。", law("都市公園法", "第5条")),
        ("ほしぞら市公園条例施行規則", "条例第5条の規定により検査する。", "ほしぞら市公園条例"),
        (
            "墓地、埋葬等に関する法律施行細則",
            "法第18条の規定により検査する。",
            law("墓地、埋葬等に関する法律", "第18条"),
        ),
    ],
)
def test_title_tells_what_an_undefined_abbreviation_means(
    title: str, text: str, expected: Authority | str
) -> None:
    clause = make_clause(text, title=title)
    if isinstance(expected, str):
        expected = Authority(own=True, law=expected, article="第5条")
    assert authority_of(clause, [], OrdinanceContext.of([clause])) == expected


def test_definition_in_the_text_is_taken_before_what_the_title_implies() -> None:
    first = make_clause(
        "この規則は、ほしぞら市自然公園条例（以下「条例」という。）の施行について定める。",
        article="1",
        title="ほしぞら市公園条例施行規則",
    )
    clause = make_clause("条例第2条の規定により検査する。", title="ほしぞら市公園条例施行規則")
    context = OrdinanceContext.of([first, clause])
    assert authority_of(clause, [], context) == Authority(
        own=True, law="ほしぞら市自然公園条例", article="第2条"
    )


def test_definition_set_apart_by_a_wide_space_is_read_without_the_term() -> None:
    term = make_clause(
        "特定施設　水質汚濁防止法（昭和45年法律第138号。以下「法」という。）第2条に規定する施設をいう。",
        article="2",
        items=["1"],
    )
    assert OrdinanceContext.of([term]).aliases == {"法": "水質汚濁防止法"}


@pytest.mark.parametrize(
    ("text", "caption", "basis"),
    [
        (
            "この条例は、地方自治法第244条の2第1項の規定に基づき、公民館の設置について定める。",
            "設置",
            "地方自治法",
        ),
        ("この規則は、児童福祉法の施行に関し必要な事項を定める。", "趣旨", "児童福祉法"),
        ("この要綱は、ほしぞら市公園条例の施行に関し必要な事項を定める。", "趣旨", "ほしぞら市公園条例"),
        ("この条例は、市民の安全を守ることを目的とする。", "目的", None),
    ],
)
def test_purpose_clause_gives_the_basis(text: str, caption: str, basis: str | None) -> None:
    context = OrdinanceContext.of([make_clause(text, article="1", caption=caption)])
    assert (context.basis.law if context.basis else None) == basis


def test_ordinance_without_clauses_has_an_empty_context() -> None:
    assert OrdinanceContext.of([]) == OrdinanceContext()
