"""The figures on the development labels stay above the bar of the labelling guide's owners."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extractor import THRESHOLD, Extractor
from extractor.evaluation import evaluate, read_gold
from ordinances import clauses
from ordinances.readers.egov_xml import read_egov_xml
from ordinances.readers.text import read_text

CORPUS = Path(os.environ.get("TENKEN_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
GOLD = CORPUS / "gold"


@pytest.mark.corpus
@pytest.mark.skipif(not GOLD.is_dir(), reason="../shared/corpus is not here")
def test_recall_and_precision_on_the_development_labels_hold_the_bar() -> None:
    extractor = Extractor.load()

    def found(name: str) -> list[object]:
        file = GOLD / "units" / name
        if file.suffix == ".xml":
            ordinance = read_egov_xml(file.read_bytes(), name)
        else:
            ordinance = read_text(file.read_text(encoding="utf-8"), name)
        return [one for one in extractor.extract(clauses(ordinance)) if one.score >= THRESHOLD]

    units = list(read_gold((GOLD / "dev.tsv").read_text(encoding="utf-8").splitlines()))
    report = evaluate((unit, found(unit.file)) for unit in units)  # type: ignore[misc]
    assert report.merged.recall >= 0.95
    assert report.merged.precision >= 0.88
    assert report.flagged.recall >= 0.97
    assert report.flagged.precision >= 0.88
