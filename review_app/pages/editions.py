"""版の比較: what a new edition changed, old and new side by side, and the cases that are to be checked again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from review_app.ledger.editions_compare import ClauseChange, OrdinanceDiff
from review_app.ledger.model import CaseDetail, EditionRow, Mark
from review_app.pages import desk, editions_view, flash, guard, marks, recheck, tables, words
from review_app.pages.desk import Visit
from review_app.workflow import comparing, views
from review_app.workflow.comparing import Rechecked
from review_app.workflow.machine import Act, State
from review_app.workflow.model import Role
from review_app.workflow.payloads import Complete, Note


@guard.part
def page() -> None:
    """Show what changed between two editions, and the cases it touches."""
    visit = desk.visit()
    st.title("版の比較")
    flash.show()
    comparison(visit)


def comparison(visit: Visit) -> None:
    """Show two editions side by side."""
    known = views.editions(visit.ledger, visit.person_id)
    if len(known) < 2:
        st.html(
            tables.empty(
                "比べる版がありません",
                "「取込み」で改正後の例規を新しい版として取り込むと、ここで比べられます。",
            )
        )
        return
    chosen = two_editions(known)
    if chosen is None:
        return
    diffs = compared(visit, *chosen)
    st.html(editions_view.summary_html(diffs))
    if not diffs:
        st.html(tables.empty("違いはありません", "ほかの版を選んでください。"))
        return
    if visit.actor.role is Role.LEGAL:
        keep_all(visit, diffs)
    left, right = st.columns([3, 7], gap="medium")
    with left:
        diff = listing(diffs, "editions")
    with right:
        detail(visit, diff)


def keep_all(visit: Visit, diffs: Sequence[OrdinanceDiff]) -> None:
    """Offer to keep at once the decisions on clauses in which only cited numbers changed."""
    count = len(comparing.renumbered(visit.ledger, diffs))
    said = f"引用番号だけが変わった案件（{count}件）の従前の決定を維持する"
    if count and st.button(said, key="editions-keep-all"):
        with flash.refusals():
            kept = comparing.keep_renumbered(visit.ledger, visit.person_id, diffs)
            flash.done(f"{kept:,}件の従前の決定を維持しました。")
        st.rerun()


def changes(diffs: Sequence[OrdinanceDiff], same: str) -> None:
    """Show what files would change that are not in the ledger yet; ``same``: what to say when nothing would."""
    st.html(editions_view.summary_html(diffs))
    if not diffs:
        st.html(tables.empty("違いはありません", same))
        return
    left, right = st.columns([3, 7], gap="medium")
    with left:
        diff = listing(diffs, "rehearsal")
    with right:
        st.html(editions_view.head_html(diff))
        st.html(editions_view.clauses_html(diff.clauses))


def two_editions(known: Sequence[EditionRow]) -> tuple[int, int] | None:
    """Ask which editions to compare: the newest with the one before, unless asked otherwise."""
    names = {str(row.edition_id): row.name for row in known}
    ids = list(names)
    left, right = st.columns(2)
    old = left.selectbox("もとの版", ids, index=1, format_func=marks.named(names), key="editions-old")
    new = right.selectbox("比べる版", ids, index=0, format_func=marks.named(names), key="editions-new")
    if old == new:
        st.html(tables.empty("同じ版が選ばれています", "異なる2つの版を選んでください。"))
        return None
    return int(old), int(new)


def compared(visit: Visit, old: int, new: int) -> list[OrdinanceDiff]:
    """Compare, once for each state of the ledger and person."""
    key = (visit.person_id, old, new, comparing.stamp(visit.ledger, visit.person_id))
    kept = st.session_state.get("editions-compared")
    if kept is None or kept[0] != key:
        with st.spinner("版を比べています"):
            kept = (key, comparing.compare(visit.ledger, visit.person_id, old, new))
        st.session_state["editions-compared"] = kept
    found: list[OrdinanceDiff] = kept[1]
    return found


def listing(diffs: Sequence[OrdinanceDiff], name: str) -> OrdinanceDiff:
    """Show the changed ordinances with their counts and give the one chosen; ``name`` tells lists apart."""
    touching = st.toggle("案件に関係するものだけ", key=f"{name}-touching")
    shown = [diff for diff in diffs if diff.case_ids] if touching else list(diffs)
    shown = shown or list(diffs)
    with st.container(key=f"queue-list-{name}"):
        place = st.radio(
            "変わった例規",
            range(len(shown)),
            format_func=lambda at: marks.plain(shown[at].title) if at < len(shown) else "",
            captions=[marks.plain(editions_view.caption(diff)) for diff in shown],
            key=f"{name}-pick",
            label_visibility="collapsed",
        )
    return shown[min(place or 0, len(shown) - 1)]


def detail(visit: Visit, diff: OrdinanceDiff) -> None:
    """Show one ordinance's changes and what is to be decided about its cases."""
    st.html(editions_view.head_html(diff))
    open_cases = [
        mark for clause in diff.clauses for mark in clause.cases if mark.state == State.RECHECK.value
    ]
    if open_cases and visit.actor.role is Role.LEGAL:
        settle(visit, list({mark.case_id: mark for mark in open_cases}.values()), diff.clauses)
    st.html(editions_view.clauses_html(diff.clauses))


def settle(visit: Visit, open_cases: Sequence[Mark], clauses: Sequence[ClauseChange]) -> None:
    """Ask what becomes of a case in 再確認, its clause in sight: the old decision stands, or it is completed."""
    by_id = {mark.case_id: mark for mark in open_cases}
    details = {case_id: desk.case(visit, case_id) for case_id in by_id}
    with st.container(border=True):
        case_id = st.selectbox(
            f"再確認する案件（{len(by_id)}件）",
            list(by_id),
            format_func=lambda key: marks.plain(
                f"{details[key].row.locator}　{words.label(by_id[key].label)}"
            ),
            key="editions-case",
        )
        case = details[case_id]
        found = comparing.rechecked(case, visit.ledger)
        if found is None:
            return
        st.html(tables.alert(found.said) + recheck.before_html(visit, found))
        own = [clause for clause in clauses if case_id in {mark.case_id for mark in clause.cases}]
        st.html(editions_view.clauses_html(own))
        buttons(visit, case, found)


def buttons(visit: Visit, case: CaseDetail, found: Rechecked) -> None:
    """Offer keeping the old decision; where the analog means is gone, completing the case."""
    before = str(found.before.get("state", ""))
    left, right = st.columns(2, vertical_alignment="bottom")
    if left.button(f"従前の「{words.state(before)}」を維持する", key="editions-keep", width="stretch"):
        with flash.refusals():
            desk.act(visit, case.row.case_id, case.row.revision, Act.KEEP, Note())
            flash.done("従前の決定を維持しました。")
        st.rerun()
    if not found.completes:
        return
    number = right.text_input("改正した条例等の番号", value=found.number, max_chars=recheck.LINE_NUMBER)
    if right.button("完了にする", key="editions-complete", type="primary", width="stretch"):
        with flash.refusals():
            done = Complete(completed_on=views.today(visit.ledger), amending_number=number)
            desk.act(visit, case.row.case_id, case.row.revision, Act.COMPLETE, done)
            flash.done("完了にしました。")
        st.rerun()
