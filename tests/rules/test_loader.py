"""A bad rule pack is refused in one Japanese line that names file, rule and place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from rules import RuleError, load_packs
from rules.redos import objection
from rules.vocabulary import UnknownTermError, expand

GOOD = """
    pack: watch
    kind: label
    label: visual
    name: 見張り
    rules:
      - id: visual.watch
        name: 見張り
        source: 手引
        literals: [見張り]
        regex: '見張りを{する}'
        score: 0.8
        examples:
          match: [見張りをしなければならない。]
          no_match: [見張りは要らない。]
    """
TERMS = """
    kind: vocabulary
    name: 語彙
    terms:
      する: 'し|する'
    """


def write(folder: Path, *, pack: str = GOOD, terms: str = TERMS) -> Path:
    (folder / "watch.yaml").write_text(dedent(pack), encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(dedent(terms), encoding="utf-8")
    return folder


def test_a_good_pack_loads_with_its_vocabulary(tmp_path: Path) -> None:
    packs = load_packs(write(tmp_path))
    assert [rule.id for rule in packs.rules] == ["visual.watch"]
    assert packs.rules[0].regex.search("見張りをしなければ")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("kind: label", "kind: lable", "kind"),
        ("        source: 手引\n", "", "source"),
        ("score: 0.8", "score: 2", "score"),
        ("score: 0.8", "scoer: 0.8", "scoer"),
        ("match: [見張りをしなければならない。]\n", "match: []\n", "examples"),
        ("          no_match: [見張りは要らない。]\n", "", "no_match"),
        ("literals: [見張り]", "literals: []", "literals"),
        ("{する}", "{しない}", "しない"),
        ("'見張りを{する}'", "'見張り(を'", "regex"),
        ("'見張りを{する}'", "'見張り.*'", "上限"),
        ("id: visual.watch", "id: 見張り", "id"),
        ("    rules:", "    rules:\n   - [", "行目"),
    ],
)
def test_a_bad_pack_is_refused_naming_the_file_and_the_place(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    assert old in GOOD
    folder = write(tmp_path, pack=GOOD.replace(old, new))
    with pytest.raises(RuleError) as caught:
        load_packs(folder)
    assert caught.value.file == "watch.yaml"
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_rule_in_trouble_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, pack=GOOD.replace("score: 0.8", "score: 2"))
    with pytest.raises(RuleError) as caught:
        load_packs(folder)
    assert caught.value.rule == "visual.watch"


def test_two_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "other.yaml").write_text(dedent(GOOD), encoding="utf-8")
    with pytest.raises(RuleError, match="同じ id"):
        load_packs(tmp_path)


def test_an_empty_folder_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="1つもありません"):
        load_packs(tmp_path)
    (tmp_path / "sjis.yaml").write_bytes("名前: 見張り".encode("cp932"))
    with pytest.raises(RuleError, match="UTF-8"):
        load_packs(tmp_path)


def test_a_disabled_rule_is_left_out_and_changes_the_hash(tmp_path: Path) -> None:
    folder = write(tmp_path)
    whole, less = load_packs(folder), load_packs(folder, disabled=["visual.watch"])
    assert not less.rules
    assert whole.hash != less.hash
    assert whole.hash == load_packs(folder).hash


@pytest.mark.parametrize(
    "regex",
    ["(?:a+)+b", "a*", ".+", "(?:a{1,40}b?){0,40}", "a{0,900}", "(?:x|(?:ab*)*)"],
)
def test_a_regex_that_could_take_forever_is_refused(regex: str) -> None:
    assert objection(regex)


@pytest.mark.parametrize("regex", ["検査を[^。]{0,80}?行う", "(?:a|b){1,3}", "(?<!電磁的)媒体", "a?b"])
def test_a_bounded_regex_is_accepted(regex: str) -> None:
    assert objection(regex) == ""


def test_vocabulary_groups_may_quote_each_other_but_not_in_a_circle() -> None:
    assert expand("{甲}{2,3}", {"甲": "{乙}|丙", "乙": "丁"}) == "(?:(?:丁)|丙){2,3}"
    with pytest.raises(UnknownTermError):
        expand("{甲}", {"甲": "{甲}"})


def test_a_regex_meets_the_older_spellings_of_the_vocabulary(tmp_path: Path) -> None:
    terms = TERMS + "spellings: {行う: '行な?う'}\n"
    pack = GOOD.replace("'見張りを{する}'", "'見張りを行う'")
    pack = pack.replace("見張りをしなければならない。", "見張りを行なうこと。")
    rule = load_packs(write(tmp_path, pack=pack, terms=dedent(terms))).rules[0]
    assert rule.regex.search("見張りを行なうこと。")
    assert rule.regex.search("見張りを行うこと。")
