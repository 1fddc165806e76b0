"""Printed labels to e-Gov style numbers."""

from __future__ import annotations

import pytest

from ordinances import Level
from ordinances.readers.labels import number_of, split_label
from ordinances.readers.tree import TreeBuilder


@pytest.mark.parametrize(
    ("label", "previous", "expected"),
    [
        ("第１２条の２", "", "12_2"),
        ("第十二条の二", "", "12_2"),
        ("第3条から第5条まで", "", "3:5"),
        ("第3条及び第4条", "", "3:4"),
        ("２", "1", "2"),
        ("②", "1", "2"),
        ("(1)", "", "1"),
        ("⑴", "", "1"),
        ("（１）の２", "", "1_2"),
        ("二の二", "2", "2_2"),
        ("イ", "", "1"),
        ("イ", "1", "2"),  # after ア
        ("ロ", "1", "2"),
        ("ハ", "1", "3"),  # ロ is missing
        ("イの２", "1", "1_2"),
        ("(ア)", "", "1"),
        ("b", "1", "2"),
        ("市長", "", ""),
        ("", "", ""),
    ],
)
def test_number_of_a_label(label: str, previous: str, expected: str):
    assert number_of(label, previous) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２　市長は、点検する。", ("２", "市長は、点検する。")),
        ("第８条　削除", ("第８条", "削除")),
        ("(１)　車検", ("(１)", "車検")),
        ("この条例は、公布の日から施行する。", ("", "この条例は、公布の日から施行する。")),
    ],
)
def test_a_label_is_split_from_its_text(text: str, expected: tuple[str, str]):
    assert split_label(text) == expected


def test_a_bracketed_number_below_a_sign_is_a_part_of_the_item():
    tree = TreeBuilder()
    for label, expected in (
        ("第1条", Level.ARTICLE),
        ("(1)", Level.ITEM),
        ("ア", Level.SUBITEM),
        ("(ア)", Level.SUBITEM),
        ("(2)", Level.ITEM),
        ("2", Level.PARAGRAPH),
    ):
        level = tree.level_of(label)
        assert level is expected
        tree.add(level, label, "点検する。")
    assert tree.level_of("点検") is None
