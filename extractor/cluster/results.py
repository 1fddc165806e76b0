"""Reading what a cluster wrote: the newest files of each shard, failures, and results for a cache to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extractor.cluster.session import ClusterError
from extractor.cluster.shards import digest_of
from extractor.cluster.tables import plain_row
from extractor.engines.cache import CandidateCache, Kept
from extractor.engines.manifest import Manifest
from extractor.engines.rows import Row


def keep_manifest(manifest: Manifest, out: Path) -> None:
    """Write down, beside the results, what they depend on."""
    path = _manifest_path(out, digest_of(manifest.version))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(manifest.to_json(), encoding="utf-8")
        part.replace(path)


def newest(out: Path, table: str) -> list[Path]:
    """List the files of a table (``candidates`` or ``documents``), of each shard the newest.

    Raises:
        ClusterError: there is none.
    """
    by_shard: dict[str, Path] = {}
    for path in sorted((out / table).glob("shard-*.parquet"), key=lambda one: one.stat().st_mtime):
        by_shard[path.stem.rpartition("-")[0]] = path
    if not by_shard:
        raise ClusterError(f"{out}: 抽出の結果がありません。先に tenken extract --input で作ってください。")
    return sorted(by_shard.values())


def failures(out: Path, shard: str) -> Iterator[tuple[str, str]]:
    """Yield (path, reason in Japanese) of each document of a shard that failed."""
    stem = Path(shard).stem
    for path in newest(out, "documents"):
        if path.stem.rpartition("-")[0] == stem:
            for row in pq.read_table(path, columns=["path", "status", "reason"]).to_pylist():
                if row["status"] == "failed":
                    yield row["path"], row["reason"]


def fill(cache: CandidateCache, out: Path, municipality: str | None = None) -> int:
    """Put the results of a cluster into a cache, those of one municipality or all; give their number.

    ``tenken extract`` then finds them there; what they do not hold, or what newer rules bear on, it analyses.
    """
    count = 0
    for documents in newest(out, "documents"):
        digest = documents.stem.rpartition("-")[2]
        manifest = Manifest.from_json(_manifest_path(out, digest).read_text(encoding="utf-8"))
        cache.put_manifest(manifest)
        for key, rows in _rows_by_key(documents, out / "candidates" / documents.name, municipality):
            cache.put(key, Kept(manifest.version, rows))
            count += 1
    return count


def _rows_by_key(
    documents: Path, candidates: Path, municipality: str | None
) -> Iterator[tuple[str, list[Row]]]:
    wanted: Any = [("municipality", "==", municipality)] if municipality else None
    found: dict[str, list[Row]] = {}
    for row in pq.read_table(candidates, filters=wanted).to_pylist():
        found.setdefault(row["doc_id"], []).append(plain_row(row))
    for one in pq.read_table(documents, columns=["doc_id", "key", "status"], filters=wanted).to_pylist():
        if one["status"] == "read":
            yield one["key"], found.get(one["doc_id"], [])


def _manifest_path(out: Path, digest: str) -> Path:
    return out / "rules" / f"{digest}.json"
