"""The arithmetic of ``tenken evaluate``, on a tiny gold set counted by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import Candidate, Label, Modality
from extractor.evaluation import GoldError, GoldUnit, evaluate, read_gold, within
from extractor.model import Authority
from ordinances.model import Clause, Part


def clause(locator: str, paragraph: str, items: tuple[str, ...] = ()) -> Clause:
    return Clause("a.txt", "", "", locator, Part.MAIN, "1", paragraph, items, "", (), "")


def candidate(label: str, *, modality: str = "duty", flags: tuple[str, ...] = ()) -> Candidate:
    return Candidate(
        clause("第1条第1項", "1"),
        Label(label),
        0.9,
        (),
        (),
        Modality(modality),
        None,
        (),
        Authority(own=True),
        None,
        "",
        flags,
        "",
    )


def unit(labels: str, **rest: object) -> GoldUnit:
    words = labels.split()
    return GoldUnit(
        "a.txt",
        "",
        frozenset(word for word in words if not word.startswith("?")),
        frozenset(word[1:] for word in words if word.startswith("?")),
        **rest,  # type: ignore[arg-type]
    )


def test_hits_false_alarms_and_misses_are_counted_per_label_and_pooled() -> None:
    report = evaluate(
        [
            (unit("posting", modality="duty"), [candidate("posting")]),
            (unit("posting viewing", modality="duty"), [candidate("posting", modality="power")]),
            (unit(""), [candidate("viewing")]),
            (unit(""), []),
        ]
    )
    figures = report.as_dict()
    assert figures["labels"]["posting"]["precision"] == 1.0
    assert figures["labels"]["viewing"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "support": 1,
        "hits": 0,
        "alarms": 1,
        "misses": 1,
    }
    assert figures["micro"]["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["micro"]["recall"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["flagged"] == {**figures["flagged"], "hits": 2, "alarms": 1, "misses": 0}
    assert figures["modality"] == {"accuracy": 0.5, "right": 1, "of": 2}
    assert figures["labels"]["media"]["precision"] is None
    assert [(error.label, error.candidate is None) for error in report.errors] == [
        ("viewing", True),
        ("viewing", False),
    ]


def test_visual_for_onsite_is_wrong_alone_and_right_when_the_two_are_merged() -> None:
    report = evaluate([(unit("onsite"), [candidate("visual")])])
    assert (report.micro.alarms, report.micro.misses) == (1, 1)
    assert (report.merged.hits, report.merged.alarms, report.merged.misses) == (1, 0, 0)


def test_an_open_label_is_scored_neither_way() -> None:
    report = evaluate([(unit("?training"), [candidate("training")]), (unit("?training"), [])])
    assert report.micro.as_dict()["support"] == 0
    assert report.micro.alarms == report.merged.alarms == report.flagged.alarms == 0
    assert evaluate([(unit("?training"), [candidate("media")])]).flagged.alarms == 1


def test_the_electronic_alternative_is_scored_where_the_gold_has_it() -> None:
    report = evaluate(
        [
            (unit("posting", alternative=True), [candidate("posting", flags=("digital_alternative",))]),
            (unit("posting", alternative=True), [candidate("posting")]),
            (unit("posting", alternative=None), [candidate("posting")]),
        ]
    )
    assert report.as_dict()["digital_alternative"] == {"accuracy": 0.5, "right": 1, "of": 2}


def test_a_gold_table_is_read_with_its_marks() -> None:
    rows = ["file\tlabels\tmodality\tlocator", "a.xml\tonsite,?visual\tpower\t第1条", "b.xml\t-\t-\t", ""]
    first, second = read_gold(rows)
    assert (first.required, first.open, first.modality) == (
        frozenset({"onsite"}),
        frozenset({"visual"}),
        "power",
    )
    assert (second.required, second.modality, second.locator) == (frozenset(), "", "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [(["name\tlabels"], "file"), (["file\tlabels", "a\tposter"], "poster"), ([], "file")],
)
def test_a_gold_table_that_cannot_be_used_says_why(rows: list[str], said: str) -> None:
    with pytest.raises(GoldError, match=said):
        list(read_gold(rows))


def test_a_locator_names_its_paragraph_with_the_items_and_nothing_else() -> None:
    clauses = [clause("第1条第1項", "1"), clause("第1条第1項第1号", "1", ("1",)), clause("第1条第2項", "2")]
    found = [
        Candidate(one, Label.MEDIA, 1, (), (), None, None, (), Authority(own=True), None, "", (), "")
        for one in clauses[1:]
    ]
    gold = GoldUnit("a.txt", "第1条第1項", frozenset({"media"}), frozenset())
    assert within(gold, clauses, found) == found[:1]
    assert within(GoldUnit("a.txt", "第9条", frozenset(), frozenset()), clauses, found) is None
    assert within(GoldUnit("a.txt", "", frozenset(), frozenset()), clauses, found) == found


TENKEN = Path(sys.executable).with_name("tenken")


def tenken(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TENKEN, *map(str, args)], capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    units = tmp_path / "units"
    units.mkdir()
    (units / "a.txt").write_text(
        "公園条例\n（掲示）\n第１条　市長は、使用の心得を公園の入口に掲示しなければならない。\n"
        "第２条　市長は、毎年１回、遊具を点検するものとする。\n",
        encoding="utf-8",
    )
    return units


def test_scan_prints_the_fields_of_the_contract_in_their_order(folder: Path) -> None:
    done = tenken("scan", folder, "--jsonl")
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert list(first) == [
        "source",
        "title",
        "number",
        "locator",
        "part",
        "article",
        "paragraph",
        "items",
        "label",
        "score",
        "rules",
        "spans",
        "text",
        "modality",
        "frequency",
        "digital_alternative",
        "authority",
        "phase",
        "category",
        "flags",
    ]
    assert (first["label"], first["modality"], second["label"]) == ("posting", "duty", "periodic")
    for span in first["spans"]:
        assert first["text"][span["start"] : span["end"]] == span["text"]


def test_evaluate_prints_one_json_object_and_names_what_is_not_there(folder: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(
        "file\tlocator\tlabels\tmodality\na.txt\t第1条\tposting\tduty\na.txt\t第2条\tvisual\tduty\n",
        encoding="utf-8",
    )
    done = tenken("evaluate", "--gold", gold, folder, "--json", "--errors")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["labels"]["posting"]["hits"] == 1
    assert figures["labels"]["visual"]["misses"] == figures["labels"]["periodic"]["alarms"] == 1
    assert "見落とし" in done.stderr
    gold.write_text("file\tlabels\nb.txt\t-\n", encoding="utf-8")
    done = tenken("evaluate", "--gold", gold, folder)
    assert done.returncode == 1
    assert "b.txt" in done.stderr


def test_an_unusable_label_table_is_wrong_usage_in_one_line(folder: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text("名前\tラベル\n", encoding="utf-8")
    done = tenken("evaluate", "--gold", gold, folder)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_rules_check_fails_on_an_example_that_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "watch.yaml").write_text(
        "pack: w\nkind: label\nlabel: visual\nname: 見張り\nrules:\n"
        "  - id: visual.watch\n    name: 見張り\n    source: 手引\n    literals: [見張り]\n"
        "    regex: 見張り\n    score: 0.9\n    examples:\n"
        "      match: [見張りをする。]\n      no_match: [見張りをしない。]\n",
        encoding="utf-8",
    )
    done = tenken("rules", "check", "--rules", tmp_path)
    assert done.returncode == 1
    assert "visual.watch" in done.stderr
    assert "見張りをしない。" in done.stderr
