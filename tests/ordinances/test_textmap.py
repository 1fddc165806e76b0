"""Normalised text: what changes, and that every span leads back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordinances.textmap import normalise

# Characters that move (half-width kana, ㈱, combining marks, spaces) among ordinary ones.
TEXTS = st.text(
    st.sampled_from("ｶﾞﾊﾟ㈱①Ⅲ　 \t\n第条がか\u3099髙〜ＡA1１，、（()𠮷\u200b\ufe00ﬃ㌔"), max_size=40
) | st.text(max_size=20)


@pytest.mark.parametrize(
    ("original", "normalised"),
    [
        ("第１２条（ＡＢＣ）", "第12条(ABC)"),
        ("ﾌﾛｯﾋﾟｰﾃﾞｨｽｸ", "フロッピーディスク"),
        ("次の各号 のいずれか ( 様式 ) に", "次の各号のいずれか(様式)に"),
        ("一　甲　乙", "一 甲 乙"),
        ("髙い檢査〜點検", "高い検査~点検"),
        ("市長，議会は，１，０００円", "市長、議会は、1,000円"),
        ("㈱花咲①", "(株)花咲1"),
        ("第十二条の二", "第十二条の二"),
        ("Floppy disk 3", "Floppy disk 3"),
    ],
)
def test_what_normalisation_changes(original: str, normalised: str) -> None:
    """Widths, variants, stray spaces and prose commas change; kanji numerals and column spaces do not."""
    assert normalise(original).text == normalised


@given(TEXTS, st.data())
def test_every_span_maps_into_the_original(text: str, data: st.DataObject) -> None:
    """Spans stay in range and in order, and a single character maps to the text that produced it."""
    result = normalise(text)
    size = len(result.text)
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    first, last = result.original_span(start, end)
    assert 0 <= first <= last <= len(text)
    if start < end:
        assert last > first
        assert result.text[start:end] in normalise(text[first:last]).text or "，" in text
        assert result.original_span(0, end)[1] == last


@given(TEXTS)
def test_consecutive_spans_do_not_run_backwards(text: str) -> None:
    """Walking the normalised text walks the original."""
    result = normalise(text)
    spans = [result.original_span(i, i + 1) for i in range(len(result.text))]
    assert spans == sorted(spans)


@given(st.text(st.sampled_from("ｶﾞﾊﾟ㈱①Ⅲ　第条がか\u3099髙ＡA1１，、（()ﬃ㌔¼Å"), max_size=40))
def test_normalised_text_is_stable_under_nfkc(text: str) -> None:
    """Rules written in NFKC can match: composing again changes nothing."""
    once = normalise(text).text
    assert unicodedata.normalize("NFKC", once) == once


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 4), (2, 1)])
def test_a_span_outside_the_text_is_an_error(start: int, end: int) -> None:
    """Nothing is silently clipped."""
    with pytest.raises(IndexError):
        normalise("ｶﾞ第一").original_span(start, end)
