"""Files out and answers back in (出力・取込): what pages and commands call, all as bytes in memory."""

from __future__ import annotations

from review_app.exports.applying import Applied, apply, outcome
from review_app.exports.auditing import audit_file
from review_app.exports.checking import CheckedFile, check
from review_app.exports.checksheets import workbook, workbook_set
from review_app.exports.files import ExportFile
from review_app.exports.in_use import keep as keep_layout
from review_app.exports.in_use import template as layout_in_use
from review_app.exports.layout import Layout
from review_app.exports.lines import STATUS_NAMES, CheckedRow, Difference, Status
from review_app.exports.management import report
from review_app.exports.results import result_sheet
from review_app.exports.tables import csv_file, opendata

__all__ = [
    "STATUS_NAMES",
    "Applied",
    "CheckedFile",
    "CheckedRow",
    "Difference",
    "ExportFile",
    "Layout",
    "Status",
    "apply",
    "audit_file",
    "check",
    "csv_file",
    "keep_layout",
    "layout_in_use",
    "opendata",
    "outcome",
    "report",
    "result_sheet",
    "workbook",
    "workbook_set",
]
