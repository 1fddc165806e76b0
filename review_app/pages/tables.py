"""Small HTML builders the pages share: tables of numbers, fact lists, cards, empty states. All escape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a page of the app."""

    text: str
    href: str


def number(value: float) -> str:
    """Give a number with thousands separators, without ``.0``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def cell(value: object, tag: str = "td") -> str:
    """Give one table cell; numbers are right-aligned."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<{tag} class="tk-num">{number(value)}</{tag}>'
    if isinstance(value, Link):
        return f'<{tag}><a href="{escape(value.href)}">{escape(value.text)}</a></{tag}>'
    return f"<{tag}>{escape(str(value))}</{tag}>"


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    total: Sequence[object] | None = None,
) -> str:
    """Give an accessible table: a caption, column headers, each row's first cell as its header."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(
        f'<tr><th scope="row">{escape(str(first))}</th>{"".join(cell(value) for value in rest)}</tr>'
        for first, *rest in rows
    )
    foot = ""
    if total is not None:
        foot = f'<tfoot><tr><th scope="row">{escape(str(total[0]))}</th>{"".join(map(cell, total[1:]))}</tr></tfoot>'
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


def card(title: str, count: int, unit: str = "件", tone: str = "") -> str:
    """Give one card with a number; ``tone`` is ``todo`` or ``warn`` where there is something to do."""
    extra = f" tk-{tone}" if tone and count else ""
    return (
        f'<div class="tk-card{extra}"><p>{escape(title)}</p>'
        f'<span class="tk-n">{count:,}<small>{escape(unit)}</small></span></div>'
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
