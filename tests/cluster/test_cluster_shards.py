"""Packing into shards, and extracting them with and without Ray."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cluster_recipes import NoticeRecipe

from extractor.cluster.extract import extract_shards
from extractor.cluster.pack import pack
from extractor.cluster.session import ClusterError, ray_session
from extractor.cluster.shards import Outputs, ShardWorker
from extractor.engines import Document, run
from ordinances import clauses, read

ARTICLES = """○{city}掲示板条例
（趣旨）
第1条　この条例は、掲示板について定める。
（掲示）
第2条　市長は、{what}。
"""


@pytest.fixture(scope="module")
def two_workers() -> Iterator[None]:
    """Ray on this machine, started once; its workers find this folder's recipe."""
    pytest.importorskip("ray", reason="Ray is an extra")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        with ray_session(2):
            yield


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Two municipalities with three ordinances each, and a file that is none."""
    for code in ("112372", "072036"):
        folder = tmp_path / "in" / code
        folder.mkdir(parents=True)
        for n in range(3):
            what = "書面を掲示しなければならない" if n else "掲示の急死を避ける"
            (folder / f"r{n}.txt").write_text(ARTICLES.format(city=f"第{n}市", what=what), encoding="utf-8")
    (tmp_path / "in" / "112372" / "broken.xml").write_text("<Law>", encoding="utf-8")
    return tmp_path / "in"


def rows_in(folder: Path) -> list[dict[str, Any]]:
    return [row for file in sorted(folder.glob("*.parquet")) for row in pq.read_table(file).to_pylist()]


def test_packing_keeps_every_file_with_its_municipality_and_content(city: Path, tmp_path: Path) -> None:
    packed = pack([city], tmp_path / "shards", shard_bytes=400)
    rows = rows_in(tmp_path / "shards")
    assert packed.documents == len(rows) == 7
    assert packed.shards == len(list((tmp_path / "shards").iterdir())) > 1
    assert {row["municipality"] for row in rows} == {"112372", "072036"}
    assert len({row["doc_id"] for row in rows}) == 7
    for row in rows:
        assert (city / row["path"]).read_bytes() == row["content"]


def test_files_without_a_code_in_their_path_get_the_one_given(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ARTICLES.format(city="星", what="掲示する"), encoding="utf-8")
    pack([tmp_path / "one.txt"], tmp_path / "shards", municipality="112372")
    assert [row["municipality"] for row in rows_in(tmp_path / "shards")] == ["112372"]


def test_worker_finds_in_a_shard_what_the_serial_engine_finds(city: Path, tmp_path: Path) -> None:
    recipe = NoticeRecipe(tmp_path / "marker")
    recipe.marker.touch()
    pack([city], tmp_path / "shards")
    report = ShardWorker(recipe, str(tmp_path / "out")).extract(tmp_path / "shards" / "shard-00000.parquet")
    documents = [
        Document(outcome.source, tuple(clauses(outcome.ordinance)))
        for outcome in read([city])
        if outcome.ordinance
    ]
    serial = [
        (one.clause.source, one.clause.locator, one.clause.text, one.label, one.spans[0].start)
        for result in run(documents, recipe=recipe)
        for one in result.candidates
    ]
    found = [
        (row["source"], row["locator"], row["text"], row["label"], row["spans"][0]["start"])
        for row in rows_in(tmp_path / "out" / "candidates")
    ]
    assert sorted(found) == sorted(serial)
    assert report["candidates"] == len(serial) == 12
    failed = [row for row in rows_in(tmp_path / "out" / "documents") if row["status"] == "failed"]
    assert [row["path"] for row in failed] == ["112372/broken.xml"]
    assert failed[0]["reason"]
    assert report["failures"] == 1


@pytest.mark.usefixtures("two_workers")
def test_ray_survives_a_killed_worker_and_skips_what_is_done(city: Path, tmp_path: Path) -> None:
    recipe = NoticeRecipe(tmp_path / "marker")
    packed = pack([city], tmp_path / "shards", shard_bytes=400)
    reports = list(extract_shards(tmp_path / "shards", tmp_path / "out", jobs=2, recipe=recipe))
    assert recipe.marker.exists()  # a worker did die
    assert sorted(report.shard for report in reports) == [
        f"shard-{n:05d}.parquet" for n in range(packed.shards)
    ]
    assert sum(report.candidates for report in reports) == 12
    alone = ShardWorker(recipe, str(tmp_path / "alone"))
    for shard in sorted((tmp_path / "shards").iterdir()):
        alone.extract(shard)
    for table in ("candidates", "documents"):
        assert rows_in(tmp_path / "out" / table) == rows_in(tmp_path / "alone" / table)
    assert list(extract_shards(tmp_path / "shards", tmp_path / "out", jobs=2, recipe=recipe)) == []


@pytest.mark.usefixtures("two_workers")
def test_ray_engine_over_a_stream_equals_serial(tmp_path: Path, city: Path) -> None:
    recipe = NoticeRecipe(tmp_path / "marker")
    recipe.marker.touch()
    documents = [
        Document(outcome.source, tuple(clauses(outcome.ordinance)))
        for outcome in read([city])
        if outcome.ordinance
    ]
    assert list(run(documents, "ray", 2, recipe=recipe)) == list(run(documents, recipe=recipe))


def test_changed_rules_give_new_outputs(tmp_path: Path) -> None:
    one = Outputs.of(Path("shard-00000.parquet"), tmp_path, "v1")
    assert one != Outputs.of(Path("shard-00000.parquet"), tmp_path, "v2")
    assert not one.done


def test_folder_without_shards_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="tenken pack"):
        list(extract_shards(tmp_path, tmp_path / "out", recipe=NoticeRecipe(tmp_path / "marker")))
