"""例規: browse and read the ordinances with all candidates marked; legal affairs add what was missed."""

from __future__ import annotations

import streamlit as st

from ordinances.lookup import find
from review_app.ledger.model import ClauseRow, OrdinanceText
from review_app.pages import desk, flash, guard, library_list, marks, reader, tables, words
from review_app.pages.desk import Visit
from review_app.pages.library_list import Chosen
from review_app.workflow import quoting
from review_app.workflow.errors import InvalidInputError, NotFoundError
from review_app.workflow.model import Role
from review_app.workflow.payloads import Missed


@guard.part
def page() -> None:
    """Show the list or what was found, and one ordinance in full."""
    visit = desk.visit()
    flash.show()
    asked = library_list.ask(visit)
    left, right = st.columns([3, 7], gap="medium")
    with left:
        chosen = library_list.listing(visit, asked)
    with right:
        if chosen is None:
            st.html(tables.empty("例規を選んでください", "左の一覧から選ぶと、全文がここに表示されます。"))
        else:
            reading(visit, chosen)


def reading(visit: Visit, chosen: Chosen) -> None:
    """Show one ordinance in full."""
    try:
        text = desk.ordinance_text(visit, chosen.ordinance_id)
    except NotFoundError as error:
        st.html(tables.empty("見つかりません", str(error)))
        return
    st.query_params["ordinance"] = str(chosen.ordinance_id)
    st.html(reader.ordinance_line(text.ordinance))
    labels = [mark.label for row in text.clauses for mark in row.marks]
    if labels:
        st.html(reader.legend_html(labels))
    picked = go_to(text, chosen)
    target = picked if picked is not None else chosen.clause_id
    with st.container(key="tall-reader"):
        st.html(reader.reader_html(text.clauses, target, looked_for(text, target, chosen)))
    if visit.actor.role is Role.LEGAL:
        missed(text, target)


def looked_for(text: OrdinanceText, target: int | None, chosen: Chosen) -> list[marks.Noted]:
    """Give the stretches of the clause in view in which the words looked for stand."""
    clause = next((row for row in text.clauses if row.clause_id == target), None)
    if clause is None:
        return []
    return [marks.Noted(start, end, 0) for start, end in find(clause.text, chosen.words)]


def go_to(text: OrdinanceText, chosen: Chosen) -> int | None:
    """Ask which clause to go to, those with candidates first; another hit begins anew."""
    by_id = {row.clause_id: row for row in text.clauses}
    ordered = sorted(by_id.values(), key=lambda row: (not row.marks, row.position))
    return st.selectbox(
        "条項へ移動",
        [row.clause_id for row in ordered],
        index=None,
        format_func=lambda key: place(by_id[key]) if key in by_id else "",
        placeholder="条項を選ぶ（候補のある条項が先）",
        key=f"library-clause-{text.ordinance.ordinance_id}-{chosen.clause_id}",
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
