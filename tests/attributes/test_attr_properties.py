"""Whatever the text, attributes are told without an error and their spans slice the original."""

from __future__ import annotations

from clause_maker import make_clause
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.attributes import OrdinanceContext, describe, explain
from extractor.model import Label, Span

SPOKEN = """
掲示 又は 電磁的方法 により インターネット の利用 しなければならない することができる 努める
。 、 （ ） ( ) 「 」 法 第 １ 十 条 の規定により 毎月 一 回 ６月以内ごとに 点検 を行う
以下「法」という。 この条例は、 建築基準法 同法 次の方法 が ㈱ ㌔ ﾊﾞ 𠮷 スヘシ コトヲ得
"""
WORDS = [*SPOKEN.split(), " ", "\u3000", "\n", "\x00", "\u202e", "か\u3099"]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=25).map("".join)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, lead=TEXTS, label=st.sampled_from(Label), data=st.data())
def test_attributes_of_any_text_are_told_and_slice_the_original(
    text: str, lead: str, label: Label, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = [Span(start, end, text[start:end], "test.rule")]
    clauses = [
        make_clause(lead, article="1"),
        make_clause(lead),
        make_clause(text, lead=[lead], items=["1"], caption=lead),
    ]
    context = OrdinanceContext.of(clauses)
    attributes = describe(clauses[2], label, spans, context=context)
    for span in attributes.digital_alternative:
        assert text[span.start : span.end] == span.text != ""
    assert explain(label, spans, attributes, rule_names=["規則"]).endswith("。")
    assert attributes == describe(clauses[2], label, spans, context=context)
