"""Files that were uploaded and wait to be imported (取込み待ちのファイル): in one private folder beside the ledger.

They lie there under numbers; the names people gave them are only ever shown. The folder is emptied when the
import is done or dropped, and when the app starts.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from ordinances.filetypes import printable
from ordinances.found import NamedFile
from ordinances.limits import MB, megabytes
from review_app.workflow.errors import InvalidInputError

MOST_FILES = 5_000
MOST_NAME = 200
# What must stay free on the disk: the ledger grows by less than the texts it takes in.
_SPARE = 256 * MB


class UploadError(InvalidInputError):
    """An upload that is not taken; nothing of it is kept."""


def upload_limit() -> int:
    """Bytes of one upload in all: 500 MB, or what ``TENKEN_MAX_UPLOAD_MB`` says."""
    wanted = os.environ.get("TENKEN_MAX_UPLOAD_MB", "")
    return int(wanted) * MB if wanted.isdecimal() and int(wanted) else 500 * MB


def display_name(name: str) -> str:
    """Give an uploaded file's name as it is shown and stored: no way up, no control character, not too long."""
    parts = PurePosixPath(printable(unicodedata.normalize("NFC", name)).replace("\\", "/")).parts
    kept = [part for part in parts if part not in ("/", ".", "..")]
    return "/".join(kept)[-MOST_NAME:] or "名前のないファイル"


@dataclass(slots=True)
class Receiving:
    """An upload on its way in, counted while it streams; see ``Staging.receive``."""

    folder: Path
    limit: int
    taken: int = 0
    files: list[NamedFile] = field(default_factory=list)
    _open: IO[bytes] | None = None

    def begin(self, name: str) -> None:
        """Begin a file that somebody calls ``name``."""
        self.end()
        if len(self.files) >= MOST_FILES:
            raise UploadError(
                f"ファイルが多すぎます（上限 {MOST_FILES:,} 件）。zipにまとめるか、分けてください。"
            )
        path = self.folder / f"{len(self.files):05}"
        # Exclusive, so that it is a new file of ours and no link somebody put there.
        self._open = path.open("xb")
        self.files.append(NamedFile(path, display_name(name)))

    def write(self, data: bytes) -> None:
        """Take the next bytes of the file; UploadError as soon as all of them are too many."""
        self.taken += len(data)
        if self.taken > self.limit:
            raise UploadError(
                f"大きすぎます（上限は合わせて {megabytes(self.limit)}）。何回かに分けて取り込んでください。"
            )
        if self._open is None:
            raise UploadError("送られた内容を読み取れません。もう一度選び直してください。")
        self._open.write(data)

    def end(self) -> None:
        """End the file that is open, if any."""
        if self._open is not None:
            self._open.close()
            self._open = None


class Staging:
    """The one place where uploads wait, beside a ledger."""

    def __init__(self, ledger: Path) -> None:
        self.folder = ledger.parent / f"{ledger.stem}-incoming"
        self.clear()

    def clear(self) -> None:
        """Remove whatever waits. A link in the folder's place is removed, not followed."""
        if self.folder.is_symlink():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)

    @contextmanager
    def receive(self, expected: int) -> Iterator[Receiving]:
        """Take an upload of about ``expected`` bytes (0 when unknown) in place of what waits.

        Raises UploadError, and keeps nothing, when it is too large or the disk is full.
        """
        limit = upload_limit()
        if expected > limit + MB:  # names and boundaries come on top
            raise UploadError(
                f"大きすぎます（{megabytes(expected)}、上限は合わせて {megabytes(limit)}）。"
                "何回かに分けて取り込んでください。"
            )
        if shutil.disk_usage(self.folder.parent).free < expected + _SPARE:
            raise UploadError(_FULL)
        self.clear()
        try:
            self.folder.mkdir(mode=0o700)
            receiving = Receiving(self.folder, limit)
            yield receiving
            receiving.end()
            if not receiving.files:
                raise UploadError("ファイルが選ばれていません。例規のファイルかzipを選んでください。")
        except OSError as error:
            self.clear()
            raise UploadError(_FULL) from error
        except BaseException:
            receiving.end()
            self.clear()
            raise


_FULL = (
    "サーバーのディスクに書き込めないか、空きがないため、受け取れません。システム管理者に知らせてください。"
)
