"""A kept result stands exactly as long as a fresh one would be equal."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from engine_recipes import PostingRecipe, document

import ordinances
import rules
from extractor import Extractor
from extractor.engines import Document, Manifest, MemoryCache, PackRecipe, Result, run
from extractor.engines.cache import Kept, key_of
from extractor.engines.manifest import Changes
from extractor.engines.rows import merged
from ordinances import clauses, read
from ordinances.model import Clause
from review_app.ledger.kept_results import FileCache

POSTED = "市長は、掲示しなければならない。"
OTHER = "市長は、報告しなければならない。"
TEXTS = [
    "市長は、告示を市役所前の掲示場に掲示しなければならない。",
    "遊具は、毎月1回以上点検し、その結果を記録しなければならない。",
    "市長は、職員に、事業所に立ち入り、帳簿を検査させることができる。",
    "何人も、市長に対し、台帳の閲覧を請求することができる。",
    "管理者は、園内を巡視しなければならない。ただし、祭日を除く。",
    "前条の規定により掲示を怠つた者は、五万円以下の過料に処する。",
    "使用料は、前納とする。",
]


def some_documents(count: int) -> list[Document]:
    return [document(f"d{n}", OTHER * (n % 7), POSTED if n % 3 else OTHER, POSTED) for n in range(count)]


class BrokenRecipe(PostingRecipe):
    """Has the version of ``PostingRecipe`` and no extractor."""

    def load(self) -> object:  # type: ignore[override]
        raise AssertionError("a full cache needs no extractor")


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_cached_results_equal_fresh_ones_and_only_unknown_documents_are_analysed(
    kind: str, tmp_path: Path
) -> None:
    cache = MemoryCache() if kind == "memory" else FileCache(tmp_path / "cache")
    documents = some_documents(12)
    fresh = list(run(documents, recipe=PostingRecipe()))
    assert list(run(documents[::2], recipe=PostingRecipe(), cache=cache)) == fresh[::2]
    half = list(run(documents, "process", 2, recipe=PostingRecipe(), cache=cache))
    assert half == fresh
    # A document the cache knows is not analysed: this recipe's extractor would end the process.
    assert list(run(documents, recipe=BrokenRecipe(), cache=cache)) == fresh
    changed = PostingRecipe("posting-2")
    with pytest.raises(AssertionError):
        list(run(documents, recipe=BrokenRecipe(changed.name), cache=cache))
    if isinstance(cache, FileCache):
        cache.close()


def test_failures_are_not_cached() -> None:
    cache = MemoryCache()
    assert next(run([document("a", "異常")], recipe=PostingRecipe(), cache=cache)).error
    assert cache.kept == {}


def test_key_changes_with_content_but_not_with_the_source_name() -> None:
    one = document("a", POSTED)
    assert key_of(one) == key_of(document("other id", POSTED))
    assert key_of(one) != key_of(document("a", POSTED + OTHER))
    assert key_of(one) != key_of(document("a", OTHER, POSTED))


def test_file_cache_outlives_the_process_and_drops_first_what_was_not_used_for_longest(
    tmp_path: Path,
) -> None:
    rows = [{"text": f"{n}"} for n in range(50)]
    with FileCache(tmp_path / "cache") as cache:
        for name in ("a", "b", "c"):
            cache.put(name, Kept("v", rows))
        cache.put_manifest(Manifest.opaque("v"))
        cache.put_manifest(Manifest.opaque("nothing was made under it"))
    size = len(zlib.compress(json.dumps(rows).encode(), 1))
    with FileCache(tmp_path / "cache", limit_bytes=size + 10) as cache:
        assert cache.get("b") == Kept("v", rows)
    with FileCache(tmp_path / "cache") as cache:
        assert cache.get("b") == Kept("v", rows)
        assert cache.get("a") is None
        assert cache.manifest("v") == Manifest.opaque("v")
        assert cache.manifest("nothing was made under it") is None


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_damaged_cache_file_is_made_anew(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(damage)
    with FileCache(tmp_path / "cache") as cache:
        assert next(run([document("a", POSTED)], recipe=PostingRecipe(), cache=cache)).candidates
    with FileCache(tmp_path / "cache") as cache:
        assert next(run([document("a", POSTED)], recipe=BrokenRecipe(), cache=cache)).candidates


def test_damaged_row_counts_as_absent(tmp_path: Path) -> None:
    with FileCache(tmp_path / "cache") as cache:
        list(run([document("a", POSTED)], recipe=PostingRecipe(), cache=cache))
    with sqlite3.connect(tmp_path / "cache") as database:
        database.execute("UPDATE result SET rows = x'00'")
    database.close()
    with FileCache(tmp_path / "cache") as cache:
        assert next(run([document("a", POSTED)], recipe=PostingRecipe(), cache=cache)).candidates


def test_place_where_no_file_can_be_made_costs_the_cache_only(tmp_path: Path) -> None:
    with FileCache(tmp_path / "absent" / "cache") as cache:
        assert next(run([document("a", POSTED)], recipe=PostingRecipe(), cache=cache)).candidates


def altered(folder: Path, name: str, change: Callable[[str], str]) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert change(before) != before
    path.write_text(change(before), encoding="utf-8")


class CountingRecipe:
    """Packs of a folder; counts the clauses that are analysed."""

    def __init__(self, recipe: PackRecipe) -> None:
        self.recipe, self.analysed = recipe, 0
        self.version, self.manifest = recipe.version, recipe.manifest

    def load(self) -> CountingRecipe:
        self.extractor = self.recipe.load()
        return self

    def extract(self, clauses: Sequence[Clause], only: Collection[int] | None = None) -> list[object]:
        self.analysed += len(clauses if only is None else only)
        return list(self.extractor.extract(clauses, only))


def test_after_a_change_of_rules_cached_equals_fresh_and_few_clauses_are_analysed(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    for file in Path(rules.__file__).parent.glob("*.yaml"):
        shutil.copy(file, packs)
    documents = [document("whole", *TEXTS), *(document(f"d{n}", text) for n, text in enumerate(TEXTS))]
    every = 2 * len(TEXTS)
    cache = MemoryCache()
    first = list(run(documents, recipe=PackRecipe(packs), cache=cache))
    assert sum(bool(result.candidates) for result in first) >= 4

    def again(recipe: PackRecipe) -> tuple[list[Result], int]:
        counting = CountingRecipe(recipe)
        cached = list(run(documents, recipe=counting, cache=cache))  # type: ignore[arg-type]  # duck-typed
        assert cached == list(run(documents, recipe=recipe))
        return cached, counting.analysed

    altered(packs, "periodic.yaml", lambda text: text + "# a remark changes nothing\n")
    assert again(PackRecipe(packs)) == (first, 0)
    altered(packs, "viewing.yaml", lambda text: text.replace("score: 0.", "score: 0.1"))
    weaker, analysed = again(PackRecipe(packs))
    assert weaker != first
    assert 1 <= analysed < every / 2
    rule = next(rule for result in first for one in result.candidates for rule in one.rules)
    fewer, analysed = again(PackRecipe(packs, disabled=(rule,)))
    assert fewer != weaker
    assert 1 <= analysed < every / 2
    assert again(PackRecipe(packs)) == (weaker, analysed)
    contexts = [id_ for id_ in PackRecipe(packs).manifest().rules if id_.startswith("context.penalty")]
    _, analysed = again(PackRecipe(packs, disabled=tuple(contexts)))
    assert 1 <= analysed < every / 2


def test_rows_of_untouched_paragraphs_stand_beside_new_ones_in_document_order() -> None:
    first, item, second = document("a", *"甲乙丙").clauses
    places = [first, replace(item, article="1", items=("1",)), replace(second, article="2")]
    kept = [{"clause": 1, "label": "media"}, {"clause": 2, "label": "visual"}]
    assert merged(kept, [], places, {0}) == [kept[1]]
    new = [{"clause": 0, "label": "onsite"}, {"clause": 1, "label": "media"}]
    assert merged(kept, new, places, {1}) == [*new, kept[1]]
    assert merged(kept, [], places, {2}) == [kept[0]]
    assert merged(kept, [{"clause": 2, "label": "posting"}], places, {2}) == [
        kept[0],
        {"clause": 2, "label": "posting"},
    ]


@pytest.fixture(scope="module")
def city() -> tuple[list[Document], MemoryCache, list[Result]]:
    """The sample city's ordinances with their results under the delivered rules in a cache."""
    documents = [
        Document(outcome.source, tuple(clauses(outcome.ordinance)))
        for outcome in read([Path(ordinances.__file__).parent / "sample" / "city"])
        if outcome.ordinance is not None
    ]
    cache = MemoryCache()
    return documents, cache, list(run(documents, recipe=PackRecipe(), cache=cache))


@pytest.mark.parametrize("count", [2, 9])
def test_whichever_rules_are_switched_off_a_city_from_the_cache_equals_a_fresh_one(
    city: tuple[list[Document], MemoryCache, list[Result]], count: int
) -> None:
    documents, cache, first = city
    names = sorted(PackRecipe().manifest().rules)
    chosen = random.Random(count).sample(names, count)  # noqa: S311 - a draw, not a secret
    recipe = PackRecipe(disabled=tuple(chosen))
    changed = list(run(documents, recipe=recipe, cache=MemoryCache(dict(cache.kept), dict(cache.manifests))))
    assert changed == list(run(documents, recipe=recipe))
    assert len(changed) == len(first)


def test_changed_tables_touch_only_ordinances_with_candidates_and_changed_code_all() -> None:
    base = PackRecipe().manifest()
    clauses = document("a", POSTED).clauses
    tables = Manifest("new", base.engine, "other tables", base.rules)
    code = Manifest("new", "other code", base.tables, base.rules)
    assert Changes(base, tables).bear_on(clauses, [{"clause": 0}]) == {0}
    assert Changes(base, tables).bear_on(clauses, []) == set()
    assert Changes(base, code).bear_on(clauses, []) is None
    assert Changes(base, base).bear_on(clauses, [{"clause": 0}]) == set()


def test_manifest_comes_back_from_json_and_names_the_rules_in_force() -> None:
    manifest = PackRecipe(disabled=("posting.post",)).manifest()
    assert Manifest.from_json(manifest.to_json()) == manifest
    packs = Extractor.load().packs
    assert len(PackRecipe().manifest().rules) == len(packs.rules) + len(packs.context)
