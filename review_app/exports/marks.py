"""The hidden marks of a sheet (照合用の隠し列): written on the way out, checked on the way back in.

The first row holds one JSON text about the sheet, the second the field of each column; five hidden columns
begin each line. A sheet carries all of it itself, so it may be copied into another workbook.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from review_app.exports.answers import digest

FORMAT = 1
HIDDEN = ("#case", "#revision", "#seal", "#line", "#check")
"""The hidden columns: case id, revision, fingerprint of the answer, line of the sheet, check over these."""
KEYS_ROW = 1
FIRST_COLUMN = len(HIDDEN)
"""The zero-based places of the row of fields and of the first visible column."""

Text = Annotated[str, Field(max_length=200)]


class SheetMark(BaseModel):
    """What a sheet says of itself. ``department`` is the id, "" for cases of none; ``lines`` their number.

    ``headings`` holds the columns to be filled in by field, ``choices`` the wording of their pick lists, so
    that a sheet of any layout is read in its own words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenken: int = FORMAT
    ledger: Text
    department: Text
    department_name: Text
    exported_on: Text
    lines: Annotated[int, Field(ge=0, le=1_000_000)]
    headings: Annotated[dict[Text, Text], Field(max_length=100)]
    choices: Annotated[dict[Text, dict[Text, Text]], Field(max_length=20)]

    def check(self, case_id: str, revision: int, seal: str, line: int) -> str:
        """The check of one line's marks."""
        return digest(f"{self.ledger}|{self.department}|{case_id}|{revision}|{seal}|{line}")


def read_mark(value: object) -> SheetMark | None:
    """The mark in the first cell of a sheet; None when the sheet was not made by tenken."""
    if not isinstance(value, str) or not value.startswith('{"tenken"'):
        return None
    try:
        return SheetMark.model_validate_json(value)
    except ValidationError:
        return None
