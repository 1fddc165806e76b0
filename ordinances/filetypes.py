"""Which files are not ordinances at all, told by their name: system litter, images, programs, archives."""

from __future__ import annotations

from pathlib import PurePosixPath

# Files and folders a person never put there on purpose.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"})

_IMAGES = "png gif jpg jpeg bmp tif tiff svg ico webp emf wmf"
_WEB = "css js mjs map json woff woff2 ttf otf eot php jsp cgi"
_DATA = "csv tsv db sqlite duckdb parquet log bak tmp lnk url ini yaml yml"
_PROGRAMS = "exe dll msi bat cmd ps1 sh py pyc class jar so bin iso"
_MEDIA = "mp3 mp4 wav avi mov wmv m4a"
_ARCHIVES = "lzh lha 7z rar tar gz tgz bz2 xz cab"

_REASONS = {
    **dict.fromkeys(_IMAGES.split(), "画像のため、例規として読みません。"),
    **dict.fromkeys(
        f"{_WEB} {_DATA} {_PROGRAMS} {_MEDIA}".split(), "例規の文書ではない種類のファイルのため、読みません。"
    ),
    **dict.fromkeys(_ARCHIVES.split(), "この圧縮形式は読めません。展開するか、zipにして指定してください。"),
}


def is_litter(name: str) -> bool:
    """Tell whether a file or folder name is hidden or left there by a system or an open document."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def not_an_ordinance(name: str) -> str:
    """Give the reason (Japanese) why a file of this name is not read, ``""`` when it may be an ordinance.

    Formats whose content tells them (``.xlsx``, ``.doc``, ``.jtd`` …) are left to
    ``ordinances.readers.registry``, since a wrong extension on a readable file is common.
    """
    return _REASONS.get(suffix(name), "")


def suffix(name: str) -> str:
    """Give the extension in lower case without its dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def printable(text: str) -> str:
    """Make a hostile name or text safe to show on one line: a control character becomes U+FFFD."""
    return "".join(
        char if char.isprintable() or char == "　" else "\N{REPLACEMENT CHARACTER}" for char in text
    )
