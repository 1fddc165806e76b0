"""Extracting a folder of shards on Ray: an actor pool holds the models, finished shards are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.cluster.results import keep_manifest
from extractor.cluster.session import ClusterError, ray_session
from extractor.cluster.shards import Outputs, ShardWorker
from extractor.engines.model import PackRecipe, Recipe


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What became of one shard."""

    shard: str
    documents: int
    failures: int
    candidates: int
    seconds: float


def extract_shards(
    shards: Path, out: Path, *, jobs: int = 1, address: str | None = None, recipe: Recipe | None = None
) -> Iterator[ShardReport]:
    """Extract every shard of a folder into ``out/candidates`` and ``out/documents``, one report per shard.

    Shards done under the same rules and model are not reported and cost nothing, so an interrupted run is
    simply run again. A worker that dies is replaced and its shard begun anew.

    Args:
        shards: the folder ``pack`` wrote.
        out: the folder for the results; on a cluster one that all machines see.
        jobs: how many actors, each with one CPU.
        address: a running Ray cluster; Ray on this machine when None.
        recipe: how to load rules and model; the packs delivered with tenken when None.

    Raises:
        ClusterError: there is no shard, Ray is not installed, or the cluster cannot be reached.
    """
    recipe = recipe or PackRecipe()
    waiting = _waiting(shards.resolve(), out.resolve(), recipe)
    if waiting:
        yield from _on_ray(waiting, out.resolve(), jobs, address, recipe)


def extract_shards_here(shards: Path, out: Path, *, recipe: Recipe | None = None) -> Iterator[ShardReport]:
    """Do the same in this process, without Ray."""
    recipe = recipe or PackRecipe()
    waiting = _waiting(shards.resolve(), out.resolve(), recipe)
    if waiting:
        worker = ShardWorker(recipe, str(out.resolve()))
        for shard in waiting:
            yield ShardReport(**worker.extract(shard))


def _waiting(shards: Path, out: Path, recipe: Recipe) -> list[Path]:
    """List the shards to do, and write down what rules they are done with."""
    found = sorted(shards.glob("shard-*.parquet"))
    if not found:
        raise ClusterError(f"{shards}: shard-*.parquet がありません。先に tenken pack で作ってください。")
    manifest = recipe.manifest()
    keep_manifest(manifest, out)
    return [shard for shard in found if not Outputs.of(shard, out, manifest.version).done]


def _on_ray(
    shards: list[Path], out: Path, jobs: int, address: str | None, recipe: Recipe
) -> Iterator[ShardReport]:
    with ray_session(jobs, address) as ray:
        ray.data.DataContext.get_current().enable_progress_bars = False
        reports = ray.data.from_items(
            [{"shard": str(shard)} for shard in shards], override_num_blocks=len(shards)
        ).map_batches(
            ShardWorker,
            fn_constructor_args=(recipe, str(out)),
            compute=ray.data.ActorPoolStrategy(size=min(jobs, len(shards))),
            batch_size=1,
            num_cpus=1,
        )
        for row in reports.iter_rows():
            yield ShardReport(**row)
