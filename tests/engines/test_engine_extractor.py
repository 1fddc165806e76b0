"""The real extractor in the engines, and the model behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_recipes import document

from extractor.engines import Document, MemoryCache, PackRecipe, run
from extractor.nlp import load_nlp, model_version, use_numpy_gemm
from rules.errors import RuleError

TEXTS = [
    "市長は、告示を市役所前の掲示場に掲示しなければならない。",
    "遊具は、毎月1回以上点検し、その結果を記録しなければならない。",
    "市長は、職員に、事業所に立ち入り、帳簿を検査させることができる。",
    "何人も、市長に対し、台帳の閲覧を請求することができる。",
    "管理者は、園内を　巡視 しなければならない。",
    "使用料は、前納とする。",
]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [document(f"d{n}", *TEXTS[n % 4 :], TEXTS[n % 6]) for n in range(8)]


def test_real_candidates_are_equal_in_every_engine_and_batch_size_and_from_the_cache(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    serial = list(run(documents))
    assert all(result.candidates and not result.error for result in serial)
    cache = MemoryCache()
    for chars in (1, 150, 10_000):
        monkeypatch.setattr("extractor.engines.process.BATCH_CHARS", chars)
        assert list(run(documents, "process", 2, cache=cache if chars == 1 else None)) == serial
    assert list(run(documents, cache=cache)) == serial
    assert len(cache.kept) <= len(documents)


def test_spans_of_real_candidates_slice_the_original(documents: list[Document]) -> None:
    for result in run(documents):
        for candidate in result.candidates:
            for span in (*candidate.spans, *candidate.digital_alternative):
                assert candidate.clause.text[span.start : span.end] == span.text


def test_malformed_pack_is_told_by_the_process_engine_as_by_the_serial_one(tmp_path: Path) -> None:
    recipe = PackRecipe(tmp_path)  # a folder without packs
    for engine in ("serial", "process"):
        with pytest.raises(RuleError):
            next(run([document("a", TEXTS[0])], engine, 2, recipe=recipe))


def test_version_changes_with_the_rules_that_are_left_out() -> None:
    assert PackRecipe().version() == PackRecipe().version()
    assert PackRecipe(disabled=("posting.post",)).version() != PackRecipe().version()
    assert model_version() in PackRecipe().version()


def test_parses_are_the_same_whichever_matrix_product_is_used() -> None:
    probed, plain = load_nlp(), load_nlp()
    use_numpy_gemm(plain)
    for text in TEXTS:
        one, other = probed(text), plain(text)
        assert [(t.text, t.tag_, t.head.i, t.dep_) for t in one] == [
            (t.text, t.tag_, t.head.i, t.dep_) for t in other
        ]
    assert "ner" not in probed.pipe_names
