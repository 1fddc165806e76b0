"""Packing (梱包): many small files into few Parquet shards, which a cluster reads without listing every file.

A shard is a table of ``municipality, doc_id, path, sha256, content``: the bytes as they were found, so that
reading them, which costs more than extracting, is the cluster's work too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from ordinances import ReadOutcome
from ordinances.collect import collect
from ordinances.found import FoundFile, Meter, Progress
from ordinances.limits import Limits

SHARD_BYTES = 128 * 2**20
# Small row groups let a worker hold a few files at a time, whatever the shard's size.
ROW_GROUP_BYTES = 4 * 2**20
# 全国地方公共団体コード: five digits, six with the check digit.
_CODE = re.compile(r"\d{5,6}")
SCHEMA = pa.schema(
    [
        ("municipality", pa.string()),
        ("doc_id", pa.string()),
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("content", pa.large_binary()),
    ]
)


@dataclass(slots=True)
class Packed:
    """What packing did: how many shards, documents and bytes, and the files that could not be opened."""

    shards: int
    documents: int
    size: int
    failures: list[ReadOutcome]


def pack(
    paths: Iterable[Path],
    out: Path,
    *,
    municipality: str = "",
    shard_bytes: int = SHARD_BYTES,
    progress: Progress | None = None,
) -> Packed:
    """Pack files, folders and zips into ``out/shard-00000.parquet`` and so on.

    Args:
        paths: what to pack; a top folder named by a municipality code (``011002/…``) gives its files
            that code.
        out: the folder for the shards; created. Shards that stand there are replaced.
        municipality: the code of files whose path gives none.
        shard_bytes: how much content a shard holds before the next is begun.
        progress: called with (bytes done, bytes in all); all is 0 when unknown.
    """
    out.mkdir(parents=True, exist_ok=True)
    packed = Packed(0, 0, 0, [])
    meter = Meter(progress)
    for shard in _shards(_opened(paths, meter, packed), shard_bytes):
        _write(out / f"shard-{packed.shards:05d}.parquet", shard, municipality, packed)
        packed.shards += 1
    return packed


def unpack(shards: Path, municipality: str | None = None) -> Iterator[FoundFile]:
    """Give back the packed files, of one municipality or all, a few at a time; its code is cut off paths."""
    wanted = pads.field("municipality") == municipality if municipality else None
    for shard in sorted(shards.glob("shard-*.parquet")):
        scanned = pads.dataset(shard).scanner(
            ["municipality", "path", "content"], filter=wanted, batch_size=32
        )
        for batch in scanned.to_batches():
            for row in batch.to_pylist():
                yield FoundFile(row["path"].removeprefix(f"{row['municipality']}/"), row["content"])


def _opened(paths: Iterable[Path], meter: Meter, packed: Packed) -> Iterator[FoundFile]:
    for found in collect(paths, Limits.from_environment(), meter):
        if isinstance(found, FoundFile):
            yield found
        elif found.status == "failed":
            packed.failures.append(found)


def _shards(files: Iterator[FoundFile], size: int) -> Iterator[Iterator[FoundFile]]:
    """Cut a stream of files into streams of about ``size`` bytes; each must be used up before the next."""
    for first in files:
        yield _until_full(first, files, size)


def _until_full(first: FoundFile, files: Iterator[FoundFile], size: int) -> Iterator[FoundFile]:
    yield first
    held = len(first.content)
    while held < size and (found := next(files, None)) is not None:
        held += len(found.content)
        yield found


def _write(path: Path, files: Iterable[FoundFile], municipality: str, packed: Packed) -> None:
    """Write one shard; it takes its name only when it is whole."""
    part = path.with_suffix(".part")
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for group in _shards(iter(files), ROW_GROUP_BYTES):
            rows = [_row(found, municipality) for found in group]
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
            packed.documents += len(rows)
            packed.size += sum(len(row["content"]) for row in rows)
    part.replace(path)


def _row(found: FoundFile, municipality: str) -> dict[str, str | bytes]:
    top = found.source.split("/", 1)[0]
    code = top if _CODE.fullmatch(top) else municipality
    digest = hashlib.sha256(found.content).hexdigest()
    return {
        "municipality": code,
        "doc_id": hashlib.sha256(f"{code}\0{found.source}".encode()).hexdigest()[:16],
        "path": found.source,
        "sha256": digest,
        "content": found.content,
    }
