"""The queue (一覧): the list, moving through it, and advancing by itself after an act.

Which case is in view stands in the URL (``?case=``), so that the back button, a reload, a bookmark and a link in
a mail all lead to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from review_app.ledger.model import CaseRow, QueuePage, QueueQuery
from review_app.pages import marks, tables, wareki, words
from review_app.workflow.machine import State

PAGE_SIZE = 25
DUE_STATES = frozenset({State.INQUIRING, State.RETURNED})
"""States in which an answer is still due: later the date tells nothing any more."""
FRESH_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read: the query, what it gave, when (``time.monotonic`` seconds)."""

    query: QueueQuery
    page: QueuePage
    at: float


@dataclass(frozen=True, slots=True)
class View:
    """One ready-made filter by state, offered as a tab: its code, its name, the states it shows.

    ``mine``: of the cases sent back, those only that this person answered.
    """

    code: str
    name: str
    states: tuple[str, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """One page's queue: a key that names its widgets, its views (the first is the default), extra filters.

    ``by_likelihood`` is for those who judge whether a candidate is one at all.
    """

    key: str
    views: tuple[View, ...]
    by_department: bool = True
    by_likelihood: bool = False

    @property
    def chosen(self) -> str | None:
        """The case in view, None before one is chosen."""
        found: str | None = st.session_state.get(f"{self.key}-case")
        return found

    def follow_url(self) -> None:
        """Take the case from the URL, where it no longer is what was written there: a link, the back button.

        Only for runs of the whole page. When a part redraws after a click, the browser may still send the URL of
        before the last click.
        """
        state = st.session_state
        asked = st.query_params.get("case")
        if asked != state.get(f"{self.key}-url"):
            state[f"{self.key}-case"] = state[f"{self.key}-url"] = asked

    def choose(self, case_id: str | None) -> None:
        """Bring a case into view; None leaves the choice to the list.

        The list's first case came into view without a step in the browser's history; it gets one when it is left, so
        that the back button leads to it even when it is not the first any more.
        """
        state = st.session_state
        if case_id is not None and self.chosen not in (None, case_id) and not state.get(f"{self.key}-url"):
            st.query_params["case"] = self.chosen
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


def listing(queue: Queue, view: View, page: QueuePage, departments: Mapping[str, str]) -> str | None:
    """Show the list of a view and give the id of the case in view (the first when none was chosen)."""
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
            format_func=lambda case_id: option(queue, by_id[case_id]) if case_id in by_id else "",
            captions=[caption(queue, view, row, departments) for row in page.rows],
            key=picked,
            on_change=pick,
            args=(queue, picked),
            label_visibility="collapsed",
        )
    pager(queue, page)
    return queue.chosen


def pick(queue: Queue, key: str) -> None:
    """Bring the row that was picked into view; one that has left the list meanwhile is no row any more."""
    if st.session_state[key] in st.session_state.get(f"{queue.key}-ids", []):
        queue.choose(st.session_state[key])


def option(queue: Queue, row: CaseRow) -> str:
    """Give the first line of a row as its own and no other's.

    Streamlit tells options apart by their text alone, and articles of the same number, type and likelihood are
    many. A link's definition in Markdown is never shown and never read out, so it can carry the case's id.
    """
    return f"{title(queue, row)}\n\n[{row.case_id}]: #"


def title(queue: Queue, row: CaseRow) -> str:
    """Give the first line of a row: place and type."""
    later = "【あとで】" if row.case_id in queue.skipped else ""
    more = f"ほか{len(row.facts.joined)}条項" if row.facts.joined else ""
    return f"{later}{marks.plain(row.locator)}{more}　**{words.label(row.label)}**"


def caption(queue: Queue, view: View, row: CaseRow, departments: Mapping[str, str]) -> str:
    """Give the second line of a row: ordinance, and what the view and the role do not say already."""
    facts = row.facts
    parts = [marks.plain(row.ordinance_title)]
    if len(view.states) != 1 and words.state(facts.state) != view.name:
        parts.append(words.state(facts.state))
    if queue.by_department and (department := departments.get(facts.department_id or "")):
        parts.append(marks.plain(department))
    if facts.due_on and facts.state in DUE_STATES:
        parts.append(f"期限\u00a0{wareki.short(facts.due_on)}")
    if queue.by_likelihood:
        parts.append(f"確からしさ{round(row.likelihood * 100)}％")
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
    """Go on after an act: to the case after it; the list itself may have lost the one just done.

    Whoever has gone on already, as by the first of two clicks, stays where they are.
    """
    queue.skipped.discard(done)
    if queue.chosen != done:
        return
    ids: list[str] = st.session_state.get(f"{queue.key}-ids", [])
    at = ids.index(done) if done in ids else -1
    following = ids[at + 1 :] or [case_id for case_id in ids if case_id != done]
    queue.choose(following[0] if following else None)
