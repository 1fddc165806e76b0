"""例規: the list, by name or number or by the words of the text, narrowed to a part of the classification (体系)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ordinances.lookup import find
from review_app.ledger.model import OrdinanceRow
from review_app.pages import desk, marks, tables, words
from review_app.pages.desk import Visit
from review_app.workflow import lookup
from review_app.workflow.lookup import Hit

PAGE_SIZE = 30
NAMES, TEXTS = "name", "text"
WAYS = {NAMES: "例規名・番号", TEXTS: "条文の語句"}
EVERYTHING: tuple[str, ...] = ()
# How much of the text stands before and behind the first word found.
BEFORE, BEHIND = 12, 48


@dataclass(frozen=True, slots=True)
class Asked:
    """What to list: by what, the text typed, the part of the classification."""

    way: str
    text: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to read: an ordinance, and the clause and words of a hit."""

    ordinance_id: int
    clause_id: int | None = None
    words: tuple[str, ...] = ()


def ask(visit: Visit) -> Asked:
    """Ask what to list; a changed question begins at its first page."""
    by, typed, part = st.columns([3, 5, 4], vertical_alignment="bottom")
    way = by.segmented_control(
        "探し方",
        list(WAYS),
        default=NAMES,
        format_func=lambda key: WAYS[key],
        key="library_way",
        on_change=first,
        required=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    text = typed.text_input(
        "例規を探す",
        key="library_text",
        placeholder="語句（空白で区切ると、すべてを含む条項）" if way == TEXTS else "例規名・例規番号",
        bind="query-params",
        label_visibility="collapsed",
        on_change=first,
    )
    known = lookup.classifications(visit.ledger, visit.person_id)
    counts = {one.path: one.ordinances for one in known}
    path = part.selectbox(
        "体系",
        [EVERYTHING, *counts],
        format_func=lambda key: part_name(key, counts.get(key, 0)),
        key="library-path",
        label_visibility="collapsed",
        on_change=first,
    )
    return Asked(way or NAMES, text or "", path or EVERYTHING)


def first() -> None:
    """Go back to the first page."""
    st.session_state.pop("library-page", None)


def part_name(path: Sequence[str], ordinances: int) -> str:
    """Name a part of the classification, set in under the part above it."""
    if not path:
        return "体系：すべて"
    return f"{'　' * (len(path) - 1)}{marks.plain(path[-1])}（{ordinances:,}）"


def listing(visit: Visit, asked: Asked) -> Chosen | None:
    """Show the list and give what was chosen."""
    if asked.way == TEXTS:
        return hits(visit, asked)
    return ordinances(visit, asked)


def offset() -> int:
    """Give where the page that is shown begins."""
    return (int(st.session_state.get("library-page", 1)) - 1) * PAGE_SIZE


def paging(total: int, said: str) -> None:
    """Offer the further pages."""
    pages = max(1, -(-total // PAGE_SIZE))
    if pages > 1:
        st.pagination(pages, key="library-page", max_visible_pages=5)
    st.caption(said)


def asked_id() -> int | None:
    """Give the ordinance the address names."""
    named = st.query_params.get("ordinance", "")
    return int(named) if named.isdecimal() else None


def ordinances(visit: Visit, asked: Asked) -> Chosen | None:
    """Show the list of ordinances and give the one chosen."""
    found = desk.ordinances(visit, asked.text, PAGE_SIZE, offset(), path=asked.path)
    if not found.rows:
        st.html(tables.empty("例規がありません", "語句や体系を変えるか、例規を取り込んでください。"))
        return None
    by_id = {row.ordinance_id: row for row in found.rows}
    first_id = asked_id()
    with st.container(key="queue-list-library"):
        chosen = st.radio(
            "例規の一覧",
            list(by_id),
            index=list(by_id).index(first_id) if first_id in by_id else None,
            format_func=lambda key: marks.plain(by_id[key].title) if key in by_id else "",
            captions=[caption(row) for row in found.rows],
            key="library-pick",
            label_visibility="collapsed",
        )
    paging(found.total, f"全{found.total:,}件")
    picked = chosen if chosen is not None else first_id
    return Chosen(picked) if picked is not None else None


def caption(row: OrdinanceRow) -> str:
    """Give the second line of an ordinance in the list."""
    return "｜".join(
        part for part in (words.kind(row.kind), marks.plain(row.number), f"候補 {row.case_count:,}件") if part
    )


def hits(visit: Visit, asked: Asked) -> Chosen | None:
    """Show the clauses that hold the words and give the one chosen."""
    found = lookup.look_up(
        visit.ledger, visit.person_id, asked.text, path=asked.path, limit=PAGE_SIZE, offset=offset()
    )
    if not found.words:
        st.html(tables.empty("語句を入力してください", "例：掲示　電磁的記録　立入検査"))
        return named()
    page = found.page
    if not page.hits:
        st.html(tables.empty("見つかりません", "語句を短くするか、体系を「すべて」にしてください。"))
        return named()
    by_id = {hit.clause_id: hit for hit in page.hits}
    with st.container(key="queue-list-library"):
        chosen = st.radio(
            "見つかった条項",
            list(by_id),
            index=None,
            format_func=lambda key: (
                marks.plain(f"{by_id[key].title}　{by_id[key].locator}") if key in by_id else ""
            ),
            captions=[snippet(hit, found.words) for hit in page.hits],
            key="library-hit",
            label_visibility="collapsed",
        )
    paging(page.total, f"{page.ordinances:,}件の例規の{page.total:,}条項")
    if chosen is None or chosen not in by_id:
        return named()
    return Chosen(by_id[chosen].ordinance_id, chosen, found.words)


def named() -> Chosen | None:
    """Give the ordinance the address names, while no hit is chosen."""
    picked = asked_id()
    return Chosen(picked) if picked is not None else None


def snippet(hit: Hit, found: Sequence[str]) -> str:
    """Give the words of a hit in their surroundings, as Markdown: all text escaped, the words marked."""
    stretches = find(hit.text, found)
    begin = max(0, stretches[0][0] - BEFORE) if stretches else 0
    end = min(len(hit.text), begin + BEFORE + BEHIND)
    pieces, at = ["…" if begin else ""], begin
    for start, stop in stretches:
        if start >= end:
            break
        word = flat(hit.text[start : min(stop, end)])
        pieces += [flat(hit.text[at:start]), f":orange-background[{word}]"]
        at = min(stop, end)
    pieces += [flat(hit.text[at:end]), "…" if end < len(hit.text) else ""]
    heading = f"（{flat(hit.caption)}）" if hit.caption else ""
    return heading + "".join(pieces)


def flat(text: str) -> str:
    """Give a text on one line, safe in Markdown."""
    return marks.plain(" ".join(text.split()))
