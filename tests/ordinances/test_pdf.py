"""PDFs with a text layer: wrapped lines, page furniture, numbers set apart, and what is refused."""

from __future__ import annotations

import zlib

import pytest
from pdf_maker import make_pdf

from ordinances import ReadError, clauses
from ordinances.outcome import NotAnOrdinanceError
from ordinances.readers.pdf import read_pdf

HEADER = (60.0, 810.0, "青葉市要綱集")
FIRST = [
    HEADER,
    (100.0, 760.0, "青葉市掲示板管理要綱"),
    (400.0, 740.0, "令和5年4月1日告示第12号"),
    (70.0, 700.0, "（趣旨）"),
    (60.0, 680.0, "第1条　この要綱は、市の掲示板の管理について必要な事項を定め、市民への周知を図"),
    (60.0, 660.0, "ることを目的とする。"),
    (60.0, 620.0, "第2条　課長は、毎年1回、掲示板を目視により点検しなければならない。"),
    (60.0, 600.0, "2"),
    (80.0, 600.0, "課長は、前項の点検の結果を記録する。"),
    (280.0, 30.0, "- 1 -"),
]
SECOND = [
    HEADER,
    (60.0, 760.0, "第3条　次に掲げる事項は、市長が別に定める。"),
    (70.0, 740.0, "(1)　掲示の期間"),
    (70.0, 720.0, "(2)　掲示の手続"),
    (280.0, 30.0, "- 2 -"),
]


def test_pages_become_clauses_without_headers_and_page_numbers():
    ordinance = read_pdf(make_pdf([FIRST, SECOND]), "要綱.pdf")

    assert ordinance.title == "青葉市掲示板管理要綱"
    found = {clause.locator: clause.text for clause in clauses(ordinance)}
    assert found == {
        "第1条": "この要綱は、市の掲示板の管理について必要な事項を定め、市民への周知を図ることを目的とする。",
        "第2条第1項": "課長は、毎年1回、掲示板を目視により点検しなければならない。",
        "第2条第2項": "課長は、前項の点検の結果を記録する。",
        "第3条": "次に掲げる事項は、市長が別に定める。",
        "第3条第1号": "掲示の期間",
        "第3条第2号": "掲示の手続",
    }


def test_lines_that_differ_only_in_their_number_on_one_page_are_kept():
    lines = [(60.0, 700.0 - 20 * n, f"第{n}条　削除") for n in range(1, 4)]
    found = clauses(read_pdf(make_pdf([[(60.0, 760.0, "青葉市旧要綱"), *lines]]), "a.pdf"))
    assert [clause.locator for clause in found] == ["第1条", "第2条", "第3条"]


def test_radicals_a_pdf_maker_put_for_kanji_are_read_as_the_kanji():
    page = [(60.0, 760.0, "青葉市⼯事要綱"), (60.0, 700.0, "第1条　市⻑は、⽬視により点検する。")]
    (clause,) = clauses(read_pdf(make_pdf([page]), "a.pdf"))
    assert (clause.title, clause.text) == ("青葉市工事要綱", "市長は、目視により点検する。")


def test_a_scanned_pdf_is_not_an_ordinance_and_says_what_to_do():
    with pytest.raises(NotAnOrdinanceError) as error:
        read_pdf(make_pdf([[]]), "scan.pdf")
    assert "OCR" in error.value.reason


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.4\nnothing follows", "壊れて"),
        (b"%PDF-1.4\nstream\n" + zlib.compress(b"\0" * 211_000_000) + b"\nendstream", "大きすぎる"),
    ],
    ids=["broken", "bomb"],
)
def test_a_broken_or_bloated_pdf_is_refused_with_a_reason(content: bytes, word: str):
    with pytest.raises(ReadError) as error:
        read_pdf(content, "a.pdf")
    assert word in error.value.reason
