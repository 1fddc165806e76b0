"""類型, PHASE, privacy, the explanation and the tables they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from clause_maker import make_clause, spans_of

from extractor.attributes import OrdinanceContext, describe, explain
from extractor.attributes.classes import PhaseTable, category_of, phase_of
from extractor.attributes.packs import AttributeTableError, load, tables_hash
from extractor.attributes.privacy import touches_personal_data
from extractor.model import Label

P, V = Label.POSTING, Label.VIEWING

CATEGORIES = [
    (Label.VISUAL, "職員は、園内を巡視しなければならない。", "巡視", "巡視・見張り"),
    (Label.VISUAL, "監視員を配置して見張りをさせなければならない。", "見張り", "巡視・見張り"),
    (Label.VISUAL, "外観を目視により確認しなければならない。", "目視により確認", "検査・点検"),
    (Label.VISUAL, "現地調査を行わなければならない。", "現地調査", "調査"),
    (Label.PERIODIC, "毎月1回、水質を測定しなければならない。", "毎月1回、水質を測定", "調査・測定"),
    (
        Label.PERIODIC,
        "毎年1回、遊具を点検しなければならない。",
        "毎年1回、遊具を点検",
        "第三者検査・自主検査",
    ),
    (Label.PERIODIC, "3年ごとに検査を受けなければならない。", "3年ごとに検査", "第三者検査・自主検査"),
    (Label.STATIONED, "管理人を常駐させなければならない。", "常駐", "常駐"),
    (Label.STATIONED, "専任の技術者を置かなければならない。", "専任の技術者", "専任"),
    (Label.ONSITE, "職員に立入検査をさせることができる。", "立入検査", ""),
    (Label.POSTING, "掲示場に掲示しなければならない。", "掲示", ""),
    (Label.VIEWING, "縦覧に供しなければならない。", "縦覧", ""),
    (Label.TRAINING, "講習を受けなければならない。", "講習", ""),
    (Label.MEDIA, "磁気ディスクを提出する。", "磁気ディスク", ""),
]

PHASES = [
    *[(label, False, 1) for label in Label if label is not Label.MEDIA],
    *[(label, True, 2) for label in Label if label is not Label.MEDIA],
    (Label.MEDIA, False, None),
    (Label.MEDIA, True, None),
]

PRIVATE = [
    (P, "当選者の氏名を掲示する。", True),
    (P, "送達を受けるべき者の氏名及び住所を掲示場に掲示する。", True),
    (P, "苦情への対応体制（担当者の氏名を含む。）を掲示する。", True),
    (P, "開館時間を掲示する。", False),
    (P, "工事の名称を記載した標識を掲げる。", False),
    (V, "選挙人名簿を縦覧に供する。", True),
    (V, "住民基本台帳の写しを閲覧に供する。", True),
    (V, "都市計画の案を縦覧に供する。", False),
    (V, "会議録を閲覧に供する。", False),
    (Label.ONSITE, "名簿を実地に検査する。", False),
]


@pytest.mark.parametrize(("label", "text", "words", "expected"), CATEGORIES)
def test_category_comes_from_the_words_of_the_hit_and_is_empty_where_the_table_has_none(
    label: Label, text: str, words: str, expected: str
) -> None:
    assert category_of(make_clause(text), label, spans_of(text, words)) == expected


def test_category_of_the_hit_is_taken_before_another_of_its_sentence() -> None:
    text = "測定を委託した者は、毎年1回、遊具を点検しなければならない。"
    assert (
        category_of(make_clause(text), Label.PERIODIC, spans_of(text, "遊具を点検")) == "第三者検査・自主検査"
    )


@pytest.mark.parametrize(("label", "digital", "phase"), PHASES)
def test_phase_comes_from_the_table_alone(label: Label, phase: int | None, *, digital: bool) -> None:
    row = phase_of(label, digital=digital)
    assert (row.phase if row else None) == phase


def test_phase_without_a_source_is_told_as_a_guide() -> None:
    clause = make_clause("専任の技術者を置かなければならない。")
    reasons = describe(clause, Label.STATIONED, [], context=OrdinanceContext()).reasons
    assert reasons[0].startswith("PHASE1（目安）: ")


@pytest.mark.parametrize(("label", "text", "expected"), PRIVATE)
def test_posting_and_viewing_of_personal_data_is_flagged(label: Label, text: str, *, expected: bool) -> None:
    assert touches_personal_data(make_clause(text), label) is expected


@pytest.mark.parametrize(
    ("label", "text", "words", "expected"),
    [
        (
            P,
            "市長は、入口に掲示しなければならない。",
            "掲示",
            "『掲示しなければならない』が義務として書かれ、電磁的方法の併記がないため、書面掲示の候補です"
            "（当てはまった規則: 試しの規則）。",
        ),
        (
            Label.PERIODIC,
            "管理者は、消防法第17条の規定により、毎年1回以上設備を点検することができる。",
            "設備を点検",
            "『設備を点検することができる』が権限（できる規定）として書かれ、頻度は「毎年1回以上」、"
            "電磁的方法の併記がないため、定期検査・点検の候補です（当てはまった規則: 試しの規則）。"
            "根拠は消防法第17条です。",
        ),
        (
            P,
            "当選者の氏名は、掲示し、又はインターネットを利用して公表するよう努める。",
            "掲示",
            "『掲示』が努力義務として書かれ、電磁的方法などの併記（『インターネットを利用して』）があるため、"
            "電子化の余地を確かめる候補です（当てはまった規則: 試しの規則）。"
            "個人に関する情報を扱う可能性があります。",
        ),
    ],
)
def test_explanation_is_composed_of_words_strength_frequency_and_alternative(
    label: Label, text: str, words: str, expected: str
) -> None:
    spans = spans_of(text, words)
    attributes = describe(make_clause(text), label, spans, context=OrdinanceContext())
    assert explain(label, spans, attributes, rule_names=["試しの規則", "試しの規則"]) == expected


def test_explanation_without_a_span_says_that_caption_or_lead_told() -> None:
    attributes = describe(make_clause("掲示する。"), P, [], context=OrdinanceContext())
    assert explain(P, [], attributes).startswith("見出し又は柱書から義務として読み取れ、")


def test_long_hit_is_quoted_by_both_its_ends() -> None:
    text = "掲示は、" + "市役所及び支所並びに公民館その他の" * 5 + "場所に掲示する。"
    spans = spans_of(text, text[:-1])
    attributes = describe(make_clause(text), P, spans, context=OrdinanceContext())
    quoted = explain(P, spans, attributes).split("』")[0]
    assert quoted.startswith("『掲示は、市役所")
    assert "…" in quoted
    assert quoted.endswith("場所に掲示する")


@pytest.mark.parametrize(
    "content",
    ["phases: [", "phases: [{label: visual}]", "phases: []\nunknown: 1", "phases: [{label: nothing}]", "- 1"],
)
def test_malformed_table_is_refused_in_one_japanese_line_that_names_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "phase.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(AttributeTableError, match=r"^phase\.yaml: .*。$"):
        load(PhaseTable, "phase", tmp_path)


def test_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AttributeTableError, match=r"phase\.yaml"):
        load(PhaseTable, "phase", tmp_path)


def test_hash_of_the_tables_changes_with_any_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x: 1", encoding="utf-8")
    before = tables_hash(tmp_path)
    (tmp_path / "a.yaml").write_text("x: 2", encoding="utf-8")
    assert tables_hash(tmp_path) != before
