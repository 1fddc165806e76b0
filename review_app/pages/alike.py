"""同じ書きぶりの条項: how clauses written alike were decided, deciding them alike, and joining them into one case."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from review_app.ledger.model import CaseDetail, CaseRow
from review_app.ledger.similar import MOST, Similar, SimilarRow
from review_app.pages import desk, flash, marks, tables, undoing, words
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue
from review_app.workflow import acts, alike
from review_app.workflow.machine import JOINABLE, TABLE, Act
from review_app.workflow.payloads import Join

PAGE_SIZE = 8


def show(visit: Visit, shelf: Queue, detail: CaseDetail) -> None:
    """Show what is joined to a case and what is written like it, with what may be done about it."""
    if detail.row.facts.joined_to:
        st.html(
            tables.remark(f"この条項は「{lead_name(visit, detail.row)}」の案件にまとめて審査しています。")
        )
        st.button(
            "まとめた案件を開く",
            on_click=shelf.choose,
            args=(detail.row.facts.joined_to,),
            key=f"lead-{detail.row.case_id}",
        )
        return
    joined(visit, shelf, detail)
    others(visit, shelf, detail)


def lead_name(visit: Visit, row: CaseRow) -> str:
    """Name the case a clause is joined to."""
    found = desk.places(visit, (row.facts.joined_to or "",))
    return place(found[0].ordinance_title, found[0].locator) if found else "別の条項"


def place(title: str, locator: str) -> str:
    """Name a clause with its ordinance."""
    return f"{title} {locator}"


def joined(visit: Visit, shelf: Queue, detail: CaseDetail) -> None:
    """Show the clauses joined to a case, and let legal affairs take some out."""
    row = detail.row
    if not row.facts.joined:
        return
    rows = desk.places(visit, row.facts.joined)
    names = {
        one.case_id: f"{place(one.ordinance_title, one.locator)}（{words.label(one.label)}）" for one in rows
    }
    with st.expander(f"まとめた条項（この条項のほか{len(names)}件）", expanded=True):
        st.html("<ul>" + "".join(f"<li>{escape(name)}</li>" for name in names.values()) + "</ul>")
        st.caption("ここでの操作は、まとめた条項すべてに行われます。件数と時間は、1回だけ数えます。")
        if Act.UNJOIN in acts.available(visit.actor, row):
            key = f"unjoin-{row.case_id}-{row.revision}"
            st.multiselect(
                "まとめから外す条項",
                list(names),
                format_func=marks.named(names),
                placeholder="選ぶ",
                key=key,
                select_all=False,
            )
            st.button(
                "外す", on_click=take_out, args=(shelf, row.case_id, row.revision, key), key=f"{key}-do"
            )


def others(visit: Visit, shelf: Queue, detail: CaseDetail) -> None:
    """Show the other cases written alike, decided ones first."""
    found = desk.similar(visit, detail.row.case_id, PAGE_SIZE)
    rows = [one for one in found.rows if one.case_id not in detail.row.facts.joined]
    if not rows:
        return
    total = found.total - len(detail.row.facts.joined)
    with st.expander(f"同じ書きぶりの条項（{total:,}件）", expanded=any(one.policy for one in rows)):
        st.html(similar_html(rows, desk.choices(visit, "policies")))
        if total > len(rows):
            st.caption(f"先に決まったものから{len(rows)}件を表示しています。")
        if Act.JOIN in acts.available(visit.actor, detail.row):
            offer_joining(visit, shelf, detail, found)
        offer_judgement(visit, shelf, detail, found)


def similar_html(rows: list[SimilarRow], policies: Mapping[str, str]) -> str:
    """Give the cases written alike as a list: place, state, and what was decided."""
    return '<ul class="tk-alike">' + "".join(item_html(one, policies) for one in rows) + "</ul>"


def item_html(one: SimilarRow, policies: Mapping[str, str]) -> str:
    """Give one case written alike."""
    same = f"同じ条項・{words.label(one.label)}　" if one.same_clause else ""
    more = f"（ほか{one.joined}条項とまとめ）" if one.joined else ""
    said = [policies.get(one.policy, one.policy), one.practice, one.reason or one.set_aside]
    told = "".join(f"<p>{escape(part)}</p>" for part in said if part)
    where = escape(same + place(one.title, one.locator) + more)
    return f"<li>{marks.state_badge(one.state)} <span>{where}</span>{told}</li>"


def offer_joining(visit: Visit, shelf: Queue, detail: CaseDetail, found: Similar) -> None:
    """Let legal affairs join clauses nobody has decided to this case."""
    row = detail.row
    every = found if found.total <= PAGE_SIZE else desk.similar(visit, row.case_id, MOST)
    fit = [one for one in every.rows if one.state in JOINABLE and not one.joined and not one.joined_to]
    if not fit:
        return
    names = {one.case_id: f"{place(one.title, one.locator)}（{words.label(one.label)}）" for one in fit}
    key = f"join-{row.case_id}-{row.revision}"
    st.multiselect(
        "1件にまとめる条項",
        list(names),
        format_func=marks.named(names),
        placeholder="選ばなければ、すべて",
        key=key,
        select_all=False,
    )
    st.button(
        f"まとめて1件にする（最大{len(fit):,}件）",
        on_click=join,
        args=(shelf, row.case_id, row.revision, key, tuple(names)),
        key=f"{key}-do",
        help="判断・照会・回答・決定を、1件として行います。あとで外せます。",
    )


def offer_judgement(visit: Visit, shelf: Queue, detail: CaseDetail, found: Similar) -> None:
    """Let legal affairs repeat the judgement just made on those nobody has judged."""
    waiting = found.by_state.get("unreviewed", 0)
    judged = alike.judgement(detail.row, detail.history)
    if not waiting or judged is None or visit.actor.role not in TABLE[judged[0]].roles:
        return
    st.button(
        f"未確認のものも同じ判断にする（「{words.state(detail.row.facts.state)}」）",
        on_click=decide_alike,
        args=(shelf, detail.row.case_id),
        key=f"alike-{detail.row.case_id}-{detail.row.revision}",
    )


def join(shelf: Queue, case_id: str, revision: int, key: str, every: tuple[str, ...]) -> None:
    """Join the chosen clauses, or all that are offered, to a case."""
    with flash.refusals():
        chosen = tuple(st.session_state.get(key) or every)
        done = desk.act(desk.visit(), case_id, revision, Act.JOIN, Join(case_ids=chosen))
        shelf.forget()
        undoing.remember(shelf, [(case_id, done.revision)])
        flash.done(f"{len(chosen):,}件をこの案件にまとめました。")


def take_out(shelf: Queue, case_id: str, revision: int, key: str) -> None:
    """Take the chosen clauses out again."""
    with flash.refusals():
        chosen = tuple(st.session_state.get(key) or ())
        payload = desk.checked(Act.UNJOIN, {"case_ids": chosen})
        done = desk.act(desk.visit(), case_id, revision, Act.UNJOIN, payload)
        shelf.forget()
        undoing.remember(shelf, [(case_id, done.revision)])
        flash.done(f"{len(chosen):,}件をまとめから外しました。")


def decide_alike(shelf: Queue, case_id: str) -> None:
    """Repeat the judgement on the others, to be undone as one."""
    with flash.refusals():
        flash.done(undoing.remember_all(shelf, desk.decide_alike(desk.visit(), case_id)))
        shelf.forget()
