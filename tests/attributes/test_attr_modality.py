"""Modality of the predicate that carries a hit."""

from __future__ import annotations

import pytest
from clause_maker import make_clause, spans_of

from extractor.attributes.modality import modality_of

DUTY, POWER, EFFORT, EXEMPT = "duty", "power", "effort", None

# (text, the words the rule matched, modality)
SENTENCES = [
    ("市長は、公園の入口に利用案内を掲示しなければならない。", "掲示", DUTY),
    ("管理者は、遊具を点検するものとする。", "点検", DUTY),
    ("使用料の額は、窓口に掲示することとする。", "掲示", DUTY),
    ("検査の方法は、実地検査とする。", "実地検査", DUTY),
    ("所有者は、台帳を閲覧に供する義務を負う。", "閲覧に供する", DUTY),
    ("管理者は、標識を取り外してはならない。", "標識", DUTY),
    ("利用者は、立入検査を拒むことができない。", "立入検査", DUTY),
    ("遊具の点検は、毎月1回行う。", "点検", DUTY),
    ("結果は、市役所前の掲示場に掲示する。", "掲示場に掲示", DUTY),
    ("点検を怠ってはならず、その結果を記録する。", "点検", DUTY),
    ("管理人は、常駐することを要する。", "常駐", DUTY),
    ("主任者は、専任であるべきものとする。", "専任", DUTY),
    ("講習は、会場において行われるものでなければならない。", "講習", DUTY),
    ("縦覧の期間は、14日間とするものとする。", "縦覧", DUTY),
    ("受講者は、講習の修了に責任を負う。", "講習", DUTY),
    ("市長は、職員に立入検査をさせることができる。", "立入検査", POWER),
    ("何人も、台帳の閲覧を請求することができる。", "閲覧を請求", POWER),
    ("市長は、現地を調査することができるものとする。", "現地を調査", POWER),
    ("職員は、現場を巡視することがある。", "巡視", POWER),
    ("関係者は、図書を閲覧できる。", "閲覧", POWER),
    ("関係者は、図書を閲覧できるものとする。", "閲覧", POWER),
    ("市長は、必要な検査をすることを妨げない。", "検査", POWER),
    ("光ディスクにより提出しても差し支えない。", "光ディスク", POWER),
    ("磁気ディスクに記録してもよい。", "磁気ディスク", POWER),
    ("委員は、実地に調査する権限を有する。", "実地に調査", POWER),
    ("住民は、名簿を閲覧する権利を有する。", "閲覧", POWER),
    ("市長は、報告を命じ、又は職員に実地に検査させることができる。", "実地に検査", POWER),
    ("市長は、書類を実地に検査し、又は関係者に質問することができる。", "実地に検査", POWER),
    ("管理者は、園内を巡視するよう努めなければならない。", "巡視", EFFORT),
    ("事業者は、職員に研修を受けさせるよう努めるものとする。", "研修", EFFORT),
    ("市は、講習会を開催し、知識の普及に努めるものとする。", "講習会を開催", EFFORT),
    ("所有者は、定期に点検するよう努める。", "点検", EFFORT),
    ("事業者は、点検に努力しなければならない。", "点検", EFFORT),
    ("施設には、監視員を常駐させることが望ましい。", "常駐", EFFORT),
    ("管理者は、見回りに努め、異常を認めたときは報告しなければならない。", "見回り", EFFORT),
    ("事業者は、掲示するよう努力するものとする。", "掲示", EFFORT),
    ("小規模な施設については、点検を行うことを要しない。", "点検", EXEMPT),
    ("前項の掲示は、これを要しないものとする。", "掲示", EXEMPT),
    ("市長は、検査を省略することができる。", "検査を省略", EXEMPT),
]

# The marker that counts is the first one that closes a clause after the hit, in its own sentence.
NEAREST = [
    ("市長は、報告を求めることができる。この場合において、結果は掲示しなければならない。", "掲示", DUTY),
    (
        "市長は、立入検査をすることができる。この場合において、結果は通知しなければならない。",
        "立入検査",
        POWER,
    ),
    ("検査を行うことができるほか、必要な指示をしなければならない。", "検査", POWER),
    ("検査を行うことができるほか、結果を掲示しなければならない。", "掲示", DUTY),
    ("標識を設置しなければならないが、図面の掲示は省略することができる。", "標識を設置", DUTY),
    ("請求することができる者の範囲は、事務所に掲示しなければならない。", "掲示", DUTY),
    ("職員が立ち入ることができる場合には、身分を示す標識を掲げるものとする。", "標識を掲げる", DUTY),
    ("閲覧することができるように備え置かなければならない。", "閲覧", DUTY),
    ("縦覧に供するものとし、意見書を提出することができる。", "縦覧に供する", DUTY),
    ("点検するよう努めるとともに、その結果を掲示しなければならない。", "点検", EFFORT),
    ("点検するよう努めるとともに、その結果を掲示しなければならない。", "掲示", DUTY),
    ("市長は、公園を巡視する。ただし、雨天の日は、この限りでない。", "巡視", DUTY),
    ("点検をする者（調査をすることができる者に限る。）を置かなければならない。", "点検", DUTY),
    ("書類（閲覧に供することができるものに限る。）を提出しなければならない。", "閲覧に供する", DUTY),
    (
        "必要な措置（職員に実地に検査させることができるものとする。）を講じなければならない。",
        "実地に検査",
        POWER,
    ),
]

# (text, words, lead of the item, modality)
ITEMS = [
    ("園内を巡視すること。", "巡視", "管理人は、次に掲げる業務を行わなければならない。", DUTY),
    ("現地について物件を調査すること。", "現地", "市長は、次に掲げる処分をすることができる。", POWER),
    ("遊具を点検すること。", "点検", "利用者は、次に掲げる事項に努めるものとする。", EFFORT),
    ("見やすい場所に掲示すること。", "掲示", "設備の基準は、次のとおりとする。", DUTY),
    ("職員に検査させることができること。", "検査", "契約には、次の事項を定めるものとする。", POWER),
    ("結果を掲示しなければならない。", "掲示", "市長は、次の処分をすることができる。", DUTY),
    ("実地に調査する。", "実地に調査", "市長は、次の各号に掲げる措置をとることができる。", POWER),
    ("点検の実施", "点検", "管理者の業務は、次に掲げるものとする。", DUTY),
    ("光ディスクを交付する方法", "光ディスク", "電磁的方法は、次に掲げる方法とする。", POWER),
    (
        "磁気ディスクに保存する方法",
        "磁気ディスク",
        "書面に代えて記録の保存を行う場合は、次に掲げる方法のいずれかにより行わなければならない。",
        DUTY,
    ),
    ("光ディスク", "光ディスク", "市長が定める記録媒体は、次に掲げるものとする。", DUTY),
    ("掲示場に掲示する方法", "掲示場", "市長は、次に掲げる方法により公告しなければならない。", DUTY),
]

# 文語・旧仮名・全角・空白。
OLD = [
    ("区長ハ書類ヲ縦覧ニ供スヘシ", "縦覧ニ供", DUTY),
    ("関係人ハ帳簿ヲ閲覧スルコトヲ得", "閲覧", POWER),
    ("関係人ハ之ヲ閲覧スルコトヲ得ス", "閲覧", DUTY),
    ("掲示ハ之ヲ撤去スヘカラス", "掲示", DUTY),
    ("吏員ハ常ニ巡視ニ努ムヘシ", "巡視", EFFORT),
    ("吏員ヲシテ検査セシムルモノトス", "検査", DUTY),
    ("点検ハ之ヲ行フコトヲ要セス", "点検", EXEMPT),
    ("公告すべき事項を掲示場に掲示すべし。", "掲示", DUTY),
    ("市長は、職員をして実地に検査させることが できる 。", "実地に検査", POWER),
    ("公園内を巡視しなければならなｲ。", "巡視", DUTY),
]


@pytest.mark.parametrize(("text", "words", "expected"), [*SENTENCES, *NEAREST, *OLD])
def test_modality_is_that_of_the_predicate_that_carries_the_hit(
    text: str, words: str, expected: str | None
) -> None:
    assert modality_of(make_clause(text), spans_of(text, words)).modality == expected


@pytest.mark.parametrize(("text", "words", "lead", "expected"), ITEMS)
def test_item_inherits_the_modality_of_its_lead_unless_it_has_its_own(
    text: str, words: str, lead: str, expected: str | None
) -> None:
    clause = make_clause(text, lead=[lead], items=["1"])
    assert modality_of(clause, spans_of(text, words)).modality == expected


def test_item_of_an_item_looks_outward_until_a_lead_has_a_predicate() -> None:
    clause = make_clause(
        "外観の点検",
        lead=["市長は、次に掲げる検査をすることができる。", "次に掲げる事項に関する検査"],
        items=["1", "1"],
    )
    assert modality_of(clause, spans_of("外観の点検", "点検")).modality == POWER


def test_list_written_on_below_its_lead_takes_the_lead_s_modality() -> None:
    text = "市長は、次に掲げる処分をすることができる。\n一　報告を求めること。\n二　現地を調査すること。"
    assert modality_of(make_clause(text), spans_of(text, "現地を調査")).modality == POWER


def test_modality_names_the_words_that_show_it() -> None:
    text = "市長は、検査をすることができる。"
    assert modality_of(make_clause(text), spans_of(text, "検査")).words == "できる"
