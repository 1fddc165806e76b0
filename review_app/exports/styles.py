"""The look of every workbook: fonts, fills, borders, kept in one place and made once per workbook."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "BIZ UDPゴシック"
WAREKI = '[$-411]ggge"年"m"月"d"日";@'
"""Excel's number format of 和暦 (令和8年11月23日)."""

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "top"}
_CELL: dict[str, Any] = {**_BASE, "border": 1, "border_color": "#7F8A99", "text_wrap": True}
_LOCKED: dict[str, Any] = {**_CELL, "bg_color": "#EEF1F4"}
_OPEN: dict[str, Any] = {**_CELL, "locked": False}
_HEAD: dict[str, Any] = {**_CELL, "bold": True, "align": "center", "valign": "vcenter"}

_STYLES: dict[str, dict[str, Any]] = {
    "plain": _BASE,
    "wrapped": {**_BASE, "text_wrap": True},
    "title": {**_BASE, "bold": True, "font_size": 16},
    "subtitle": {**_BASE, "font_color": "#44505E"},
    "section": {**_BASE, "bold": True, "font_size": 12},
    "group": {**_HEAD, "bg_color": "#D5DCE4"},
    "head": {**_HEAD, "bg_color": "#D5DCE4"},
    "head_open": {**_HEAD, "bg_color": "#FFE9A8"},
    "locked": _LOCKED,
    "locked_number": {**_LOCKED, "num_format": "#,##0.##", "align": "right"},
    "locked_date": {**_LOCKED, "num_format": WAREKI},
    "open": {**_OPEN, "num_format": "@"},
    "open_number": {**_OPEN, "num_format": "#,##0.##", "align": "right"},
    "open_count": {**_OPEN, "num_format": "#,##0", "align": "right"},
    "open_date": {**_OPEN, "num_format": WAREKI},
    "required": {"bg_color": "#FFF6D9"},
    "hit": {**_BASE, "bold": True, "underline": 1, "font_color": "#8A1C1C"},
    "text": _CELL,
    "number": {**_CELL, "num_format": "#,##0", "align": "right"},
    "hours": {**_CELL, "num_format": "#,##0.0", "align": "right"},
    "total": {**_CELL, "bold": True, "num_format": "#,##0", "align": "right", "bg_color": "#EEF1F4"},
    "total_hours": {**_CELL, "bold": True, "num_format": "#,##0.0", "align": "right", "bg_color": "#EEF1F4"},
    "total_text": {**_CELL, "bold": True, "bg_color": "#EEF1F4"},
    "link": {**_CELL, "font_color": "#0B4F9E", "underline": 1},
    "refused": {**_CELL, "bg_color": "#FBE3E0"},
    "hidden": {"hidden": True, "num_format": "@"},
}


class Styles:
    """The named formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._formats: dict[str, Format] = {name: book.add_format(style) for name, style in _STYLES.items()}

    def __getitem__(self, name: str) -> Format:
        return self._formats[name]
