"""Electronic alternatives: only a means that serves the same act, beside the physical one."""

from __future__ import annotations

import pytest
from clause_maker import make_clause, spans_of

from extractor.attributes import OrdinanceContext, describe
from extractor.attributes.electronic import electronic_spans
from extractor.model import Label

P, V, T, M = Label.POSTING, Label.VIEWING, Label.TRAINING, Label.MEDIA
VIS, ON, PER, ST = Label.VISUAL, Label.ONSITE, Label.PERIODIC, Label.STATIONED

# (label, text, words of the hit)
WITH = [
    (P, "公告は、インターネットの利用又は掲示場への掲示により行う。", "掲示場への掲示"),
    (V, "市長は、ウェブサイトに掲載するとともに、図書を縦覧に供する。", "縦覧に供する"),
    (P, "市長は、掲示場に掲示し、又は電磁的方法により公表しなければならない。", "掲示場に掲示"),
    (P, "事業者は、事務所に掲示するとともに、インターネットの利用により公表する。", "事務所に掲示"),
    (P, "事業者は、見やすい場所に掲示するほか、市のウェブサイトに掲載しなければならない。", "掲示する"),
    (P, "市長は、公告の内容を市ホームページへの掲載及び掲示場への掲示により周知する。", "掲示場への掲示"),
    (P, "利用料金は、掲示し、かつ、電気通信回線に接続して行う自動公衆送信により公衆の閲覧に供する。", "掲示"),
    (P, "公告は、掲示その他の情報通信の技術を利用する方法により行う。", "掲示"),
    (
        P,
        "掲示場に掲示して公告する。この場合において、掲示に代えて電磁的方法によることができる。",
        "掲示場に掲示",
    ),
    (
        P,
        "公示は、次に掲げる方法により行う。\n(2)支所の掲示板への掲示\n(3)市ホームページによる公開",
        "掲示板への掲示",
    ),
    (M, "事項を電子計算機に備えられたファイル又は磁気ディスクに記録して保存する。", "磁気ディスク"),
    (P, "市長は、掲示（電磁的方法による公表を含む。）をしなければならない。", "掲示"),
    (P, "書面を掲示し、併せて電子掲示板に表示する。", "掲示"),
    (P, "掲示し、若しくはｲﾝﾀｰﾈｯﾄを利用して公表する。", "掲示"),
    (V, "図書は、縦覧に供し、及びインターネットを利用して公表する。", "縦覧に供し"),
    (V, "台帳の閲覧は、窓口において、又は電気通信回線を通じて行うことができる。", "閲覧"),
    (V, "市長は、帳簿を閲覧に供するとともに、電子情報処理組織を使用して提供する。", "閲覧に供する"),
    (V, "計画は、公衆の縦覧に供し、又は市のウェブサイトで公表するものとする。", "縦覧に供し"),
    (T, "講習は、会場において、又はオンラインで受けることができる。", "講習"),
    (T, "研修は、集合して行うほか、インターネットを利用して行うことができる。", "研修"),
    (T, "講習は、対面又は映像及び音声の送受信により行うものとする。", "講習"),
    (M, "磁気ディスクを提出し、又は電子情報処理組織を使用して届け出るものとする。", "磁気ディスク"),
    (M, "光ディスク又は電子メールにより提出するものとする。", "光ディスク"),
    (M, "フロッピーディスクの提出に代え、電磁的方法により提供することができる。", "フロッピーディスク"),
    (VIS, "職員は、目視又は遠隔により施設の状況を確認する。", "目視"),
    (VIS, "巡視は、徒歩によるほか、無人航空機を使用して行うことができる。", "巡視"),
    (ON, "市長は、実地に検査し、又は映像及び音声の送受信により検査することができる。", "実地に検査"),
    (PER, "定期に点検し、又はセンサーを利用して状態を測定しなければならない。", "点検"),
    (ST, "管理者は、常駐し、又は情報通信機器を用いて監督するものとする。", "常駐"),
    (ST, "技術者は、専任とする。ただし、情報通信技術を利用する方法に代えることができる。", "専任"),
]

WITHOUT = [
    (P, "インターネットを利用して販売する者は、事務所に標識を掲示しなければならない。", "標識を掲示"),
    (P, "電磁的方法により申請した者は、許可証を見やすい場所に掲示する。", "見やすい場所に掲示"),
    (T, "電気通信回線を通じて業務を行う者は、会場で行う講習を受けなければならない。", "講習を受け"),
    (P, "市長は、掲示場に掲示しなければならない。", "掲示場に掲示"),
    (P, "電磁的方法により作成された書面を掲示しなければならない。", "掲示"),
    (P, "電子情報処理組織の管理に関する規程を掲示する。", "掲示"),
    (P, "電子メールアドレスを記載した標識を掲示する。", "掲示"),
    (P, "書面を掲示する。職員は、インターネットの利用を控えなければならない。", "掲示"),
    (P, "この条において電磁的方法とは、電子情報処理組織を使用する方法をいう。", ""),
    (V, "電磁的記録を閲覧に供するものとする。", "閲覧に供する"),
    (V, "図面（電磁的記録にあっては、その内容を表示したもの）の閲覧を請求することができる。", "閲覧を請求"),
    (V, "関係書類は、窓口で閲覧に供する。", "閲覧に供する"),
    (ON, "帳簿（電磁的記録を含む。）を実地に検査することができる。", "実地に検査"),
    (ON, "事務所に立ち入り、電子計算機その他の物件を検査させることができる。", "検査"),
    (VIS, "表示を目視により確認し、電磁的方法により記録した表示を付するものとする。", "目視"),
    (PER, "電気通信回線設備を定期に点検しなければならない。", "点検"),
    (T, "情報通信の技術に関する講習を受けなければならない。", "講習を受け"),
    (M, "電磁的方法により作成された図面は、光ディスクで提出する。", "光ディスク"),
    (ST, "電気通信主任技術者を専任で置かなければならない。", "専任"),
]


@pytest.mark.parametrize(("label", "text", "words"), WITH)
def test_electronic_means_beside_the_physical_one_is_found(label: Label, text: str, words: str) -> None:
    found = electronic_spans(make_clause(text), label, spans_of(text, words))
    assert found
    assert all(text[span.start : span.end] == span.text for span in found)


@pytest.mark.parametrize(("label", "text", "words"), WITHOUT)
def test_electronic_word_that_is_no_alternative_is_left_alone(label: Label, text: str, words: str) -> None:
    assert electronic_spans(make_clause(text), label, spans_of(text, words)) == ()


def test_items_below_a_lead_that_lists_means_show_in_the_flag() -> None:
    lead = make_clause("公告は、次のいずれかの方法により行う。")
    posted = make_clause("掲示場に掲示する方法", lead=[lead.text], items=["1"])
    online = make_clause("インターネットを利用する方法", lead=[lead.text], items=["2"])
    context = OrdinanceContext.of([lead, posted, online])
    for clause in (lead, posted):
        attributes = describe(clause, P, [], context=context)
        assert attributes.digital_alternative == ()
        assert "digital_alternative" in attributes.flags
        assert attributes.phase == 2


def test_items_of_a_list_of_duties_are_no_alternatives_to_each_other() -> None:
    lead = make_clause("管理者は、園内の規律を守らせなければならない。")
    posted = make_clause("注意事項を掲示すること。", lead=[lead.text], items=["1"])
    online = make_clause("インターネットを利用して申請を受け付けること。", lead=[lead.text], items=["2"])
    context = OrdinanceContext.of([lead, posted, online])
    assert describe(posted, P, [], context=context).flags == ()


def test_means_of_a_lead_counts_for_its_items_only_where_the_lead_joins_it_to_another() -> None:
    seller = "インターネットを利用して販売する者は、次に掲げる措置を講じなければならない。"
    either = "事業者は、店頭における掲示又はウェブサイトへの掲載により、次に掲げる事項を知らせる。"
    for lead, flagged in ((seller, False), (either, True)):
        clause = make_clause("許可番号を掲示すること。", lead=[lead], items=["1"])
        flags = describe(clause, P, [], context=OrdinanceContext()).flags
        assert ("digital_alternative" in flags) is flagged
