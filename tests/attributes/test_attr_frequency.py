"""Frequency as ISO 8601, and only of the act the candidate is about."""

from __future__ import annotations

import pytest
from clause_maker import make_clause

from extractor.attributes.duration import spaced
from extractor.attributes.frequency import frequency_of
from extractor.model import Label

# (text, duration, at least)
PERIODIC = [
    ("遊具は、毎年1回点検しなければならない。", "P1Y", False),
    ("遊具は、毎月1回点検しなければならない。", "P1M", False),
    ("遊具は、毎月１回以上点検しなければならない。", "P1M", True),
    ("遊具は、毎週1回点検するものとする。", "P1W", False),
    ("遊具は、毎日点検するものとする。", "P1D", False),
    ("遊具は、毎日1回点検するものとする。", "P1D", False),
    ("遊具は、毎日2回点検するものとする。", "PT12H", False),
    ("遊具は、1日1回点検するものとする。", "P1D", False),
    ("遊具は、一日に二回点検するものとする。", "PT12H", False),
    ("水槽は、6月以内ごとに1回、定期に、検査しなければならない。", "P6M", False),
    ("水槽は、六月以内ごとに一回、定期に、検査しなければならない。", "P6M", False),
    ("水槽は、６箇月以内ごとに１回検査しなければならない。", "P6M", False),
    ("水槽は、6か月ごとに検査しなければならない。", "P6M", False),
    ("水槽は、6ヶ月ごとに検査しなければならない。", "P6M", False),
    ("水槽は、6ケ月に1回検査しなければならない。", "P6M", False),
    ("水槽は、6カ月毎に検査しなければならない。", "P6M", False),
    ("水槽は、年2回以上検査しなければならない。", "P6M", True),
    ("水槽は、年に2回検査しなければならない。", "P6M", False),
    ("水槽は、1年に2回以上検査しなければならない。", "P6M", True),
    ("水槽は、年1回検査しなければならない。", "P1Y", False),
    ("水槽は、年間4回検査しなければならない。", "P3M", False),
    ("水槽は、少なくとも毎年1回検査しなければならない。", "P1Y", True),
    ("水槽は、少なくとも年1回検査しなければならない。", "P1Y", True),
    ("水槽は、毎年少なくとも1回検査しなければならない。", "P1Y", True),
    ("水槽は、1年を超えない期間ごとに検査しなければならない。", "P1Y", False),
    ("水槽は、十二月を超えない時期ごとに検査しなければならない。", "P1Y", False),
    ("水槽は、二年以内ごとに一回検査しなければならない。", "P2Y", False),
    ("水槽は、3年に1回検査しなければならない。", "P3Y", False),
    ("水槽は、3年以内に1回検査しなければならない。", "P3Y", False),
    ("水槽は、5年ごとに検査しなければならない。", "P5Y", False),
    ("水槽は、十年ごとに検査しなければならない。", "P10Y", False),
    ("水槽は、おおむね3月ごとに検査しなければならない。", "P3M", False),
    ("水槽は、四半期ごとに検査しなければならない。", "P3M", False),
    ("水槽は、毎四半期検査しなければならない。", "P3M", False),
    ("水槽は、半年に1回検査しなければならない。", "P6M", False),
    ("水槽は、半年ごとに検査しなければならない。", "P6M", False),
    ("水槽は、隔年に検査しなければならない。", "P2Y", False),
    ("水槽は、隔月に検査しなければならない。", "P2M", False),
    ("水槽は、毎年度検査しなければならない。", "P1Y", False),
    ("出納は、毎事業年度1回監査しなければならない。", "P1Y", False),
    ("出納は、毎会計年度少なくとも1回検査しなければならない。", "P1Y", True),
    ("水質は、月2回測定しなければならない。", "P15D", False),
    ("水質は、週2回測定しなければならない。", "P3D", False),
    ("水質は、年5回測定しなければならない。", "P73D", False),
    ("水質は、2週間に1回測定しなければならない。", "P2W", False),
    ("水質は、7日ごとに測定しなければならない。", "P7D", False),
    ("水質は、30日以内ごとに1回測定しなければならない。", "P30D", False),
    ("水温は、2時間ごとに測定しなければならない。", "PT2H", False),
    ("水質は、毎年4月及び10月に測定しなければならない。", "P6M", False),
    ("水質は、毎年2月、5月、8月及び11月に測定しなければならない。", "P3M", False),
    ("水質は、毎年5月に1回測定しなければならない。", "P1Y", False),
    ("水質は、毎週月曜日に測定しなければならない。", "P1W", False),
    ("水質は、毎月末に測定しなければならない。", "P1M", False),
    ("水質は、年度ごとに測定しなければならない。", "P1Y", False),
    ("遊具の点検は、年1回以上とする。", "P1Y", True),
    ("遊具の点検は、1年に一度行うものとする。", "P1Y", False),
    ("前回の検査の日から3年を超えない期間内に、検査を受けなければならない。", "P3Y", False),
    ("遊具の点検（毎年1回行うものに限る。）の結果を掲示する。", "P1Y", False),
    ("出納は、例月検査を行う。", "P1M", False),
    ("水利の調査は、春季及び秋季に行う。", "P6M", False),
    ("ポンプは、春秋2回点検しなければならない。", "P6M", False),
    ("水槽は、上半期と下半期にそれぞれ1回検査しなければならない。", "P6M", False),
    ("水槽は、六年を超えない周期で検査しなければならない。", "P6Y", False),
    ("塗膜は、おおむね10年を目途に調査するものとする。", "P10Y", False),
    ("水槽は、毎半期1回検査しなければならない。", "P6M", False),
    ("遊具は、定期に点検しなければならない。", "", False),
    ("遊具は、定期的に点検しなければならない。", "", False),
    ("遊具の定期点検を行わなければならない。", "", False),
    ("遊具の定期及び臨時の点検を行わなければならない。", "", False),
    ("井戸ハ毎年一回之ヲ検査スヘシ", "P1Y", False),
    ("遊具は、毎　月　１　回点検しなければならない。", "P1M", False),
    ("器具は、毎月1日及び15日に点検しなければならない。", "P15D", False),
    ("生息の状況は、毎年春季及び秋季に調査しなければならない。", "P6M", False),
    ("教室の照度は、毎学年2回検査しなければならない。", "P6M", False),
    ("温度を毎日記録し、設備を3月に1回点検しなければならない。", "P3M", False),
    ("呼吸の状態は、5分ごとに確認しなければならない。", "PT5M", False),
    ("外壁は、3年ごとに、打診により点検しなければならない。", "P3Y", False),
]

# A period that governs something else than an inspection.
NONE = [
    "点検の結果を、1年に1回、市長に報告しなければならない。",
    "管理者は、毎年1回検査の結果を報告しなければならない。",
    "検査の手数料は、毎年1回納付しなければならない。",
    "点検を委託した者は、毎月1回会議を開かなければならない。",
    "定期積金の受入れを検査する。",
    "検査員の任期は、2年とする。",
    "検査は、申請のあった日から30日以内に行う。",
    "点検記録は、3年間保存しなければならない。",
    "第3年に1回目の検査を省略した者",
    "遊具を点検しなければならない。",
    "毎年4月1日に名簿を提出し、市長の指示を受けるものとする。",
]

OTHER_LABELS = [
    ("安全責任者は、少なくとも毎月1回庁舎を巡視しなければならない。", Label.VISUAL, "P1M", True),
    ("市長は、毎年度、事務所に立ち入り、帳簿を検査する。", Label.ONSITE, "P1Y", False),
    ("主任者は、3年ごとに講習を受けなければならない。", Label.TRAINING, "P3Y", False),
    ("事業者は、年2回、職員に研修を受けさせるものとする。", Label.TRAINING, "P6M", False),
    ("台帳は、毎年1回縦覧に供するものとする。", Label.VIEWING, "P1Y", False),
]


@pytest.mark.parametrize(("text", "duration", "at_least"), PERIODIC)
def test_period_of_an_inspection_is_normalised(text: str, duration: str, *, at_least: bool) -> None:
    frequency = frequency_of(make_clause(text), Label.PERIODIC)
    assert frequency is not None
    assert (frequency.duration, frequency.at_least) == (duration, at_least)
    assert frequency.text in text


@pytest.mark.parametrize("text", NONE)
def test_period_of_something_else_is_left_alone(text: str) -> None:
    assert frequency_of(make_clause(text), Label.PERIODIC) is None


@pytest.mark.parametrize(("text", "label", "duration", "at_least"), OTHER_LABELS)
def test_each_label_has_its_own_acts(text: str, label: Label, duration: str, *, at_least: bool) -> None:
    frequency = frequency_of(make_clause(text), label)
    assert frequency is not None
    assert (frequency.duration, frequency.at_least) == (duration, at_least)


def test_explicit_period_is_preferred_to_a_bare_teiki() -> None:
    text = "管理者は、定期に点検し、建物は3年ごとに点検しなければならない。"
    frequency = frequency_of(make_clause(text), Label.PERIODIC)
    assert frequency is not None
    assert frequency.duration == "P3Y"


def test_item_takes_the_period_of_its_lead() -> None:
    clause = make_clause("外観", lead=["次に掲げる事項を、毎年1回点検しなければならない。"], items=["1"])
    frequency = frequency_of(clause, Label.PERIODIC)
    assert frequency is not None
    assert frequency.duration == "P1Y"


def test_sentence_without_an_act_means_the_one_spoken_of_before() -> None:
    text = "遊具は、点検しなければならない。この場合において、その回数は、年1回とする。"
    frequency = frequency_of(make_clause(text), Label.PERIODIC)
    assert frequency is not None
    assert frequency.duration == "P1Y"


@pytest.mark.parametrize(
    ("period", "count", "times", "expected"),
    [
        ("P1Y", 1, 1, "P1Y"),
        ("P1Y", 1, 12, "P1M"),
        ("P1Y", 3, 2, "P18M"),
        ("P1M", 24, 1, "P2Y"),
        ("P1M", 1, 4, "P7D"),
        ("P1W", 1, 7, "P1D"),
        ("P1D", 1, 3, "PT8H"),
        ("PT1H", 1, 2, "PT30M"),
        ("P1Y", 1, 365, "P1D"),
        ("P1Y", 1, 730, "PT12H"),
    ],
)
def test_times_in_a_period_become_the_time_between(
    period: str, count: int, times: int, expected: str
) -> None:
    assert spaced(period, count, times) == expected


def test_what_is_not_a_single_unit_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="P1Y6M"):
        spaced("P1Y6M", 1, 1)
