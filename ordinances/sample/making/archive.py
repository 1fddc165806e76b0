"""A zip as Windows makes it: member names in CP932, and no sign that they are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class _Cp932Info(ZipInfo):
    """A member whose name is written in CP932 without the UTF-8 flag, as Explorer does."""

    # zipfile asks here, and nowhere else, how a name becomes bytes; there is no public way.
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def cp932_zip(members: Mapping[str, bytes]) -> bytes:
    """Give an archive of name → content."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = _Cp932Info(name, date_time=(2026, 4, 1, 0, 0, 0))
            archive.writestr(info, content, ZIP_DEFLATED)
    return out.getvalue()
