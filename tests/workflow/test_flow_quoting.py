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


CLAUSE = "市長は、施設を点検する。管理者は、毎年点検し、点検を記録する。"


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (CLAUSE, 19),
        (f"{CLAUSE}ただし、省くことができる。", 19),
        (f"毎月1回、掲示する。{CLAUSE}", 29),
        # The same words at the same place, in another sentence.
        ("市長は、施設を点検する。管理者は、毎月点検し、点検を記録する。", None),
        (CLAUSE.replace("施設を", "施設や設備を"), 22),
        (f"{CLAUSE}管理者は、毎年点検し、点検を記録する。", 19),
        ("管理者は、毎年点検し、点検を記録する。" * 2, None),
        ("市長は、施設を点検する。", None),
        ("", None),
    ],
)
def test_words_pointed_at_are_found_in_an_amended_text_only_where_their_sentence_stands(
    now: str, found: int | None
) -> None:
    span = quoting.find(CLAUSE, "点検し")
    span = (span[0], span[0] + 2)
    left, right = quoting.around(CLAUSE, span)
    place = quoting.standing(now, span, "点検", left, right)
    assert (place[0] if place else None) == found
    assert place is None or now[slice(*place)] == "点検"
