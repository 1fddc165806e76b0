"""Reading many files: one outcome each, whatever is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path

import structlog

from ordinances.collect import collect, total_bytes
from ordinances.found import FoundFile, Meter, Progress
from ordinances.limits import Limits
from ordinances.model import Level, Ordinance
from ordinances.outcome import NotAnOrdinanceError, ReadOutcome
from ordinances.readers.errors import ReadError
from ordinances.readers.registry import read_content

_log = structlog.get_logger(__name__)

_UNEXPECTED = (
    "読み取り中に想定外の誤りが起きました。このファイルと記録(ログ)を添えて管理者に知らせてください。"
)
_NO_ARTICLES = "条文(第○条、1 2 …の項など)が見つかりません。例規の本文が入っているか確かめてください。"

_TEXT_LEVELS = frozenset({Level.ARTICLE, Level.PARAGRAPH, Level.ITEM, Level.SUBITEM, Level.TABLE})


def read(
    paths: Iterable[str | PathLike[str]] | str | PathLike[str],
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Iterator[ReadOutcome]:
    """Read files, folders and zips, lazily, in a fixed order; a bad file costs only its own outcome.

    Args:
        paths: what to read, one or many; folders and zips are read in full, sorted by name.
        progress: called with (bytes done, bytes in all) as they stand on disk.
        limits: how much is taken; ``Limits.from_environment()`` when None.

    Yields:
        One ``ReadOutcome`` per file, hidden and system files left out. Never raises for what is in a file.
    """
    roots = [Path(path) for path in ([paths] if isinstance(paths, str | PathLike) else paths)]
    meter = Meter(progress, total_bytes(roots) if progress else 0)
    for found in collect(roots, limits or Limits.from_environment(), meter):
        yield found if isinstance(found, ReadOutcome) else read_found(found)


def read_found(found: FoundFile) -> ReadOutcome:
    """Read one file's content; any error becomes the outcome's reason."""
    outcome = ReadOutcome(
        found.source,
        "failed",
        sha256=hashlib.sha256(found.content).hexdigest(),
        size=len(found.content),
        named=found.named,
    )
    try:
        parsed = read_content(found.content, found.source)
    except NotAnOrdinanceError as error:
        return replace(outcome, status="skipped", reason=error.reason)
    except ReadError as error:
        return replace(outcome, reason=error.reason)
    except Exception:  # noqa: BLE001 - hostile files meet every bug of every library; one must not end the run
        _log.exception("reading failed unexpectedly", source=found.source, sha256=outcome.sha256)
        return replace(outcome, reason=_UNEXPECTED)
    if not _has_text(parsed.ordinance):
        return replace(outcome, reason=_NO_ARTICLES, format=parsed.format)
    return replace(
        outcome,
        status="read",
        ordinance=parsed.ordinance,
        format=parsed.format,
        encoding=parsed.ordinance.encoding,
        remark=parsed.remark,
    )


def _has_text(ordinance: Ordinance) -> bool:
    return any(
        node.level in _TEXT_LEVELS and node.text for top in ordinance.provisions for node in top.walk()
    )
