"""Members of a zip archive, read in memory under limits; nothing is ever unpacked to disk.

Format: PKWARE APPNOTE.TXT 6.3.10. Names without the UTF-8 flag (bit 11) are in whatever code page the
packer used: UTF-8 on a Mac, CP932 on Japanese Windows.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ordinances.filetypes import is_litter, not_an_ordinance, printable
from ordinances.found import FoundFile, Meter
from ordinances.limits import MB, Limits, megabytes, too_large
from ordinances.outcome import ReadOutcome

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OFFICE_PARTS = frozenset({"[Content_Types].xml", "mimetype"})
"""A member of one of these names makes a zip an Office (OOXML, ODF) document."""

BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError)
"""What ``zipfile`` raises for a broken or unusual archive."""

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1

_BROKEN_ARCHIVE = "zipが壊れていて開けません。作り直すか、展開したフォルダを指定してください。"
_BROKEN_MEMBER = "zipの中のファイルが壊れています。zipを作り直してください。"
_EMPTY = "zipの中にファイルがありません。作り直してください。"
_NESTED = "zipの中のzipは読みません。展開してから指定してください。"
_UNSAFE_NAME = "zipの中の名前が安全でない(「..」や絶対パスなど)ため、読みません。zipを作り直してください。"
_LINK = "zipの中のリンクは読みません。元のファイルを入れてzipを作り直してください。"
_METHOD = "この圧縮方式は読めません。Windowsの「圧縮(zip形式)フォルダー」で作り直してください。"
_TOO_MUCH = "展開すると上限({})を超えるため、途中でやめました。分けてください。"
_BOMB = "圧縮率が異常に高く、危険なzipのおそれがあるため読みません。入手元を確かめてください。"


def looks_like_archive(path: Path) -> bool:
    """Tell whether a file is a zip archive of files, and not an Office document, by its content."""
    with path.open("rb") as file:
        return is_archive(file)


def is_archive(file: IO[bytes]) -> bool:
    """Tell whether the bytes are a zip archive of files, and not an Office document."""
    if not file.read(4).startswith(ZIP_MAGIC):
        return False
    try:
        with ZipFile(file) as archive:
            return OFFICE_PARTS.isdisjoint(archive.namelist())
    except BROKEN:
        return True  # so that it is reported as a broken zip


def members(path: Path, source: str, limits: Limits, meter: Meter) -> Iterator[FoundFile | ReadOutcome]:
    """Yield each file of the archive at ``path``, sorted by name, named ``source/dir/name``."""
    size = path.stat().st_size
    if size > limits.archive_bytes:
        yield ReadOutcome(source, "failed", too_large(size, limits.archive_bytes), size=size)
        return
    try:
        archive = ZipFile(path)
    except BROKEN:
        yield ReadOutcome(source, "failed", _BROKEN_ARCHIVE, size=size)
        return
    with archive:
        yield from _archive_members(archive, source, limits, meter)


def _archive_members(
    archive: ZipFile, source: str, limits: Limits, meter: Meter
) -> Iterator[FoundFile | ReadOutcome]:
    entries = archive.infolist()
    if refusal := _refuse_archive(entries, limits):
        yield ReadOutcome(source, "failed", refusal)
        return
    files = sorted((member_name(info), info.header_offset, info) for info in entries if not info.is_dir())
    taken = 0
    for name, _, info in files:
        if any(is_litter(part) for part in name.split("/") if part != ".."):
            continue
        found = _member(archive, info, f"{source}/{printable(name)}", name, limits)
        taken += len(found.content) if isinstance(found, FoundFile) else 0
        if taken > limits.archive_total_bytes:
            yield ReadOutcome(source, "failed", _TOO_MUCH.format(megabytes(limits.archive_total_bytes)))
            return
        yield found
        meter.advance(info.compress_size)


def _refuse_archive(entries: list[ZipInfo], limits: Limits) -> str:
    """Give the reason why nothing of an archive is read, ``""`` when it may be."""
    if not any(not info.is_dir() for info in entries):
        return _EMPTY
    if len(entries) > limits.archive_members:
        return (
            f"ファイルが多すぎます({len(entries):,} 件、上限 {limits.archive_members:,} 件)。分けてください。"
        )
    locked = sum(bool(info.flag_bits & _ENCRYPTED_FLAG) for info in entries)
    if locked:
        return f"パスワードの付いたファイルが {locked} 件あります。パスワードを外して作り直してください。"
    return ""


def member_name(info: ZipInfo) -> str:
    """Give a member's name as its packer meant it: by the UTF-8 flag, else UTF-8 or CP932 by its bytes."""
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp932", errors="replace")


def _member(
    archive: ZipFile, info: ZipInfo, source: str, name: str, limits: Limits
) -> FoundFile | ReadOutcome:
    if refusal := _refuse_member(info, name, limits):
        return ReadOutcome(source, "failed", refusal, size=info.file_size)
    if reason := not_an_ordinance(name):
        return ReadOutcome(source, "skipped", reason, size=info.file_size)
    try:
        with archive.open(info) as file:
            # zipfile never gives more than the declared size, which is within the limits by now.
            content = file.read()
    except BROKEN:
        return ReadOutcome(source, "failed", _BROKEN_MEMBER, size=info.file_size)
    if content.startswith(ZIP_MAGIC) and _is_nested(archive, info):
        return ReadOutcome(source, "failed", _NESTED, size=len(content))
    return FoundFile(source, content)


def _is_nested(archive: ZipFile, info: ZipInfo) -> bool:
    with archive.open(info) as file:
        return is_archive(file)


def _refuse_member(info: ZipInfo, name: str, limits: Limits) -> str:
    """Give the reason why a member is not read, ``""`` when it may be."""
    if _is_unsafe(name):
        return _UNSAFE_NAME
    if stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return _METHOD
    if info.file_size > MB and info.file_size > limits.ratio * max(info.compress_size, 1):
        return _BOMB
    if info.file_size > limits.file_bytes and not not_an_ordinance(name):
        return too_large(info.file_size, limits.file_bytes)
    return ""


def _is_unsafe(name: str) -> bool:
    """Tell whether a name would leave the folder it is unpacked into, on any system."""
    return (
        "\0" in name
        or "\\" in name
        or name.startswith("/")
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in name.split("/")
    )
