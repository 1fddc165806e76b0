"""A content-addressed cache: what was analysed once with the same rules and model is not analysed again.

The key covers all that candidates depend on: every clause of the ordinance with its place, headings and leads
(an abbreviation defined in 第1条 resolves 法第3条 of the last), and the recipe's version. The unit is
therefore the ordinance; after an edition only the amended ordinances are analysed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from extractor.engines.model import Document
from extractor.engines.rows import Row
from ordinances.model import Clause


class CandidateCache(Protocol):
    """Where rows are kept by key. ``get`` gives None for what is not there or cannot be read any more."""

    def get(self, key: str) -> list[Row] | None:
        """Return the rows kept under ``key``."""
        ...

    def put(self, key: str, rows: list[Row]) -> None:
        """Keep ``rows`` under ``key``."""
        ...


def key_of(document: Document, version: str) -> str:
    """Return the cache key of a document under a recipe's ``version``: a SHA-256 in hexadecimal."""
    digest = hashlib.sha256(version.encode())
    for clause in document.clauses:
        digest.update(json.dumps(_content(clause), ensure_ascii=False).encode())
    return digest.hexdigest()


def _content(clause: Clause) -> list[object]:
    """List what of a clause an extractor can see; the source's name is not content."""
    place = [clause.locator, clause.part, clause.article, clause.paragraph, clause.items]
    return [clause.title, clause.number, *place, clause.caption, clause.headings, clause.text, clause.lead]


@dataclass(slots=True)
class MemoryCache:
    """A cache that lasts as long as the process."""

    kept: dict[str, list[Row]] = field(default_factory=dict)

    def get(self, key: str) -> list[Row] | None:
        """Return the rows kept under ``key``."""
        return self.kept.get(key)

    def put(self, key: str, rows: list[Row]) -> None:
        """Keep ``rows`` under ``key``."""
        self.kept[key] = rows


@dataclass(frozen=True, slots=True)
class FileCache:
    """A cache in a folder, one JSON file per ordinance; several processes may share it."""

    directory: Path

    def get(self, key: str) -> list[Row] | None:
        """Return the rows kept under ``key``; a damaged file counts as absent."""
        try:
            rows = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return rows if isinstance(rows, list) else None

    def put(self, key: str, rows: list[Row]) -> None:
        """Keep ``rows`` under ``key``; a reader sees the whole file or none."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False
        ) as file:
            json.dump(rows, file, ensure_ascii=False)
        Path(file.name).replace(path)

    def _path(self, key: str) -> Path:
        return self.directory / key[:2] / f"{key}.json"
