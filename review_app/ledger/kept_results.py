"""The extractor's cache that outlives the process: one SQLite file of bounded size, which may be deleted at any time.

It holds nothing that cannot be made again, so whatever is wrong with it (damaged, read-only, locked) costs
time and never a result.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from extractor.engines.cache import Kept
from extractor.engines.manifest import Manifest

LIMIT_BYTES = 256 * 2**20
# Results written between two commits: what a crash can cost.
_COMMIT_EVERY = 200
_SCHEMA = """
CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, version TEXT, rows BLOB, used INTEGER);
CREATE TABLE IF NOT EXISTS manifest (version TEXT PRIMARY KEY, parts TEXT);
"""
_OVER_LIMIT = """
DELETE FROM result WHERE key IN (
    SELECT key FROM (
        SELECT key, sum(length(rows)) OVER (ORDER BY used DESC, key) AS total FROM result
    ) WHERE total > ?
)
"""

log = structlog.get_logger(__name__)


class FileCache:
    """A cache in a file. What has not been used for longest goes first when it grows over its limit."""

    def __init__(self, path: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._database = _opened(path)
        self._run: int = self._database.execute("SELECT coalesce(max(used), 0) + 1 FROM result").fetchone()[0]
        self._used: set[str] = set()
        self._written = 0

    def get(self, key: str) -> Kept | None:
        """Return what is kept under ``key``; what cannot be read counts as absent."""
        with suppress(sqlite3.Error, zlib.error, ValueError, TypeError):
            found = self._database.execute("SELECT version, rows FROM result WHERE key = ?", [key]).fetchone()
            if found:
                self._used.add(key)
                return Kept(found[0], json.loads(zlib.decompress(found[1])))
        return None

    def put(self, key: str, kept: Kept) -> None:
        """Keep a result under ``key``."""
        packed = zlib.compress(json.dumps(kept.rows, ensure_ascii=False).encode(), 1)
        with _told():
            row = [key, kept.version, packed, self._run]
            self._database.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", row)
            self._written += 1
            if self._written % _COMMIT_EVERY == 0:
                self._database.commit()

    def manifest(self, version: str) -> Manifest | None:
        """Return the manifest of that version."""
        with suppress(sqlite3.Error, ValueError, KeyError, TypeError):
            asked = "SELECT parts FROM manifest WHERE version = ?"
            found = self._database.execute(asked, [version]).fetchone()
            if found:
                return Manifest.from_json(found[0])
        return None

    def put_manifest(self, manifest: Manifest) -> None:
        """Keep a manifest."""
        with _told():
            row = [manifest.version, manifest.to_json()]
            self._database.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", row)

    def close(self) -> None:
        """Drop what is over the limit, and manifests no result was made under; let the file go."""
        with _told():
            used = [(self._run, key) for key in self._used]
            self._database.executemany("UPDATE result SET used = ? WHERE key = ?", used)
            self._database.execute(_OVER_LIMIT, [self._limit])
            self._database.execute("DELETE FROM manifest WHERE version NOT IN (SELECT version FROM result)")
            self._database.commit()
            self._database.execute("PRAGMA incremental_vacuum")
        self._database.close()

    def __enter__(self) -> FileCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _told() -> Iterator[None]:
    """Let a cache that cannot be written (full disk, another process) be a matter for the log."""
    try:
        yield
    except sqlite3.Error:
        log.warning("cache_not_written", exc_info=True)


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file; make a damaged one anew; where none can be made, keep the run's results in memory."""
    with suppress(sqlite3.Error, OSError):
        try:
            return _connected(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            path.unlink()
            return _connected(path)
    log.warning("cache_not_opened", path=str(path))
    return _connected(":memory:")


def _connected(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")
        database.execute("PRAGMA synchronous = OFF")  # losing the file costs time only
        database.executescript(_SCHEMA)
    except BaseException:
        database.close()
        raise
    return database
