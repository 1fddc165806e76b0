"""Candidates: where they point, how many there are, and that speed changes nothing."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import THRESHOLD, Extractor
from extractor.examples import sample_clause
from ordinances.model import Clause, Part
from rules import load_packs

EXTRACTOR = Extractor.load()
SLOW = Extractor.load(load_packs(), fast_prefilter=False)


def clause(
    text: str, *, items: tuple[str, ...] = (), lead: tuple[str, ...] = (), paragraph: str = "1"
) -> Clause:
    place = f"第1条第{paragraph}項" + "".join(f"第{item}号" for item in items)
    return Clause("a.txt", "条例", "", place, Part.MAIN, "1", paragraph, items, "", (), text, lead)


def shown(clauses: list[Clause]) -> list[tuple[str, str]]:
    return [(one.clause.locator, one.label) for one in EXTRACTOR.extract(clauses) if one.score >= THRESHOLD]


PIECES = st.sampled_from(
    [
        "市長は、", "毎年1回", "（軽易なものを除く。）", "施設に立ち入り、", "帳簿を検査させる", "ことができる。",
        "公衆の縦覧に供しなければならない。", "見やすい場所に掲示し", "目視により", "点検しなければならない。",
        " ", "　", "\n", "㍻", "か\u3099", "）", "（", "講習を受けさせ", "営業所ごとに", "専任の管理者を置き、",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_span_is_a_slice_of_the_original_text_and_the_prefilter_changes_nothing(text: str) -> None:
    found = EXTRACTOR.extract([clause(text)])
    for candidate in found:
        assert candidate.spans
        for span in candidate.spans:
            assert text[span.start : span.end] == span.text != ""
    assert [asdict(one) for one in found] == [asdict(one) for one in SLOW.extract([clause(text)])]


def test_the_prefilter_changes_nothing_on_all_examples() -> None:
    packs = EXTRACTOR.packs
    samples = [
        sample
        for rule in (*packs.rules, *packs.context)
        for sample in (*rule.rule.examples.match, *rule.rule.examples.no_match)
    ]
    for sample in samples:
        one = [sample_clause(sample)]
        assert EXTRACTOR.extract(one) == SLOW.extract(one)


def test_a_lead_that_carries_the_act_is_the_candidate_and_not_its_items() -> None:
    lead = "事業者は、次に掲げる事項を事務所の見やすい場所に掲示しなければならない。"
    clauses = [
        clause(lead),
        clause("営業の時間", items=("1",), lead=(lead,)),
        clause("責任者の氏名", items=("2",), lead=(lead,)),
    ]
    assert shown(clauses) == [("第1条第1項", "posting")]


def test_an_item_that_carries_the_act_is_the_candidate_with_the_modality_of_its_lead() -> None:
    lead = "管理者は、次に掲げる事項を守らなければならない。"
    clauses = [
        clause(lead),
        clause("火気に注意すること。", items=("1",), lead=(lead,)),
        clause("設備を目視により確認すること。", items=("2",), lead=(lead,)),
    ]
    assert shown(clauses) == [("第1条第1項第2号", "visual")]
    assert EXTRACTOR.extract(clauses)[0].modality == "duty"


def test_a_paragraph_gives_one_candidate_for_a_label_the_most_telling() -> None:
    lead = "市長は、次に掲げる方法により公表する。"
    clauses = [
        clause(lead),
        clause("掲示板に掲示すること。", items=("1",), lead=(lead,)),
        clause("公衆の見やすい場所に掲示すること。", items=("2",), lead=(lead,)),
        clause("庁舎を巡視すること。", paragraph="2"),
    ]
    assert shown(clauses) == [("第1条第1項第2号", "posting"), ("第1条第2項", "visual")]


def test_items_under_a_penal_lead_are_no_candidates() -> None:
    lead = "次の各号のいずれかに該当する者は、五万円以下の罰金に処する。"
    assert not shown(
        [clause(lead), clause("第5条の規定による標識を掲示しなかつた者", items=("1",), lead=(lead,))]
    )


def test_items_written_as_lines_of_their_paragraph_know_its_lead() -> None:
    assert not shown(
        [clause("次に掲げる者は、五万円以下の罰金に処する。\n一立入検査を行う職員に従わず、検査を受けない者")]
    )


def test_a_period_that_belongs_to_a_report_is_not_the_period_of_a_check() -> None:
    """Only the dependency parse tells these two apart."""
    report = "管理者は、毎月、利用状況を市長に報告し、必要な検査を受けなければならない。"
    check = "管理者は、毎月1回、設備を清掃し、その機能を点検しなければならない。"
    assert shown([clause(report)]) == []
    assert shown([clause(check)]) == [("第1条第1項", "periodic")]


@pytest.mark.parametrize("clauses", [[], [clause("")], [clause("（")], [clause("。" * 5000)]])
def test_texts_with_nothing_in_them_give_nothing(clauses: list[Clause]) -> None:
    assert EXTRACTOR.extract(clauses) == []
