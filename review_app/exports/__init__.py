"""Files out and answers back in (出力・取込): what pages and commands call, all as bytes in memory."""

from __future__ import annotations

from review_app.exports.files import ExportFile
from review_app.exports.layout import Layout
from review_app.exports.tables import csv_file, opendata
from review_app.exports.workbook import workbook, workbook_set

__all__ = ["ExportFile", "Layout", "csv_file", "opendata", "workbook", "workbook_set"]
