"""Files, folders and zips in, one found file after another out, in a fixed order, never holding them all.

What cannot be opened comes out as a finished ``ReadOutcome`` in its place. Nothing is ever written to disk.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ordinances.archive import looks_like_archive, members
from ordinances.filetypes import is_litter, not_an_ordinance
from ordinances.found import FoundFile, Meter, NamedFile
from ordinances.limits import Limits, too_large
from ordinances.outcome import ReadOutcome, Status

_MISSING = "見つかりません({path})。名前と場所を確かめてください。"
_DANGLING = "リンク先が見つかりません。元のファイルを指定してください。"
_DENIED = "開けません。読み取りの権限があるか確かめてください。"
_LINKED_FOLDER = "フォルダへのリンクはたどりません。必要なら、リンク先のフォルダを指定してください。"
_SPECIAL = "通常のファイルではないため、読みません。"
_EMPTY_FOLDER = "フォルダの中に読むファイルがありません。場所を確かめてください。"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file on disk, not opened yet."""

    path: Path
    source: str
    named: bool

    def outcome(self, status: Status, reason: str, size: int = 0) -> ReadOutcome:
        return ReadOutcome(self.source, status, reason, size=size, named=self.named)


def collect(
    paths: Iterable[Path | NamedFile], limits: Limits, meter: Meter
) -> Iterator[FoundFile | ReadOutcome]:
    """Yield each file under ``paths`` with its content, sorted by name within each folder.

    Hidden and system files are passed over. ``meter`` is advanced by the bytes on disk that are done.
    """
    for entry in _walk(paths):
        if isinstance(entry, ReadOutcome):
            yield entry
            continue
        yield from _open(entry, limits, meter)


def total_bytes(paths: Iterable[Path | NamedFile]) -> int:
    """Give the size on disk of all files under ``paths``, for a progress bar."""
    return sum(_size(entry.path) for entry in _walk(paths) if isinstance(entry, _Entry))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _walk(paths: Iterable[Path | NamedFile]) -> Iterator[_Entry | ReadOutcome]:
    for path in paths:
        if isinstance(path, NamedFile):
            yield _Entry(path.path, path.name, named=True)
        elif _is_folder(path):
            found = False
            for entry in _walk_folder(path):
                found = True
                yield entry
            if not found:
                yield ReadOutcome(_display(path.name or str(path)), "skipped", _EMPTY_FOLDER, named=True)
        else:
            yield _Entry(path, _display(path.name), named=True)


def _walk_folder(folder: Path) -> Iterator[_Entry | ReadOutcome]:
    # A stack, not recursion: a folder tree may be deeper than Python's stack.
    waiting = [(folder, "")]
    while waiting:
        path, source = waiting.pop()
        if source and not _is_folder(path):
            yield _Entry(path, source, named=False)
        elif source and path.is_symlink():
            yield ReadOutcome(source, "skipped", _LINKED_FOLDER)
        else:
            try:
                names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208 - names only, as they sort
            except OSError:
                yield ReadOutcome(source or _display(path.name), "failed", _DENIED)
                continue
            prefix = f"{source}/" if source else ""
            waiting += [(path / name, prefix + _display(name)) for name in names if not is_litter(name)]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above it may not be searched; opening the file will say so
        return False


def _display(name: str) -> str:
    """Give a file name as text; bytes that are not UTF-8 (a CP932 name on Linux) are read as CP932."""
    raw = os.fsencode(name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp932", errors="replace")


def _open(entry: _Entry, limits: Limits, meter: Meter) -> Iterator[FoundFile | ReadOutcome]:
    before = meter.done
    try:
        status = entry.path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield entry.outcome("skipped", _SPECIAL)
            return
        if reason := not_an_ordinance(entry.source):
            yield entry.outcome("skipped", reason, status.st_size)
        elif looks_like_archive(entry.path):
            yield from members(entry.path, entry.source, limits, meter)
        else:
            yield _read_file(entry, status.st_size, limits.file_bytes)
        meter.advance(max(0, before + status.st_size - meter.done))
    except FileNotFoundError:
        missing = _MISSING.format(path=_display(str(entry.path)))
        yield entry.outcome("failed", _DANGLING if entry.path.is_symlink() else missing)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        yield entry.outcome("failed", _DENIED)


def _read_file(entry: _Entry, size: int, limit: int) -> FoundFile | ReadOutcome:
    if size > limit:
        return entry.outcome("failed", too_large(size, limit), size)
    with entry.path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:  # it grew meanwhile
        return entry.outcome("failed", too_large(len(content), limit), len(content))
    return FoundFile(entry.source, content, entry.named)
