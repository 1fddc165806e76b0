"""Words a person points at are found in the clause's original text, or refused with what to do."""

from __future__ import annotations

import pytest

from review_app.workflow import quoting
from review_app.workflow.errors import InvalidInputError

TEXT = "管理者は、毎年１回 点檢する。\n結果は、これを掲示する。ただし、点検を省くことができる"


@pytest.mark.parametrize(
    ("phrase", "within", "found"),
    [
        ("結果は", None, "結果は"),
        (" 毎年1回 ", None, "毎年１回"),
        ("点検する", None, "点檢する"),
        ("点検", (30, len(TEXT)), "点検"),
        ("管理者は、毎年", (0, 16), "管理者は、毎年"),
    ],
)
def test_a_copied_phrase_is_found_in_the_original(
    phrase: str, within: tuple[int, int] | None, found: str
) -> None:
    start, end = quoting.find(TEXT, phrase, within)
    assert TEXT[start:end] == found


@pytest.mark.parametrize(
    ("phrase", "within", "why"),
    [
        ("", None, "ありません"),
        ("毎月", None, "ありません"),
        ("結果は", (0, 10), "ありません"),
        ("点検", None, "2か所以上"),
    ],
)
def test_a_phrase_that_stands_nowhere_or_twice_is_refused(
    phrase: str, within: tuple[int, int] | None, why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why):
        quoting.find(TEXT, phrase, within)


def test_a_clause_is_cut_into_its_sentences_and_lines() -> None:
    cut = [TEXT[start:end] for start, end in quoting.sentences(TEXT)]
    assert cut == [
        "管理者は、毎年１回 点檢する。",
        "結果は、これを掲示する。",
        "ただし、点検を省くことができる",
    ]
    assert quoting.sentences("  \n ") == ()
