"""Engines give equal results, in order, lazily, and lose nothing to a bad document."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import islice

import pytest
from engine_recipes import PostingRecipe, document

from extractor.engines import Document, Result, run
from extractor.engines.process import batches

POSTED = "市長は、掲示しなければならない。"
OTHER = "市長は、報告しなければならない。"


def some_documents(count: int) -> list[Document]:
    return [document(f"d{n}", OTHER * (n % 7), POSTED if n % 3 else OTHER, POSTED) for n in range(count)]


def ran(documents: list[Document], engine: str, jobs: int = 1) -> list[Result]:
    return list(run(documents, engine, jobs, recipe=PostingRecipe()))


def test_process_pool_equals_serial_in_results_and_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.engines.process.BATCH_CHARS", 200)
    documents = some_documents(60)
    serial = ran(documents, "serial")
    assert [result.doc_id for result in serial] == [one.doc_id for one in documents]
    assert sum(len(result.candidates) for result in serial) == 60 + 40
    assert ran(documents, "process", 2) == serial


def test_process_pool_reports_the_document_that_raises_and_the_one_that_kills_its_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extractor.engines.process.BATCH_CHARS", 100)
    documents = some_documents(20)
    documents[4] = document("raises", "異常な条文")
    documents[9] = document("kills", "急死する条文")
    results = ran(documents, "process", 2)
    assert [result.doc_id for result in results] == [one.doc_id for one in documents]
    failed = {result.doc_id: result.error for result in results if result.error}
    assert set(failed) == {"raises", "kills"}
    assert failed["raises"] == "この例規は調べられませんでした（ValueError: 異常な 条文）。"
    assert "途中で止まりました" in failed["kills"]
    assert sum(bool(result.candidates) for result in results) == 18


def test_serial_engine_reports_a_document_that_raises_and_goes_on() -> None:
    results = ran([document("a", "異常"), document("b", POSTED)], "serial")
    assert [bool(result.error) for result in results] == [True, False]
    assert results[1].candidates[0].clause.text == POSTED


def test_documents_are_consumed_only_as_results_are_asked_for() -> None:
    consumed: list[str] = []

    def endless() -> Iterator[Document]:
        n = 0
        while True:
            consumed.append(f"d{n}")
            yield document(f"d{n}", POSTED)
            n += 1

    first = list(islice(run(endless(), recipe=PostingRecipe()), 3))
    assert [result.doc_id for result in first] == ["d0", "d1", "d2"]
    assert consumed == ["d0", "d1", "d2"]


def test_process_pool_stops_clean_when_its_results_are_no_longer_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extractor.engines.process.BATCH_CHARS", 1)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    results = run((document(f"d{n}", POSTED) for n in range(10**9)), "process", 2, recipe=PostingRecipe())
    assert next(results).doc_id == "d0"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    results.close()  # type: ignore[attr-defined]
    assert "OPENBLAS_NUM_THREADS" not in os.environ


@pytest.mark.parametrize(("engine", "jobs"), [("threads", 1), ("serial", 0)])
def test_unknown_engine_or_no_job_is_refused_at_once(engine: str, jobs: int) -> None:
    with pytest.raises(ValueError, match=r"engine|jobs"):
        run([], engine, jobs)


def test_batches_keep_order_and_close_at_the_size() -> None:
    documents = [document("a", "x" * 5), document("b", "x" * 5), document("c", "x" * 30), document("d", "x")]
    assert [[one.doc_id for one in batch] for batch in batches(documents, 10)] == [["a", "b"], ["c"], ["d"]]


def test_a_serial_run_leaves_the_garbage_collector_as_it_was_also_when_stopped_midway() -> None:
    before = (gc.get_threshold(), gc.get_freeze_count())
    results = run(some_documents(3), recipe=PostingRecipe())
    next(results)
    assert gc.get_threshold() != before[0]
    results.close()
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
