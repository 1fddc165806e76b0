"""The audit log as a file (操作の記録): every event that fits the filter, in the words of the caller."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from review_app.exports.files import CSV, ExportFile, file_name
from review_app.exports.text import csv_safe
from review_app.ledger import Ledger
from review_app.ledger.audit_rows import AuditQuery, AuditRow
from review_app.workflow import views

_AT_A_TIME = 10_000


def audit_file(
    ledger: Ledger,
    person_id: str,
    query: AuditQuery,
    header: Sequence[str],
    cells: Callable[[AuditRow], Sequence[str]],
) -> ExportFile:
    """A CSV (UTF-8 with BOM) of all events ``query`` gives, newest first; its paging is not used.

    Raises NotAllowedError for those who may not read the audit log.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in _rows(ledger, person_id, query):
        writer.writerow([csv_safe(cell) for cell in cells(row)])
    name = file_name("操作の記録", day=views.today(ledger), suffix="csv")
    return ExportFile(name, CSV, text.getvalue().encode("utf-8-sig"))


def _rows(ledger: Ledger, person_id: str, query: AuditQuery) -> Iterator[AuditRow]:
    offset, last = 0, None
    while rows := views.audit(ledger, person_id, replace(query, limit=_AT_A_TIME, offset=offset)).rows:
        # What is written meanwhile stands before the first page and would push rows into the next one.
        yield from (row for row in rows if last is None or row.seq < last)
        offset, last = offset + len(rows), rows[-1].seq
