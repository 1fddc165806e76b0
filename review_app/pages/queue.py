"""The queue (一覧): filters, the list, moving through it, and advancing by itself after an act.

Which case is in view is kept in the session and in the URL (``?case=``), filters in the URL alone, so that a
reload, a bookmark and a link in a mail all lead back to the same place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from review_app.ledger.model import CaseRow, Facet, QueuePage, QueueQuery, SortKey
from review_app.pages import marks, tables, wareki, words

PAGE_SIZE = 25
FRESH_SECONDS = 10
SORTS: dict[SortKey, str] = {
    "ordinance": "例規の順",
    "score": "確からしさの高い順",
    "due": "回答期限の近い順",
    "updated": "最近動いた順",
    "label": "種類の順",
    "department": "課の順",
}
DEFAULT_SORT: SortKey = "ordinance"
DESCENDING = frozenset({"score", "updated"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read: the query, what it gave, when (``time.monotonic`` seconds)."""

    query: QueueQuery
    page: QueuePage
    at: float


@dataclass(frozen=True, slots=True)
class View:
    """One ready-made filter by state, offered as a tab: its code, its name, the states it shows."""

    code: str
    name: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """One page's queue: a key that names its widgets, its views (the first is the default), extra filters."""

    key: str
    views: tuple[View, ...]
    by_department: bool = True

    @property
    def chosen(self) -> str | None:
        """The case in view, None before one is chosen.

        The URL leads: when it no longer says what was written there, the person used the browser's back button.
        """
        state = st.session_state
        asked = st.query_params.get("case")
        if asked != state.get(f"{self.key}-url"):
            state[f"{self.key}-case"] = state[f"{self.key}-url"] = asked
        found: str | None = state.get(f"{self.key}-case")
        return found

    def choose(self, case_id: str | None) -> None:
        """Bring a case into view; None leaves the choice to the list."""
        state = st.session_state
        state[f"{self.key}-case"] = state[f"{self.key}-url"] = case_id
        if case_id is not None:
            st.query_params["case"] = case_id
        elif "case" in st.query_params:
            del st.query_params["case"]

    def fall_back_to(self, case_id: str) -> None:
        """Bring the list's first case into view, without a step in the browser's history."""
        st.session_state[f"{self.key}-case"] = case_id

    def forget(self) -> None:
        """Forget the list as it was read: something was done to it."""
        st.session_state.pop(f"{self.key}-read", None)

    @property
    def page_number(self) -> int:
        """The page of the list, from 1."""
        return int(st.session_state.get(f"{self.key}-page", 1))

    def turn_to(self, number: int) -> None:
        """Turn the list to a page."""
        st.session_state[f"{self.key}-page"] = max(1, number)

    def start_over(self) -> None:
        """Go to the first case of the first page, as after a change of filters."""
        self.turn_to(1)
        self.choose(None)

    @property
    def skipped(self) -> set[str]:
        """Cases put off for later in this session (あとで)."""
        found: set[str] = st.session_state.setdefault(f"{self.key}-skipped", set())
        return found


def read(queue: Queue, query: QueueQuery, ask: Callable[[QueueQuery], QueuePage]) -> QueuePage:
    """Give the page of a query. While one only moves through the list, it is not counted anew at every step.

    An act on a row that others have changed meanwhile is refused by its revision, so a list a few seconds old
    does no harm.
    """
    held: Reading | None = st.session_state.get(f"{queue.key}-read")
    now = time.monotonic()
    if held is None or held.query != query or now - held.at > FRESH_SECONDS:
        held = Reading(query, ask(query), now)
        st.session_state[f"{queue.key}-read"] = held
    return held.page


def view_control(queue: Queue, counts: Mapping[str, int]) -> View:
    """Show the views with their counts and give the one chosen."""
    if len(queue.views) == 1:
        return queue.views[0]
    names = {
        view.code: f"{view.name}（{sum(counts.get(state, 0) for state in view.states):,}）"
        if view.states
        else view.name
        for view in queue.views
    }
    st.session_state.setdefault(f"{queue.key}_view", queue.views[0].code)
    code = st.segmented_control(
        "表示",
        list(names),
        format_func=lambda code: names.get(code, code),
        required=True,
        key=f"{queue.key}_view",
        label_visibility="collapsed",
        **common(queue),
    )
    return next((view for view in queue.views if view.code == code), queue.views[0])


FILTERS = ("view", "text", "types", "departments", "ordinance", "least", "sort")
SEVERAL = frozenset({"types", "departments"})


def restore(queue: Queue) -> None:
    """Take the filters from the URL when the page is first opened; later the widgets hold them."""
    state, asked = st.session_state, st.query_params
    if state.get(f"{queue.key}-restored"):
        return
    state[f"{queue.key}-restored"] = True
    allowed: dict[str, set[str]] = {"sort": {*SORTS}, "view": {view.code for view in queue.views}}
    for name in FILTERS:
        key = f"{queue.key}_{name}"
        values = asked.get_all(key)
        if not values or values[0] not in allowed.get(name, {values[0]}):
            continue
        if name == "least":
            state[key] = min(100, int(values[0])) if values[0].isdecimal() else 0
        else:
            state[key] = values if name in SEVERAL else values[0]


def remember(queue: Queue) -> None:
    """Write the filters into the URL, so that a reload and a bookmark bring them back."""
    usual = {"sort": DEFAULT_SORT, "view": queue.views[0].code}
    for name in FILTERS:
        key = f"{queue.key}_{name}"
        value = st.session_state.get(key)
        if value and value != usual.get(name):
            st.query_params[key] = value if isinstance(value, list) else str(value)
        elif key in st.query_params:
            del st.query_params[key]


def query_of(queue: Queue, view: View) -> QueueQuery:
    """Give the query of the filters as they stand."""
    state = st.session_state
    sort: SortKey = state.get(f"{queue.key}_sort") or DEFAULT_SORT
    return QueueQuery(
        labels=tuple(state.get(f"{queue.key}_types") or ()),
        states=view.states,
        departments=tuple(state.get(f"{queue.key}_departments") or ()) if queue.by_department else (),
        ordinance_key=state.get(f"{queue.key}_ordinance"),
        score_min=(state.get(f"{queue.key}_least") or 0) / 100,
        text=(state.get(f"{queue.key}_text") or "").strip(),
        sort=sort,
        descending=sort in DESCENDING,
        limit=PAGE_SIZE,
        offset=(queue.page_number - 1) * PAGE_SIZE,
    )


def filters(queue: Queue, facets: Mapping[str, Sequence[Facet]]) -> None:
    """Show the filters. They take effect on the run that their change causes, through ``query_of``."""
    search, more = st.columns([11, 9], gap="xsmall", vertical_alignment="bottom")
    search.text_input(
        "語句で探す",
        key=f"{queue.key}_text",
        placeholder="例規名・条項・条文",
        label_visibility="collapsed",
        **common(queue),
    )
    active = sum(
        bool(st.session_state.get(f"{queue.key}_{name}"))
        for name in ("types", "departments", "ordinance", "least")
    )
    with more.popover(f"条件 {active}件" if active else "絞り込み", width="stretch"):
        facet_filters(queue, facets)
    remember(queue)


def common(queue: Queue) -> dict[str, Any]:
    """Give the arguments all filters share: they last for the session and lead back to the first page."""
    return {"on_change": queue.start_over, "persist_state": "session"}


def facet_filters(queue: Queue, facets: Mapping[str, Sequence[Facet]]) -> None:
    """Show the filters inside the popover, each value with the number of cases it would give."""
    many(queue, "types", "種類", facets.get("label", ()), words.LABELS)
    if queue.by_department:
        many(queue, "departments", "所管課", facets.get("department", ()), {})
    names = {facet.value: f"{facet.label}（{facet.count:,}）" for facet in facets.get("ordinance", ())}
    chosen = st.session_state.get(f"{queue.key}_ordinance")
    st.selectbox(
        "例規",
        list(names) if chosen is None or chosen in names else [chosen, *names],
        index=None,
        format_func=marks.named(names),
        placeholder="すべて",
        key=f"{queue.key}_ordinance",
        **common(queue),
    )
    st.slider("確からしさ（以上）", 0, 100, step=5, format="%d％", key=f"{queue.key}_least", **common(queue))
    st.selectbox(
        "並べ方", list(SORTS), format_func=lambda code: SORTS[code], key=f"{queue.key}_sort", **common(queue)
    )


def many(
    queue: Queue, name: str, label: str, facet_values: Sequence[Facet], fixed: Mapping[str, str]
) -> None:
    """Show a filter that takes several values; ``fixed`` are values that are always on offer."""
    counts = {facet.value: facet.count for facet in facet_values}
    names = dict(fixed) or {facet.value: facet.label for facet in facet_values if facet.value}
    chosen = {code: code for code in st.session_state.get(f"{queue.key}_{name}") or () if code not in names}
    shown = {code: f"{text}（{counts.get(code, 0):,}）" for code, text in (names | chosen).items()}
    st.multiselect(
        label,
        list(shown),
        format_func=marks.named(shown),
        placeholder="すべて",
        key=f"{queue.key}_{name}",
        **common(queue),
    )


def listing(queue: Queue, page: QueuePage, departments: Mapping[str, str]) -> str | None:
    """Show the list and give the id of the case in view (the first when none was chosen)."""
    if not page.rows:
        st.html(tables.empty("該当する案件はありません", "絞り込みを変えるか、ほかの表示を選んでください。"))
        return queue.chosen
    ids = [row.case_id for row in page.rows]
    st.session_state[f"{queue.key}-ids"] = ids
    if queue.chosen is None:
        queue.fall_back_to(ids[0])
    by_id = {row.case_id: row for row in page.rows}
    picked = f"{queue.key}-pick"
    st.session_state[picked] = queue.chosen if queue.chosen in by_id else None
    with st.container(key=f"queue-list-{queue.key}"):
        st.radio(
            "案件の一覧",
            ids,
            index=None,
            format_func=lambda case_id: title(queue, by_id[case_id]) if case_id in by_id else "",
            captions=[caption(row, departments if queue.by_department else {}) for row in page.rows],
            key=picked,
            on_change=lambda: queue.choose(st.session_state[picked]),
            label_visibility="collapsed",
        )
    pager(queue, page)
    return queue.chosen


def title(queue: Queue, row: CaseRow) -> str:
    """Give the first line of a row: place and type."""
    later = "【あとで】" if row.case_id in queue.skipped else ""
    return f"{later}{marks.plain(row.locator)}　**{words.label(row.label)}**　{round(row.score * 100)}％"


def caption(row: CaseRow, departments: Mapping[str, str]) -> str:
    """Give the second line of a row: ordinance, state, department where it is not one's own, due date."""
    parts = [marks.plain(row.ordinance_title), words.state(row.facts.state)]
    if department := departments.get(row.facts.department_id or ""):
        parts.append(marks.plain(department))
    if row.facts.due_on:
        parts.append(f"期限 {wareki.short(row.facts.due_on)}")
    return "｜".join(parts)


def pager(queue: Queue, page: QueuePage) -> None:
    """Show how many there are and the pages."""
    pages = max(1, -(-page.total // PAGE_SIZE))
    if pages > 1:
        shown = min(queue.page_number, pages)
        # The key carries the page, so that turning it by other means moves the control as well.
        key = f"{queue.key}-pager-{shown}"
        st.pagination(
            pages,
            default=shown,
            key=key,
            max_visible_pages=5,
            on_change=lambda: queue.turn_to(st.session_state[key]),
        )
    st.caption(f"全{page.total:,}件")


def step(queue: Queue, by: int) -> None:
    """Go to the next (1) or previous (-1) case of the list, turning the page at its end."""
    ids: list[str] = st.session_state.get(f"{queue.key}-ids", [])
    at = ids.index(queue.chosen) if queue.chosen in ids else -1
    to = at + by
    if 0 <= to < len(ids):
        queue.choose(ids[to])
    elif ids and to >= len(ids) and len(ids) == PAGE_SIZE:
        queue.turn_to(queue.page_number + 1)
        queue.choose(None)
    elif to < 0 and queue.page_number > 1:
        queue.turn_to(queue.page_number - 1)
        queue.choose(None)


def skip(queue: Queue) -> None:
    """Put the case off for later and go on."""
    if queue.chosen:
        queue.skipped.add(queue.chosen)
    step(queue, 1)


def come_back(queue: Queue) -> None:
    """Bring a case that was put off back into view."""
    if queue.skipped:
        queue.choose(queue.skipped.pop())


def advance(queue: Queue, done: str) -> None:
    """Go on after an act: to the case after it; the list itself may have lost the one just done."""
    queue.skipped.discard(done)
    ids: list[str] = st.session_state.get(f"{queue.key}-ids", [])
    at = ids.index(done) if done in ids else -1
    following = ids[at + 1 :] or [case_id for case_id in ids if case_id != done]
    queue.choose(following[0] if following else None)
