"""CSV with BOM (Excel opens it as UTF-8), for other systems and for publication (オープンデータ)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from functools import cache

from ordinances.wareki import format_wareki
from review_app.exports.fields import FIELDS, Entry, Value
from review_app.exports.files import CSV, ExportFile, file_name
from review_app.exports.in_use import in_use
from review_app.exports.layout import BLANK, Column, Layout, open_data, public_only
from review_app.exports.text import csv_safe
from review_app.ledger import Ledger
from review_app.ledger.model import QueueQuery
from review_app.workflow import exporting, picklists
from review_app.workflow.exporting import Material


def csv_file(
    ledger: Ledger, person_id: str, query: QueueQuery | None = None, layout: Layout | None = None
) -> ExportFile:
    """All columns of the layout as one CSV; NotAllowedError for administrators."""
    found = exporting.material(ledger, person_id, query or QueueQuery())
    name = file_name("点検シート", day=found.today, suffix="csv")
    return ExportFile(name, CSV, _csv(found, in_use(ledger, layout)))


def opendata(ledger: Ledger, person_id: str, layout: Layout | None = None) -> ExportFile:
    """The decided cases without anything internal, for publication.

    Raises NotAllowedError for departments and administrators, InvalidInputError when the layout has a
    column that must not be published.
    """
    columns = public_only(layout, layout.name) if layout else open_data()
    found = exporting.public_material(ledger, person_id)
    name = file_name("アナログ規制見直し状況", day=found.today, suffix="csv")
    return ExportFile(name, CSV, _csv(found, columns.in_words_of(picklists.in_force(ledger))))


def _csv(found: Material, layout: Layout) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([csv_safe(column.heading) for column in layout.columns])
    wording = cache(layout.wording)
    for number, case in enumerate(found.cases, start=1):
        writer.writerow(_line(layout.columns, Entry(number, case, found, wording)))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _line(columns: Sequence[Column], entry: Entry) -> list[str]:
    return ["" if column.field == BLANK else _cell(FIELDS[column.field].value(entry)) for column in columns]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{format_wareki(value)}（{value.isoformat()}）"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return csv_safe(str(value))
