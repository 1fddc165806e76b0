"""One cell of a filled sheet as the value of an answer (記入欄の検査): tolerant of how people write, never guessing.

Every reader takes what openpyxl gave (text, number, date, truth value) and returns a flat value, or None for
an empty cell; CellError carries the reason in Japanese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite

from openpyxl.utils.datetime import from_excel

from ordinances.numerals import to_int
from ordinances.wareki import ERAS, parse_wareki
from review_app.exports.answers import AnswerField, FlatValue
from review_app.exports.text import clean, one_line

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Days a planned completion can sensibly have; also tells serial numbers from other numbers."""

_DATE_HINT = "「令和9年4月1日」「R9.4.1」「2027/4/1」のように、日まで書いてください"
_BETWEEN = "\n、,，/／;；・"
_LETTERS = {"R": "令和", "H": "平成", "S": "昭和"}
_ERA_SHORT = re.compile(r"([RHS])\s*(\d{1,2}|元)[./\-年]\s*(\d{1,2})[./\-月]\s*(\d{1,2})日?")
_WESTERN = re.compile(r"(\d{4})\s*[./\-年]\s*(\d{1,2})\s*[./\-月]\s*(\d{1,2})\s*日?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_KANJI = "[0-9〇一二三四五六七八九十元]{1,4}"
_WAREKI = re.compile(rf"(令和|平成|昭和|令|平|昭)\s*{_KANJI}\s*年\s*{_KANJI}\s*月\s*{_KANJI}\s*日")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_KANJI_NUMBER = re.compile(r"[0-9〇一二三四五六七八九十百千万億]+")


class CellError(ValueError):
    """A cell cannot be taken; ``str(error)`` is the reason in Japanese."""


def read(field: AnswerField, value: object, names: Mapping[str, str]) -> FlatValue | None:
    """The flat value of a cell of this field; ``names`` are the wordings of its codes."""
    if value is None or (isinstance(value, str) and not normal(value)):
        return None
    if field.kind in ("choice", "choices"):
        return (choice if field.kind == "choice" else choices)(value, names)
    if field.kind in ("count", "number"):
        return (count if field.kind == "count" else number)(value, field.units)
    return day(value) if field.kind == "date" else text(value)


def normal(value: str) -> str:
    """Text for comparing: NFKC, without surrounding or zero-width blanks."""
    return unicodedata.normalize("NFKC", value).replace("\u200b", "").replace("\ufeff", "").strip()


def squeezed(value: str) -> str:
    """Text for comparing names: the same whatever its width, blanks and case."""
    return re.sub(r"\s+", "", normal(value)).casefold()


def text(value: object) -> str:
    """Free text; numbers and dates that a spreadsheet made of what was typed are written out again."""
    if isinstance(value, bool):
        raise CellError("TRUE・FALSEではなく、文字で書いてください")
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value)).strip()


def choice(value: object, names: Mapping[str, str]) -> str:
    """The code of a pick-list name; differences of width, blanks and case do not matter."""
    wanted = squeezed(str(value))
    for code, name in names.items():
        if wanted == squeezed(name):
            return code
    raise CellError(f"「{one_line(str(value), 20)}」は一覧にありません（{'／'.join(names.values())}）")


def choices(value: object, names: Mapping[str, str]) -> tuple[str, ...]:
    """Several names in the order of the pick list; between them anything of ``_BETWEEN`` no name contains."""
    between = "".join(char for char in _BETWEEN if not any(char in name for name in names.values()))
    parts = [part for part in re.split(f"[{re.escape(between)}]", str(value)) if normal(part)]
    chosen = {choice(part, names) for part in parts}
    return tuple(code for code in names if code in chosen)


def day(value: object) -> date:
    """A date: a date cell, an Excel serial number, 和暦 or western, down to the day."""
    found = _any_day(value)
    if found is None:
        raise CellError(f"「{one_line(str(value), 20)}」は日付として読めません。{_DATE_HINT}")
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CellError(f"{found.isoformat()}は範囲（2000年から2100年まで）の外です。{_DATE_HINT}")
    return found


def _any_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _serial(value)
    return _written_day(normal(str(value)))


def _serial(value: float) -> date | None:
    """A serial number of Excel's 1900 system (days since 1899-12-30), or YYYYMMDD typed as a number."""
    if not isfinite(value):
        return None
    if 20_000_101 <= value <= 21_001_231:
        return _written_day(str(int(value)))
    if not 1 <= value <= 100_000:
        return None
    found = from_excel(value)
    return found.date() if isinstance(found, datetime) else None


def _written_day(written: str) -> date | None:
    if match := _ERA_SHORT.fullmatch(written.upper()):
        first = next(start for name, start in ERAS if name == _LETTERS[match[1]])
        year = 1 if match[2] == "元" else int(match[2])
        return _date(first.year + year - 1, match[3], match[4])
    if _WAREKI.fullmatch(written):
        return parse_wareki(written)
    if match := _WESTERN.fullmatch(written) or _EIGHT.fullmatch(written):
        return _date(int(match[1]), match[2], match[3])
    return None


def _date(year: int, month: str, day_of_month: str) -> date | None:
    try:
        return date(year, int(month), int(day_of_month))
    except ValueError:
        return None


def number(value: object, units: tuple[str, ...]) -> float:
    """A number of 0 or more: half or full width, with thousands separators, kanji, and one of ``units``."""
    if isinstance(value, bool | datetime | date):
        raise CellError("数で書いてください（日付や TRUE・FALSE になっています）")
    if isinstance(value, int | float):
        found = float(value)
    else:
        written = re.sub(r"\s+", "", normal(str(value)))
        found = _written_number(_without_unit(written, units))
        if found < 0:
            raise CellError(
                f"「{one_line(str(value), 20)}」は数として読めません。数だけを書いてください（例：1,303）"
            )
    if not isfinite(found) or found < 0:
        raise CellError("0以上の数で書いてください")
    return found


def _without_unit(written: str, units: tuple[str, ...]) -> str:
    for unit in sorted(units, key=len, reverse=True):
        if written.endswith(unit):
            return written.removesuffix(unit)
    return written


def _written_number(written: str) -> float:
    """The number written, -1 when it is none."""
    if _NUMBER.fullmatch(written):
        return float(written.replace(",", ""))
    found = to_int(written) if _KANJI_NUMBER.fullmatch(written) else None
    return -1 if found is None else float(found)


def count(value: object, units: tuple[str, ...]) -> int:
    """A whole number of 0 or more."""
    found = number(value, units)
    if not found.is_integer():
        raise CellError("整数で書いてください")
    return int(found)
