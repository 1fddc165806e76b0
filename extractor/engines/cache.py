"""A content-addressed cache: what was analysed once with the same rules and model is not analysed again.

The key covers what of an ordinance candidates depend on: every clause with its place, headings and leads (an
abbreviation defined in 第1条 resolves 法第3条 of the last). The unit is therefore the ordinance; after an
edition only the amended ordinances are analysed. Kept with the rows is the manifest they were made under,
so that a change of rules touches only the ordinances it can bear on (``manifest.Changes``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Protocol

from extractor.engines.manifest import Manifest
from extractor.engines.model import Document
from extractor.engines.rows import Row
from ordinances.model import Clause


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one document, and the version of the manifest they were made under."""

    version: str
    rows: list[Row]


class CandidateCache(Protocol):
    """Where results are kept by key. What is not there, or cannot be read any more, comes back as None."""

    def get(self, key: str) -> Kept | None:
        """Return what is kept under ``key``."""
        ...

    def put(self, key: str, kept: Kept) -> None:
        """Keep a result under ``key``, in place of an earlier one."""
        ...

    def manifest(self, version: str) -> Manifest | None:
        """Return the manifest of that version."""
        ...

    def put_manifest(self, manifest: Manifest) -> None:
        """Keep a manifest for later runs to compare theirs with."""
        ...


def key_of(document: Document) -> str:
    """Return the cache key of a document: a SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
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

    kept: dict[str, Kept] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)

    def get(self, key: str) -> Kept | None:
        """Return what is kept under ``key``."""
        return self.kept.get(key)

    def put(self, key: str, kept: Kept) -> None:
        """Keep a result under ``key``."""
        self.kept[key] = kept

    def manifest(self, version: str) -> Manifest | None:
        """Return the manifest of that version."""
        return self.manifests.get(version)

    def put_manifest(self, manifest: Manifest) -> None:
        """Keep a manifest."""
        self.manifests[manifest.version] = manifest
