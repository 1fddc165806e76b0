"""The filters above a queue (絞り込み): shown, kept in the URL, and turned into a query.

They stand in the URL so that a reload, a bookmark and a link in a mail bring them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from review_app.ledger.model import Facet, QueuePage, QueueQuery, SortKey
from review_app.ledger.progress_rows import WorkCounts
from review_app.ledger.wave import WaveRow
from review_app.pages import marks, words
from review_app.pages.queue import PAGE_SIZE, Queue, View

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
FILTERS = ("view", "text", "types", "departments", "ordinance", "wave", "least", "sort")
NARROWING = ("types", "departments", "ordinance", "wave", "least")
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


def view_control(queue: Queue, work: WorkCounts) -> View:
    """Show the views with their counts and give the one chosen."""
    if len(queue.views) == 1:
        return queue.views[0]
    names = {
        view.code: f"{view.name}（{counted(view, work):,}）" if view.states else view.name
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


def counted(view: View, work: WorkCounts) -> int:
    """Give how many cases a view shows while nothing else is filtered."""
    return work.returned_to_me if view.mine else sum(work.by_state.get(state, 0) for state in view.states)


def query_of(queue: Queue, view: View, person_id: str, waves: Sequence[WaveRow] = ()) -> QueueQuery:
    """Give the query of the filters as they stand, for a person.

    ``waves`` are those the person may plan with: of these the filter covers also what is still to be asked; of
    any other name only what was asked under it.
    """
    state = st.session_state
    wave: str | None = state.get(f"{queue.key}_wave")
    within = next((row for row in waves if row.name == wave), None)
    sort: SortKey = state.get(f"{queue.key}_sort") or DEFAULT_SORT
    return QueueQuery(
        labels=tuple(state.get(f"{queue.key}_types") or ()),
        states=view.states,
        returned_to=person_id if view.mine else None,
        departments=tuple(state.get(f"{queue.key}_departments") or ()) if queue.by_department else (),
        ordinance_key=state.get(f"{queue.key}_ordinance"),
        wave=None if within else wave,
        within=within,
        score_min=(state.get(f"{queue.key}_least") or 0) / 100 if queue.by_likelihood else 0,
        text=(state.get(f"{queue.key}_text") or "").strip(),
        sort=sort,
        descending=sort in DESCENDING,
        limit=PAGE_SIZE,
        offset=(queue.page_number - 1) * PAGE_SIZE,
    )


def show(queue: Queue, page: QueuePage, waves: Sequence[WaveRow] = ()) -> None:
    """Show the filters. They take effect on the run that their change causes, through ``query_of``."""
    search, more = st.columns([11, 9], gap="xsmall", vertical_alignment="bottom")
    search.text_input(
        "語句で探す",
        key=f"{queue.key}_text",
        placeholder="例規名・条項・条文",
        label_visibility="collapsed",
        **common(queue),
    )
    active = sum(bool(st.session_state.get(f"{queue.key}_{name}")) for name in NARROWING)
    with more.popover(f"条件 {active}件" if active else "絞り込み", width="stretch"):
        facet_filters(queue, page.facets)
        wave_filter(queue, page.facets, waves)
    if narrowed(queue) and not page.total:
        st.button(
            "絞り込みをやめる", on_click=widen, args=(queue,), width="stretch", key=f"{queue.key}-widen"
        )
    remember(queue)


def narrowed(queue: Queue) -> bool:
    """Tell whether words or filters narrow the view."""
    return any(st.session_state.get(f"{queue.key}_{name}") for name in ("text", *NARROWING))


def widen(queue: Queue) -> None:
    """Take all filters off, the view and the order aside."""
    nothing: dict[str, Any] = {
        "text": "",
        "types": [],
        "departments": [],
        "ordinance": None,
        "wave": None,
        "least": 0,
    }
    st.session_state.update({f"{queue.key}_{name}": value for name, value in nothing.items()})
    queue.start_over()


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
    names = steady(f"{queue.key}_ordinance", names, [chosen] if chosen else [])
    st.selectbox(
        "例規",
        list(names),
        index=None,
        format_func=marks.named(names),
        placeholder="すべて",
        key=f"{queue.key}_ordinance",
        **common(queue),
    )
    if queue.by_likelihood:
        st.slider(
            "確からしさ（以上）", 0, 100, step=5, format="%d％", key=f"{queue.key}_least", **common(queue)
        )
    st.selectbox(
        "並べ方", list(SORTS), format_func=lambda code: SORTS[code], key=f"{queue.key}_sort", **common(queue)
    )


def wave_filter(queue: Queue, facets: Mapping[str, Sequence[Facet]], waves: Sequence[WaveRow]) -> None:
    """Show the filter by wave (取組): the running ones, and the names cases were asked under."""
    chosen = st.session_state.get(f"{queue.key}_wave")
    asked = [facet.value for facet in facets.get("wave", ())]
    names = list(dict.fromkeys([*(row.name for row in waves), *asked, *([chosen] if chosen else [])]))
    if not names:
        return
    st.selectbox(
        "取組",
        names,
        index=None,
        format_func=marks.plain,
        placeholder="すべて",
        key=f"{queue.key}_wave",
        **common(queue),
    )


def many(
    queue: Queue, name: str, label: str, facet_values: Sequence[Facet], fixed: Mapping[str, str]
) -> None:
    """Show a filter that takes several values; ``fixed`` are values that are always on offer."""
    counts = {facet.value: facet.count for facet in facet_values}
    names = dict(fixed) or {facet.value: facet.label for facet in facet_values if facet.value}
    shown = {code: f"{text}（{counts.get(code, 0):,}）" for code, text in names.items()}
    shown = steady(f"{queue.key}_{name}", shown, st.session_state.get(f"{queue.key}_{name}") or ())
    st.multiselect(
        label,
        list(shown),
        format_func=marks.named(shown),
        placeholder="すべて",
        key=f"{queue.key}_{name}",
        **common(queue),
        select_all=False,
    )


def steady(key: str, shown: Mapping[str, str], chosen: Sequence[str]) -> dict[str, str]:
    """Give the names of a filter's values with their counts, the chosen ones as they were when chosen.

    The browser holds a choice as the option's text. Were its count to change with every case that is judged, that
    text would name no option any more, and the next click would pass for a new choice. What is chosen and has no
    cases left stays on offer.
    """
    before: Mapping[str, str] = st.session_state.get(f"{key}-shown", {})
    names = dict(shown) | {code: before.get(code, shown.get(code, code)) for code in chosen}
    st.session_state[f"{key}-shown"] = names
    return names
