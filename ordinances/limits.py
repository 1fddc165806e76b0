"""How much of hostile or mistaken input is taken before it is refused."""

from __future__ import annotations

import os
from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one run of ``read``; sizes in bytes.

    The largest acts of e-Gov are under 20 MB of XML, and all of e-Gov in one zip is about 9,000 files.
    ``ratio`` bounds the compression of an archive member larger than 1 MB: XML text reaches about 20,
    a deflate bomb about 1,000.
    """

    file_bytes: int = 20 * MB
    archive_bytes: int = 1024 * MB
    archive_total_bytes: int = 4096 * MB
    archive_members: int = 100_000
    ratio: int = 200

    @classmethod
    def from_environment(cls) -> Limits:
        """Give the defaults, the size of one file set by ``TENKEN_MAX_FILE_MB`` when it holds a number."""
        wanted = os.environ.get("TENKEN_MAX_FILE_MB", "")
        return cls(file_bytes=int(wanted) * MB) if wanted.isdecimal() and int(wanted) else cls()


def megabytes(size: int) -> str:
    """Write a size for people: ``1.5 MB``, ``500 MB``."""
    return f"{size / MB:.1f}".removesuffix(".0") + " MB"


def too_large(size: int, limit: int) -> str:
    """Give the reason (Japanese) for refusing a file of ``size`` bytes."""
    return (
        f"大きすぎます({megabytes(size)}、上限 {megabytes(limit)})。例規1件ごとのファイルに分けてください。"
    )
