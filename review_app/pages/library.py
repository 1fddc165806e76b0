"""例規: browse and read the ordinances with all candidates marked; legal affairs add what was missed."""

from __future__ import annotations

import streamlit as st

from review_app.ledger.model import ClauseRow, OrdinanceRow, OrdinanceText
from review_app.pages import desk, flash, guard, marks, reader, tables, words
from review_app.pages.desk import Visit
from review_app.workflow import quoting
from review_app.workflow.errors import InvalidInputError, NotFoundError
from review_app.workflow.model import Role
from review_app.workflow.payloads import Missed

PAGE_SIZE = 30


@guard.part
def page() -> None:
    """Show the list, or one ordinance in full."""
    visit = desk.visit()
    flash.show()
    left, right = st.columns([3, 7], gap="medium")
    with left:
        chosen = listing(visit)
    with right:
        if chosen is None:
            st.html(tables.empty("例規を選んでください", "左の一覧から選ぶと、全文がここに表示されます。"))
        else:
            reading(visit, chosen)


def listing(visit: Visit) -> int | None:
    """Show the list of ordinances and give the one chosen."""
    st.text_input(
        "例規を探す",
        key="library_text",
        placeholder="例規名・例規番号",
        bind="query-params",
        label_visibility="collapsed",
    )
    number = int(st.session_state.get("library-page", 1))
    found = desk.ordinances(visit, st.session_state.library_text, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    if not found.rows:
        st.html(tables.empty("例規がありません", "語句を変えるか、例規を取り込んでください。"))
        return None
    by_id = {row.ordinance_id: row for row in found.rows}
    asked = st.query_params.get("ordinance", "")
    first = int(asked) if asked.isdecimal() else None
    with st.container(key="queue-list-library"):
        chosen = st.radio(
            "例規の一覧",
            list(by_id),
            index=list(by_id).index(first) if first in by_id else None,
            format_func=lambda key: marks.plain(by_id[key].title) if key in by_id else "",
            captions=[caption(row) for row in found.rows],
            key="library-pick",
            label_visibility="collapsed",
        )
    pages = max(1, -(-found.total // PAGE_SIZE))
    if pages > 1:
        st.pagination(pages, key="library-page", max_visible_pages=5)
    st.caption(f"全{found.total:,}件")
    return chosen if chosen is not None else first


def caption(row: OrdinanceRow) -> str:
    """Give the second line of an ordinance in the list."""
    return "｜".join(
        part for part in (words.kind(row.kind), marks.plain(row.number), f"候補 {row.case_count:,}件") if part
    )


def reading(visit: Visit, ordinance_id: int) -> None:
    """Show one ordinance in full."""
    try:
        text = desk.ordinance_text(visit, ordinance_id)
    except NotFoundError as error:
        st.html(tables.empty("見つかりません", str(error)))
        return
    st.query_params["ordinance"] = str(ordinance_id)
    st.html(reader.ordinance_line(text.ordinance))
    labels = [mark.label for row in text.clauses for mark in row.marks]
    if labels:
        st.html(reader.legend_html(labels))
    target = go_to(text)
    with st.container(key="tall-reader"):
        st.html(reader.reader_html(text.clauses, target))
    if visit.actor.role is Role.LEGAL:
        missed(text, target)


def go_to(text: OrdinanceText) -> int | None:
    """Ask which clause to go to: those with candidates first."""
    by_id = {row.clause_id: row for row in text.clauses}
    ordered = sorted(by_id.values(), key=lambda row: (not row.marks, row.position))
    return st.selectbox(
        "条項へ移動",
        [row.clause_id for row in ordered],
        index=None,
        format_func=lambda key: place(by_id[key]) if key in by_id else "",
        placeholder="条項を選ぶ（候補のある条項が先）",
        key=f"library-clause-{text.ordinance.ordinance_id}",
        label_visibility="collapsed",
    )


def place(row: ClauseRow) -> str:
    """Give a clause in a select box: place, caption, and the types found on it."""
    found = "・".join(dict.fromkeys(words.label(mark.label) for mark in row.marks))
    return f"{row.locator}{f'（{row.caption}）' if row.caption else ''}{f'　▶ {found}' if found else ''}"


def missed(text: OrdinanceText, target: int | None) -> None:
    """Offer to add a clause the extractor missed: choose it above, give type, words and reason."""
    with st.expander("見つからなかった条項を追加する"):
        clause = next((row for row in text.clauses if row.clause_id == target), None)
        if clause is None:
            st.caption("上の「条項を選ぶ」で、追加する条項を選んでください。")
            return
        st.html(f'<blockquote class="tk-quote"><p>{marks.highlighted(clause.text, ())}</p></blockquote>')
        st.selectbox("種類", list(words.LABELS), format_func=words.label, key=f"missed-label-{target}")
        st.text_input(
            "該当する語句（条文からそのまま写す）",
            key=f"missed-words-{target}",
            placeholder="空欄なら条項の全体",
        )
        st.text_input("追加する理由（必須）", key=f"missed-reason-{target}")
        st.button("追加する", on_click=add, args=(clause.clause_id, clause.text), key=f"missed-add-{target}")


def add(clause_id: int, text: str) -> None:
    """Add the clause as a case in scope."""
    state = st.session_state
    with flash.refusals():
        phrase = (state.get(f"missed-words-{clause_id}") or "").strip()
        start, end = quoting.find(text, phrase) if phrase else (0, len(text))
        values = {
            "clause_id": clause_id,
            "label": state.get(f"missed-label-{clause_id}"),
            "start": start,
            "end": end,
            "reason": (state.get(f"missed-reason-{clause_id}") or "").strip(),
        }
        if not values["reason"]:
            raise InvalidInputError("追加する理由を書いてください。")
        desk.add_missed(desk.visit(), Missed.model_validate(values))
        flash.done("条項を追加しました。「仕分け」の「対象・割当待ち」にあります。")
