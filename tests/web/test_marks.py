"""Highlights never let text from a file become markup, and never lose a character of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.pages import marks, words
from review_app.pages.marks import Noted, Stretch

LABELS = sorted(words.LABELS)
stretch = st.builds(
    Stretch, st.integers(-5, 60), st.integers(-5, 60), st.sampled_from([*LABELS, "<b>", "unknown"])
)


def visible(html: str) -> str:
    """What a reader sees of the text itself, without the printed names of the types."""
    html = re.sub(r'<span class="tk-name tk-n-[a-z]+">[^<]*</span>', "", html)
    return unescape(re.sub(r"<[^>]*>", "", html.replace("<br>", "\n")))


@given(st.text(max_size=60), st.lists(stretch, max_size=8))
def test_every_character_of_the_text_is_shown_once_whatever_the_marks(
    text: str, spans: list[Stretch]
) -> None:
    assert visible(marks.highlighted(text, spans)) == text


@given(st.text(alphabet="<>&\"'/script目視", max_size=40), st.lists(stretch, max_size=5))
def test_only_our_own_tags_ever_appear(text: str, spans: list[Stretch]) -> None:
    tags = set(re.findall(r"<(/?[a-z]+)", marks.highlighted(text, spans)))
    assert tags <= {"mark", "/mark", "span", "/span", "br"}


def test_a_mark_carries_its_type_in_words_and_not_in_colour_alone() -> None:
    html = marks.highlighted("毎年1回点検する", [Stretch(0, 4, "periodic")])
    assert '<mark class="tk-mark tk-periodic" title="定期検査・点検">' in html
    assert '<span class="tk-name tk-n-periodic">定期</span>' in html


def test_overlapping_types_share_their_stretch_and_both_names_are_printed() -> None:
    html = marks.highlighted("目視で点検", [Stretch(0, 5, "periodic"), Stretch(0, 2, "visual")])
    assert 'title="定期検査・点検・目視"' in html
    assert html.count('tk-n-periodic">定期<') == 1


@pytest.mark.parametrize(
    "text",
    ["![x](http://a.example/p.png)", ":red[大]", "$x$", "`code`", "[a](b)", "**太字**", ":material/delete:"],
)
def test_markdown_of_a_file_has_no_meaning_in_a_label(text: str) -> None:
    escaped = marks.plain(text)
    assert re.sub(r"\\(.)", r"\1", escaped).replace("\u200b", "") == text
    assert not re.search(r"(?<!\\)[!\[\]():$`*]", escaped)


def test_words_a_comment_is_on_are_framed_and_numbered_across_the_marks_they_touch() -> None:
    html = marks.highlighted("毎年点検する", [Stretch(0, 2, "periodic")], [Noted(1, 4, 1), Noted(3, 99, 2)])
    assert html.count("tk-noted") == 2
    assert html.count('<span class="tk-note">注1</span>') == 1
    assert "注2" not in html
    assert visible(html.replace('<span class="tk-note">注1</span>', "")) == "毎年点検する"


def test_what_is_named_alike_in_a_choice_is_told_apart_by_its_id() -> None:
    name = marks.named({"a1": "公園条例", "b2": "公園条例", "c3": "水道条例"})
    assert [name(key) for key in ("a1", "b2", "c3", "d4")] == [
        "公園条例［a1］",
        "公園条例［b2］",
        "水道条例",
        "d4",
    ]
