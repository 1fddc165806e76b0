"""A file made for a person: its name, its kind and its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"

# Refused in file names by Windows, or able to lead out of a folder.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class ExportFile:
    """What a button or a command gives: ``name`` is safe on Windows, ``mime`` its media type."""

    name: str
    mime: str
    data: bytes


def file_name(*parts: str, day: date, suffix: str) -> str:
    """A safe file name: ``点検シート_公園課_20261123.xlsx``."""
    stem = "_".join([safe_part(part) for part in parts if part] + [f"{day:%Y%m%d}"])
    return f"{stem}.{suffix}"


def safe_part(text: str) -> str:
    """Part of a file name out of any text; at most 60 characters."""
    return _UNSAFE.sub("_", text).strip(" .")[:60].rstrip(" .") or "_"
