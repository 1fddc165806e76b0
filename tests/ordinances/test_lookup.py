"""A word is found however it is written, and the stretch shown is of the original text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordinances.lookup import LONGEST_WORD, MOST_WORDS, find, fold, words_of

# What writers of ordinances vary, thrown together at random.
TEXTS = st.text(
    st.sampled_from("取り扱申込書ｶﾞガ㈱ＡａB１1っつ行なうわれ 　\n廳庁、。｡ｰー表現断"), max_size=30
)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("申込書の取扱いを定める。", "取り扱い", ["取扱"]),
        ("申し込みの取り扱い", "申込み", ["申し込"]),
        ("職員が立ち入り、検査する。", "立入", ["立ち入"]),
        ("事務を行なつたとき", "行った", ["行なつた"]),
        ("旨を表わすもの", "表す", ["表わす"]),
        ("ＣＤ－ＲＯＭ又はフロツピーディスク", "cd-rom フロッピー", ["ＣＤ－ＲＯＭ", "フロツピー"]),
        ("その旨ヲ揭示スヘシ", "掲示すへし", ["揭示スヘシ"]),
        ("㈱みなと", "株", ["㈱"]),
        ("公衆の閲\n覧に供する", "閲覧", ["閲\n覧"]),
        ("目視点検目視", "目視 点検", ["目視点検目視"]),
        ("掲示する。掲示板", "掲示", ["掲示", "掲示"]),
        ("住民に示す", "住民示", []),
        ("届け出て交付", "届け出交付", []),
        ("何もない", "掲示", []),
        ("", "掲示", []),
    ],
)
def test_a_word_is_found_in_the_spellings_of_old_and_new_ordinances(
    text: str, query: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in find(text, words_of(query))] == found
    assert all(word in fold(text) for word in words_of(query)) is bool(found)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        (" 　\n", ()),
        ("掲示　閲覧 掲示", ("掲示", "閲覧")),
        ("い", ("い",)),
        ("a" * 500, ("a" * LONGEST_WORD,)),
        (" ".join(map(str, range(50))), tuple(map(str, range(MOST_WORDS)))),
    ],
)
def test_a_query_is_parted_into_words_and_bounded(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@given(TEXTS, TEXTS)
def test_what_the_scan_finds_is_what_is_marked(text: str, query: str) -> None:
    """The folded column and the marks on the page agree, and every mark lies inside the text."""
    words = words_of(query)
    marked = find(text, words)
    assert bool(marked) is any(word in fold(text) for word in words)
    assert all(0 <= start < end <= len(text) for start, end in marked)
    assert marked == sorted(marked)
