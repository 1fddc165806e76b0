"""Tables read as in a workbook: numbers to the right with their headings, short words on one line."""

from __future__ import annotations

import pytest

from review_app.pages import tables


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234, '<td class="tk-num">1,234</td>'),
        (0.5, '<td class="tk-num">0.5</td>'),
        ("95％", '<td class="tk-num">95％</td>'),
        ("対応中", '<td class="tk-nowrap">対応中</td>'),
        ("<b>", '<td class="tk-nowrap">&lt;b&gt;</td>'),
        ("みどり野市都市公園条例", "<td>みどり野市都市公園条例</td>"),
    ],
)
def test_a_cell_is_laid_out_by_what_it_holds(value: object, expected: str) -> None:
    assert tables.cell(value) == expected


def test_a_column_of_numbers_has_heading_dashes_and_total_to_the_right_and_the_same_decimals() -> None:
    html = tables.table(
        "時間", ["課", "職員", "割合", "方針"], [["総務課", 2.5, "―", "―"], ["人事課", 3.0, "5％", "運用変更"]],
        total=["計", 5.5, "―", ""],
    )  # fmt: skip
    right = [f'<td class="tk-num">{text}</td>' for text in ("2.5", "3.0", "5.5")]
    assert all(cell in html for cell in right)
    assert '<th scope="col" class="tk-num">職員</th>' in html
    assert html.count('<td class="tk-num">―</td>') == 2
    assert '<th scope="col" class="tk-nowrap">方針</th>' in html


def test_a_table_without_rows_still_has_its_headings() -> None:
    assert '<th scope="col" class="tk-nowrap">課</th>' in tables.table("なし", ["課", "件数"], [])


@pytest.mark.parametrize(("count", "linked"), [(3, True), (0, False)])
def test_a_card_leads_to_its_work_where_there_is_some(count: int, *, linked: bool) -> None:
    html = tables.card("回答を待つ条項", count, link=("/answer?a=1&b=2", "回答する"))
    assert ('<a href="/answer?a=1&amp;b=2">回答する</a>' in html) is linked
