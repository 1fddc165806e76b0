"""Small HTML builders the pages share: tables of numbers, fact lists, cards, empty states. All escape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

SHORT = 9
"""Words up to this length stand on one line of a cell: 対応中 in two lines reads badly."""
NOTHING = "―"
ROW, COLUMN = 'th scope="row"', 'th scope="col"'
_SHARE = re.compile(r"[\d,.]+％")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a page of the app."""

    text: str
    href: str


def number(value: float) -> str:
    """Give a number with thousands separators, without ``.0``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def is_number(value: object) -> bool:
    """Tell whether a value is a number or a share of one (``95％``)."""
    if isinstance(value, str):
        return _SHARE.fullmatch(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_broken(value: object) -> bool:
    """Tell whether a value is a number with decimals; its whole column is then written with one."""
    return isinstance(value, float) and not value.is_integer()


def numeric_columns(rows: Sequence[Sequence[object]]) -> list[bool]:
    """Tell which columns hold numbers and nothing else, apart from the dash that stands for none."""
    columns: list[tuple[object, ...]] = list(zip(*rows, strict=True))
    return [
        any(map(is_number, column)) and all(is_number(one) or one == NOTHING for one in column)
        for column in columns
    ]


def written(value: object) -> str:
    """Give a cell's value as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return value.text if isinstance(value, Link) else str(value)


def cell(value: object, *, tag: str = "td", numeric: bool = False) -> str:
    """Give one table cell; those of a numeric column are right-aligned, short words stay on one line."""
    text = written(value)
    look = "tk-num" if numeric or is_number(value) else "tk-nowrap" if len(text) <= SHORT else ""
    kind = f' class="{look}"' if look else ""
    inner = f'<a href="{escape(value.href)}">{escape(text)}</a>' if isinstance(value, Link) else escape(text)
    return f"<{tag}{kind}>{inner}</{tag[:2]}>"


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    total: Sequence[object] | None = None,
) -> str:
    """Give an accessible table: a caption, column headers, each row's first cell as its header."""
    shown = [tuple(row) for row in rows]
    numeric = numeric_columns(shown) or [False] * len(header)
    head = "".join(cell(name, tag=COLUMN, numeric=right) for name, right in zip(header, numeric, strict=True))

    tenths = [any(map(is_broken, column)) for column in zip(*shown, strict=True)] or numeric

    def line(row: Sequence[object]) -> str:
        first, *rest = row
        cells = (
            cell(f"{value:,.1f}" if broken and isinstance(value, int | float) else value, numeric=right)
            for value, right, broken in zip(rest, numeric[1:], tenths[1:], strict=True)
        )
        return f"<tr>{cell(str(first), tag=ROW)}{''.join(cells)}</tr>"

    body = "".join(map(line, shown))
    foot = "" if total is None else f"<tfoot>{line(total)}</tfoot>"
    return (
        f'<div class="tk-scroll"><table class="tk-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
    )


def facts(pairs: Mapping[str, str]) -> str:
    """Give a list of terms and values; empty values are left out."""
    rows = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(value)}</dd>" for term, value in pairs.items() if value.strip()
    )
    return f'<dl class="tk-facts">{rows}</dl>'


def card(
    title: str, count: int, unit: str = "件", tone: str = "", *, link: tuple[str, str] | None = None
) -> str:
    """Give one card with a number.

    ``tone`` is ``todo`` or ``warn`` where there is something to do; ``link`` is where to do it, and what.
    """
    extra = f" tk-{tone}" if tone and count else ""
    way = f'<a href="{escape(link[0])}">{escape(link[1])}</a>' if link and count else ""
    return (
        f'<div class="tk-card{extra}"><p>{escape(title)}</p>'
        f'<span class="tk-n">{count:,}<small>{escape(unit)}</small></span>{way}</div>'
    )


def cards(items: Iterable[str]) -> str:
    """Lay cards out in a grid."""
    return f'<div class="tk-cards">{"".join(items)}</div>'


def empty(title: str, what_to_do: str) -> str:
    """Give what an empty list shows: that it is empty, and what to do."""
    return f'<div class="tk-empty"><strong>{escape(title)}</strong>{escape(what_to_do)}</div>'


def remark(text: str) -> str:
    """Give a paragraph that tells something, where nothing is wrong."""
    return f'<p class="tk-remark" role="note">{escape(text)}</p>'


def alert(text: str) -> str:
    """Give a paragraph that must not be overlooked."""
    return f'<p class="tk-alert" role="note">{escape(text)}</p>'
