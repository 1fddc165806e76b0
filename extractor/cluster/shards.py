"""Extracting one shard: documents in, two Parquet files out, which stand there whole or not at all."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.cluster.tables import CANDIDATES, DOCUMENTS, candidate_row
from extractor.engines.cache import key_of
from extractor.engines.model import Document, Extracts, Recipe
from extractor.engines.work import analyse
from ordinances import clauses
from ordinances.found import FoundFile
from ordinances.reading import read_found

# Documents read and written at a time.
_ROWS = 32


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a shard's results go: named by shard and by the version of rules and model."""

    candidates: Path
    documents: Path

    @classmethod
    def of(cls, shard: Path, out: Path, version: str) -> Outputs:
        """Name the outputs of a shard under a recipe's version."""
        digest = digest_of(version)
        return cls(
            out / "candidates" / f"{shard.stem}-{digest}.parquet",
            out / "documents" / f"{shard.stem}-{digest}.parquet",
        )

    @property
    def done(self) -> bool:
        """Whether the shard is finished: the documents' file is the last to get its name."""
        return self.documents.exists() and self.candidates.exists()


def digest_of(version: str) -> str:
    """Shorten a version to what a file's name can hold."""
    return hashlib.sha256(version.encode()).hexdigest()[:16]


class ShardWorker:
    """Holds rules and model; a Ray actor of ``map_batches``, or used as it is."""

    def __init__(self, recipe: Recipe, out: str) -> None:
        self._extractor = recipe.load()
        self._version = recipe.version()
        self._out = Path(out)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Extract the shards named in ``batch["shard"]``; gives one row of counts for each."""
        rows = [self.extract(Path(str(shard))) for shard in batch["shard"]]
        return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}

    def extract(self, shard: Path) -> dict[str, Any]:
        """Extract one shard unless it is done."""
        started = time.perf_counter()
        outputs = Outputs.of(shard, self._out, self._version)
        if not outputs.done:
            _write(outputs, self._tables(shard))
        documents = pq.read_table(outputs.documents, columns=["status", "candidates"]).to_pylist()
        return {
            "shard": shard.name,
            "documents": len(documents),
            "failures": sum(one["status"] == "failed" for one in documents),
            "candidates": sum(one["candidates"] for one in documents),
            "seconds": time.perf_counter() - started,
        }

    def _tables(self, shard: Path) -> Iterator[tuple[pa.Table, pa.Table]]:
        with pq.ParquetFile(shard) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                answers = [document_rows(self._extractor, packed) for packed in batch.to_pylist()]
                found = [row for candidates, _ in answers for row in candidates]
                yield (
                    pa.Table.from_pylist(found, CANDIDATES),
                    pa.Table.from_pylist([row for _, row in answers], DOCUMENTS),
                )


def document_rows(extractor: Extracts, packed: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Read and extract one packed file: its rows of CANDIDATES and its row of DOCUMENTS."""
    about = {name: packed[name] for name in ("municipality", "doc_id", "path", "sha256")}
    outcome = read_found(FoundFile(packed["path"], packed["content"]))
    if outcome.ordinance is None:
        told = {"key": "", "status": outcome.status, "reason": outcome.reason, "clauses": 0, "candidates": 0}
        return [], about | told
    document = Document(packed["doc_id"], tuple(clauses(outcome.ordinance)))
    answer = analyse(extractor, document)
    rows = [
        candidate_row(row, document.clauses[row["clause"]], packed["municipality"], packed["doc_id"])
        for row in answer.rows
    ]
    status = "failed" if answer.error else "read"
    counts = {"clauses": len(document.clauses), "candidates": len(rows)}
    about["key"] = key_of(document)
    return rows, about | {"status": status, "reason": answer.error} | counts


def _write(outputs: Outputs, tables: Iterator[tuple[pa.Table, pa.Table]]) -> None:
    """Write both files under other names, then give them theirs."""
    pairs = [(path, path.with_suffix(".part")) for path in (outputs.candidates, outputs.documents)]
    for path, _ in pairs:
        path.parent.mkdir(parents=True, exist_ok=True)
    with (
        pq.ParquetWriter(pairs[0][1], CANDIDATES, compression="zstd") as candidates,
        pq.ParquetWriter(pairs[1][1], DOCUMENTS, compression="zstd") as documents,
    ):
        for found, about in tables:
            candidates.write_table(found)
            documents.write_table(about)
    for path, part in pairs:
        part.replace(path)
