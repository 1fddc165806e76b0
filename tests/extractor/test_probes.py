"""Sentences of many fields of law, one a line in probes.tsv: those with a label are found, look-alikes are not.

They were written for this test, by the labelling guide, before the rules that find them; a sentence may carry
further labels than the one it was written for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import THRESHOLD, Extractor
from extractor.examples import sample_clause
from rules.schema import Sample

EXTRACTOR = Extractor.load()
ROWS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("probes.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def flagged(sentence: str) -> set[str]:
    found = EXTRACTOR.extract([sample_clause(Sample(text=sentence))])
    return {one.label.value for one in found if one.score >= THRESHOLD}


@pytest.mark.parametrize(("label", "sentence"), [row for row in ROWS if row[0] != "-"])
def test_a_sentence_written_for_a_label_is_found_with_it(label: str, sentence: str) -> None:
    assert label in flagged(sentence)


@pytest.mark.parametrize("sentence", [row[1] for row in ROWS if row[0] == "-"])
def test_a_look_alike_is_not_flagged(sentence: str) -> None:
    assert flagged(sentence) == set()
