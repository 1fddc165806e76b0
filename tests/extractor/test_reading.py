"""The reading of a text: what is folded, and the way back to the original characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reading import Reading, fold

# Characters that change length or join under NFKC, brackets, spaces, line ends, and plain ones.
HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("（）()[]〔〕 　\n\t。、，ｶﾞﾊﾟ㍻㎡①⑴ﬃか\u3099゛っッスヘシニ閲覧供検査立入\ufeff\u200b"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("もっぱら", "もつぱら"),
        ("１　検査を，行う", "1検査を、行う"),
        ("検査（点検（軽易なものを除く。）を含む。）を行う", "検査を行う"),
        ("名簿ハ縦覧ニ供スヘシ", "名簿は縦覧に供すへし"),
        ("ボイラーを検査する", "ボイラーを検査する"),
        ("第 12条 の 検査", "第12条の検査"),
        ("カ\u3099スを検査する", "ガスを検査する"),
        ("とじない（かっこ", "とじない(かつこ"),
        ("", ""),
    ],
)
def test_a_text_is_read_folded_and_without_asides(text: str, read: str) -> None:
    assert Reading.of(text).text == read


@given(HOSTILE)
def test_every_stretch_of_a_reading_maps_back_into_the_original(text: str) -> None:
    reading = Reading.of(text)
    assert len(reading.text) == len(reading.surface)
    ends = [reading.original_span(index, index + 1) for index in range(len(reading.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert [start for start, _ in ends] == sorted(start for start, _ in ends)


@given(HOSTILE)
def test_reading_in_one_pass_is_folding_the_surface(text: str) -> None:
    reading = Reading.of(text)
    assert reading.text == fold(reading.surface)


@given(HOSTILE)
def test_the_sentences_of_a_reading_are_the_reading(text: str) -> None:
    reading = Reading.of(text)
    assert "".join(sentence.text for sentence in reading.sentences()) == reading.text
    assert all(reading.text.startswith(one.text, one.start) for one in reading.sentences())


def test_rows_below_the_first_line_are_listed_under_it() -> None:
    reading = Reading.of("次に掲げる者は、罰金に処する。\n検査を拒んだ者\n虚偽の報告をした者")
    assert [one.listed for one in reading.sentences()] == [False, True, True, True]
    assert reading.head == "次に掲げる者は、罰金に処する。"
