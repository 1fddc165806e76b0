"""Extracting a folder of shards on Ray: an actor pool holds the models, finished shards are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    version = recipe.version()
    found = sorted(shards.resolve().glob("shard-*.parquet"))
    if not found:
        raise ClusterError(f"{shards}: shard-*.parquet がありません。先に tenken pack で作ってください。")
    waiting = [shard for shard in found if not Outputs.of(shard, out.resolve(), version).done]
    if waiting:
        yield from _on_ray(waiting, out.resolve(), jobs, address, recipe)


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
