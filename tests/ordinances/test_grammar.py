"""The line grammar on small texts of our own: what each notation becomes."""

from __future__ import annotations

import pytest

from ordinances import Clause, Part, ReadError, clauses
from ordinances.grammar import parse


def read(text: str) -> list[Clause]:
    return clauses(parse(text.strip("\n").split("\n"), "例.txt"))


def places(text: str) -> list[tuple[str, str]]:
    return [(clause.locator, clause.text) for clause in read(text)]


NOTATIONS = {
    "kanji numbering with 号 and 細分": (
        """
第十二条の二　市長は、次に掲げる者を置く。
　一　園長
　　イ　専任の者
　　　（１）　常勤の者
　　　（２）　非常勤の者
　　ロ　兼任の者
　一の二　副園長
２　前項の者は、公募する。
""",
        [
            ("第12条の2第1項", "市長は、次に掲げる者を置く。"),
            ("第12条の2第1項第1号", "園長"),
            ("第12条の2第1項第1号イ", "専任の者"),
            ("第12条の2第1項第1号イ(1)", "常勤の者"),
            ("第12条の2第1項第1号イ(2)", "非常勤の者"),
            ("第12条の2第1項第1号ロ", "兼任の者"),
            ("第12条の2第1項第1号の2", "副園長"),
            ("第12条の2第2項", "前項の者は、公募する。"),
        ],
    ),
    "Arabic numbering with (1), ア, (ア)": (
        """
第１条　次のとおりとする。
(1)　遊具
ア　ぶらんこ
イ　すべり台
(ア)　小型
(イ)　大型
ウ　砂場
(1)の2　休憩所
(2)　園路
2　前項の施設は、点検する。
""",
        [
            ("第1条第1項", "次のとおりとする。"),
            ("第1条第1項第1号", "遊具"),
            ("第1条第1項第1号ア", "ぶらんこ"),
            ("第1条第1項第1号イ", "すべり台"),
            ("第1条第1項第1号イ(ア)", "小型"),
            ("第1条第1項第1号イ(イ)", "大型"),
            ("第1条第1項第1号ウ", "砂場"),
            ("第1条第1項第1号の2", "休憩所"),
            ("第1条第1項第2号", "園路"),
            ("第1条第2項", "前項の施設は、点検する。"),
        ],
    ),
    "circled 項, ⑴ 号, tabs and half-width spaces": (
        "第1条\tこの規程は、次による。\n⑴ 甲\n⑵ 乙\n②\t前項は、準用する。\n③ 同じとする。",
        [
            ("第1条第1項", "この規程は、次による。"),
            ("第1条第1項第1号", "甲"),
            ("第1条第1項第2号", "乙"),
            ("第1条第2項", "前項は、準用する。"),
            ("第1条第3項", "同じとする。"),
        ],
    ),
    "numbers without a space, bullets of a converter": (
        "- 第1条この会は、研究会と称する。\n- 2会は、市に置く。\n"
        "・第2条　次の事業を行う。\n  - (1) 調査\n  - (2) 広報",
        [
            ("第1条第1項", "この会は、研究会と称する。"),
            ("第1条第2項", "会は、市に置く。"),
            ("第2条", "次の事業を行う。"),
            ("第2条第1号", "調査"),
            ("第2条第2号", "広報"),
        ],
    ),
    "Arabic 号 under a lead sentence, then 項": (
        "第1条　次に掲げるものをいう。\n1　公園\n2　緑地\n3　広場\n"
        "第2条　使用できない。\n2　前項の例外は、次のとおりとする。\n(1)　催し",
        [
            ("第1条", "次に掲げるものをいう。"),
            ("第1条第1号", "公園"),
            ("第1条第2号", "緑地"),
            ("第1条第3号", "広場"),
            ("第2条第1項", "使用できない。"),
            ("第2条第2項", "前項の例外は、次のとおりとする。"),
            ("第2条第2項第1号", "催し"),
        ],
    ),
    "deleted articles and ranges": (
        "第一条　定める。\n第二条　削除\n第三条から第五条まで　削除\n"
        "第六条及び第七条　削除\n第八条　委任する。",
        [
            ("第1条", "定める。"),
            ("第2条", "削除"),
            ("第3条から第5条まで", "削除"),
            ("第6条から第7条まで", "削除"),
            ("第8条", "委任する。"),
        ],
    ),
    "a 要綱 numbered 第1, 第2 without 条": (
        "花咲市見守り事業実施要領\n第1　趣旨\n"
        "この要領は、事業について定める。\n第2　対象\n"
        "1　対象は、次の者とする。\n(1)　高齢者\n2　ほかは、対象としない。",
        [
            ("第1", "この要領は、事業について定める。"),
            ("第2第1項", "対象は、次の者とする。"),
            ("第2第1項第1号", "高齢者"),
            ("第2第2項", "ほかは、対象としない。"),
        ],
    ),
    "a 要綱 numbered 1, 2 without 条": (
        "花咲市貸出要領\n1　車いすを貸し出す。\n(1)　市内に住む者\n2　返却は、窓口に行う。",
        [
            ("第1項", "車いすを貸し出す。"),
            ("第1項第1号", "市内に住む者"),
            ("第2項", "返却は、窓口に行う。"),
        ],
    ),
    "an old act's branch numbers in katakana": (
        "第一条　官庁ハ台帳ヲ備フ\n第一条ノ二　何人ト雖モ台帳ノ閲覧ヲ請求スルコトヲ得\n第二条　削除",
        [
            ("第1条", "官庁ハ台帳ヲ備フ"),
            ("第1条の2", "何人ト雖モ台帳ノ閲覧ヲ請求スルコトヲ得"),
            ("第2条", "削除"),
        ],
    ),
    "an iroha ニ typed as the kanji 二": (
        "第一条　次のとおり。\n一　甲\n二　乙\nイ　い\nロ　ろ\nハ　は\n二　に\nホ　ほ\n三　丙",
        [
            ("第1条", "次のとおり。"),
            ("第1条第1号", "甲"),
            ("第1条第2号", "乙"),
            ("第1条第2号イ", "い"),
            ("第1条第2号ロ", "ろ"),
            ("第1条第2号ハ", "は"),
            ("第1条第2号二", "に"),
            ("第1条第2号ホ", "ほ"),
            ("第1条第3号", "丙"),
        ],
    ),
    "unnumbered 項 of a statute in katakana": (
        "本法ハ公布ノ日ヨリ施行スル法ナリ\n附　則\n"
        "本法ハ公布ノ日ヨリ之ヲ施行ス\n旧規則ハ之ヲ廃止スルモノトス",
        [
            ("附則第1項", "本法ハ公布ノ日ヨリ之ヲ施行ス"),
            ("附則第2項", "旧規則ハ之ヲ廃止スルモノトス"),
        ],
    ),
    "quoted and cited articles are text": (
        "第一条　読み替える。\n「第九条　市長は、許可する。」とあるのは、\n"
        "第二条の規定により許可するとする。\n第二条　許可する。",
        [
            (
                "第1条",
                "読み替える。\n「第九条　市長は、許可する。」とあるのは、第二条の規定により許可するとする。",
            ),
            ("第2条", "許可する。"),
        ],
    ),
    "a jump in numbers while the next article is still to come is a quotation": (
        "第1条　改める。\n第9条　引用\n第2条　定める。\n第3条　委任する。",
        [("第1条", "改める。\n第9条　引用"), ("第2条", "定める。"), ("第3条", "委任する。")],
    ),
    "a far jump is a table's cell while two of the articles between are still to come": (
        "第1条　改める。\n第40条　引用\n" + "資料\n" * 210 + "第5条　定める。\n第6条　委任する。",
        [("第1条", "改める。\n第40条　引用" + "資料" * 210), ("第5条", "定める。"), ("第6条", "委任する。")],
    ),
    "a sentence in the brackets of a chapter's name does not end the 目次": (
        "目次\n第一章　灯台（仮設のものを除く。）の管理（第一条）\n附則\n"
        "第一章　灯台（仮設のものを除く。）の管理\n第一条　灯台を守る。\n附　則\nこの規則は、公布の日から施行する。",
        [("第1条", "灯台を守る。"), ("附則", "この規則は、公布の日から施行する。")],
    ),
    "figures at the head of a line are not 項": (
        "第1条　手数料は、\n2割とする。\n２　減免する。",
        [("第1条第1項", "手数料は、2割とする。"), ("第1条第2項", "減免する。")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NOTATIONS.values(), ids=NOTATIONS.keys())
def test_each_notation_gives_the_same_locators(text: str, expected: list[tuple[str, str]]) -> None:
    """Whatever the numbering looks like, clauses get their e-Gov places and their own text only."""
    assert places(text) == expected


CAPTIONS = {
    "before": "（目的）\n第1条　この条例は、定める。",
    "on the same line before the title": "(目的) 第1条 この条例は、定める。",
    "after the title": "第1条\n（目的）\nこの条例は、定める。",
    "after the title on its line": "第1条（目的）　この条例は、定める。",
    "after the title with the text below": "第1条（目的）\nこの条例は、定める。",
    "at the end of the line above": "第1条　定める。 (目的)\n第2条　この条例は、定める。",
}


@pytest.mark.parametrize("text", CAPTIONS.values(), ids=CAPTIONS.keys())
def test_captions_belong_to_their_article_and_not_to_a_text(text: str) -> None:
    """A caption is found wherever publishers print it."""
    clause = read(text)[-1]
    assert (clause.caption, clause.text) == ("目的", "この条例は、定める。")


def test_a_whole_ordinance() -> None:
    """題名, 番号, 目次, 章, 見出し, 改正注記, 附則, 別表 and 様式 each find their place."""
    text = """
○花咲市公園条例
平成15年3月20日
条例第46号
改正　平成20年3月1日条例第3号
目次
　第1章　総則（第1条・第2条）
　第2章　管理（第3条）
　附則
　　　第1章　総則
　（目的）
第1条　この条例は、公園について定める。
　（平20条例3・一部改正）
　（定義）
第2条　公園とは、都市公園をいう。（平20条例3・全改）
　　　第2章　管理
第3条　市長は、公園を毎年1回点検する。
　　　附　則
　（施行期日）
1　この条例は、平成15年4月1日から施行する。
　（経過措置）
2　従前の例による。
　　　附　則（平成20年3月1日条例第3号）抄
この条例は、公布の日から施行する。
別表第1（第3条関係）
区分\t回数
遊具\t年1回
様式第1号の2（第3条関係）
点検表
"""
    ordinance = parse(text.split("\n"), "公園条例.txt", encoding="cp932")
    assert (ordinance.title, ordinance.number) == ("花咲市公園条例", "平成15年条例第46号")
    assert ordinance.kind == "ordinance"
    assert str(ordinance.promulgation.day) == "2003-03-20"
    assert ordinance.promulgation.printed == "平成15年3月20日"
    assert ordinance.encoding == "cp932"
    found = clauses(ordinance)
    assert [(c.locator, c.part, c.caption, c.text) for c in found] == [
        ("第1条", Part.MAIN, "目的", "この条例は、公園について定める。"),
        ("第2条", Part.MAIN, "定義", "公園とは、都市公園をいう。"),
        ("第3条", Part.MAIN, "", "市長は、公園を毎年1回点検する。"),
        ("附則第1項", Part.SUPPL, "施行期日", "この条例は、平成15年4月1日から施行する。"),
        ("附則第2項", Part.SUPPL, "経過措置", "従前の例による。"),
        ("附則（平成20年3月1日条例第3号）", Part.SUPPL, "", "この条例は、公布の日から施行する。"),
        ("別表第1", Part.TABLE, "第3条関係", "区分\t回数\n遊具\t年1回"),
        ("様式第1号の2", Part.FORM, "第3条関係", "点検表"),
    ]
    assert found[2].headings == ("第2章 管理",)


def test_lines_wrapped_at_a_fixed_width_are_joined_without_a_gap() -> None:
    """A text printed 24 characters wide reads like the unwrapped one, marks at a line's head included."""
    whole = [
        "第一条　この条例は、公の施設の設置及び管理に関し必要な事項を定めることを目的とする。",
        "第二条　市長は、次に掲げる施設について、毎年一回、その現況を目視により確認しなければならない。",
        "一　遊具、ベンチその他の利用者が直接触れる施設であって規則で定めるもの",
        "二　園路、広場、植栽その他の施設のうち、第一号に掲げるものを除くもの",
        "２　市長は、前項の確認の結果を記録し、これを三年間保存しなければならないものとする。",
    ]
    cut = [line[start : start + 24] for line in whole for start in range(0, len(line), 24)]
    assert places("\n".join(cut)) == places("\n".join(whole))


def test_a_table_announced_by_its_paragraph_is_a_clause_of_its_own() -> None:
    """Rows keep the article and paragraph they stand in, and leave the paragraph's text clean."""
    found = read("第1条　手数料は、次の表のとおりとする。\n区分\t金額\n1種\t300円\n２　還付しない。")
    assert [(c.locator, c.part, c.article, c.paragraph) for c in found] == [
        ("第1条第1項", Part.MAIN, "1", "1"),
        ("第1条第1項の表", Part.TABLE, "1", "1"),
        ("第1条第2項", Part.MAIN, "1", "2"),
    ]
    assert found[1].text == "区分\t金額\n1種\t300円"


def test_items_carry_the_sentences_above_them() -> None:
    """An item's lead is its paragraph's text, then the texts of the items above."""
    found = read("第1条　次に掲げる点検をする。\n(1)　定期点検\nア　毎年のもの")
    assert found[-1].lead == ("次に掲げる点検をする。", "定期点検")
    assert found[0].lead == ()


def test_preamble_and_enacting_clause_stand_before_the_articles() -> None:
    """前文 and 制定文 are clauses of the 本則 without an article."""
    found = read(
        "○花咲市民憲章条例\n花咲市民憲章条例をここに公布する。\nわたしたちは、花を愛する。\n第1条　定める。"
    )
    assert [(c.locator, c.article) for c in found] == [("制定文", None), ("前文", None), ("第1条", "1")]


HEADERS = [
    (
        ["○花咲市文書規程", "昭和50年4月1日", "訓令第3号", "第1条　定める。"],
        "花咲市文書規程",
        "昭和50年訓令第3号",
    ),
    (["花咲市公印規則（平成元年規則第8号）", "第1条　定める。"], "花咲市公印規則（平成元年規則第8号）", ""),
    (
        ["昭和二十三年厚生省令第二十三号", "衛生規則", "第一条　定める。"],
        "衛生規則",
        "昭和二十三年厚生省令第二十三号",
    ),
    (["### 花咲市会則", "第1条　定める。"], "花咲市会則", ""),
    (["第1条　定める。"], "例", ""),
]


@pytest.mark.parametrize(("lines", "title", "number"), HEADERS)
def test_title_and_number_are_told_from_the_head(lines: list[str], title: str, number: str) -> None:
    """The title may come before or after the number; without one the file's name serves."""
    ordinance = parse(lines, "例.txt")
    assert (ordinance.title, ordinance.number) == (title, number)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "空です"),
        (["", "　"], "空です"),
        (["○花咲市公園条例"], "題名だけ"),
        (["議事録", "出席者は次のとおり。", "以上。"], "見つかりません"),
    ],
)
def test_a_text_that_is_no_ordinance_is_refused_with_a_reason(lines: list[str], reason: str) -> None:
    """The reason is one line of Japanese."""
    with pytest.raises(ReadError, match=reason):
        parse(lines, "x.txt")


def test_locators_are_unique_even_where_a_text_repeats_itself() -> None:
    """Two 附則 without a law's number, or a second 第1号, are told apart."""
    found = [c.locator for c in read("第1条　定める。\n附則\n施行する。\n附則\n施行する。")]
    assert found == ["第1条", "附則", "附則（その2）"]
