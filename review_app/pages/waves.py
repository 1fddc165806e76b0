"""取組 (legal, manager): waves over a filter with their own due date, their progress, and asking all at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

import streamlit as st

from review_app.ledger.wave import WaveRow
from review_app.ledger.waves import WaveCounts
from review_app.pages import desk, flash, guard, marks, tables, wareki, words
from review_app.pages.desk import Visit
from review_app.workflow import waves
from review_app.workflow.machine import State
from review_app.workflow.model import Role
from review_app.workflow.waves import Plan

# What each column of the progress table counts.
STAGES: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("未確認", (State.UNREVIEWED, State.RECHECK)),
    ("対象・割当待ち", (State.IN_SCOPE,)),
    ("照会中", (State.INQUIRING, State.RETURNED)),
    ("回答済", (State.ANSWERED,)),
    ("確認済", (State.CHECKED,)),
    ("決定・対応中", (State.DECIDED, State.IN_PROGRESS)),
    ("完了", (State.COMPLETED,)),
    ("保留・対象外", (State.ON_HOLD, State.OUT_OF_SCOPE)),
)
MOST_ORDINANCES = 2000


@guard.part
def page() -> None:
    """Show the waves with their progress, and the forms that ask, make and change one."""
    visit = desk.visit()
    st.title("取組")
    st.caption(
        "「まず掲示・閲覧・講習・媒体から」のように、種類・課・例規で範囲を決め、期限を付けて進めます。"
        "範囲に合う案件のうち、ほかの取組で照会したものは含みません。"
    )
    flash.show()
    known = waves.progress(visit.ledger, visit.person_id)
    names = desk.department_names(visit)
    if not known:
        st.html(tables.empty("取組はまだありません", "範囲と期限を決めて、はじめの取組を作ってください。"))
        form(visit, "new", None, names)
        return
    st.html(progress_html(known, visit.actor.role))
    tabs = st.tabs(["所管課へ照会する", "新しい取組", "変更・終了する"])
    with tabs[0]:
        asking(visit, [row for row, _ in known], names)
    with tabs[1]:
        form(visit, "new", None, names)
    with tabs[2]:
        changing(visit, [row for row, _ in known], names)


def progress_html(known: tuple[tuple[WaveRow, WaveCounts], ...], role: Role) -> str:
    """Give the waves as a table: due date, cases by stage, the share that is answered, the overdue."""
    heads = ["取組", "期限", "全件", *(name for name, _ in STAGES), "期限超過", "回答率"]
    head = "".join(
        tables.cell(name, tag=tables.COLUMN, numeric=place > 1) for place, name in enumerate(heads)
    )
    body = "".join(wave_html(row, counts, role) for row, counts in known)
    return (
        '<div class="tk-scroll"><table class="tk-table"><caption>取組ごとの進み具合（件）</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def wave_html(row: WaveRow, counts: WaveCounts, role: Role) -> str:
    """Give one wave as a row; its name leads to its cases."""
    target = "triage?triage_view=all&triage_wave=" if role is Role.LEGAL else "decide?decide_wave="
    link = f'<a href="/{target}{escape(row.name)}">{escape(row.name)}</a>'
    numbers = [sum(counts.by_state.get(state, 0) for state in states) for _, states in STAGES]
    asked, answered = sum(numbers[2:7]), sum(numbers[3:7])
    share = f"{answered / asked:.0%}".replace("%", "％") if asked else "―"
    late = f"<strong>{counts.overdue:,}</strong>" if counts.overdue else "0"
    return (
        f'<tr><th scope="row">{link}</th><td>{wareki.short(row.due_on)}</td>{tables.cell(counts.total)}'
        f'{"".join(map(tables.cell, numbers))}<td class="tk-num">{late}</td><td class="tk-num">{share}</td></tr>'
    )


def scope_text(row: WaveRow, names: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, str]:
    """Say what a wave covers."""
    return {
        "種類": "・".join(words.label(code) for code in row.labels) or "すべて",
        "課": "・".join(names.get(key, key) for key in row.departments) or "すべて",
        "例規": "・".join(titles.get(key, key) for key in row.ordinance_keys) or "すべて",
        "期限": wareki.both(row.due_on),
        "備考": row.note,
    }


def choose(known: list[WaveRow], key: str) -> WaveRow | None:
    """Ask which wave; None while there is none."""
    if not known:
        st.caption("先に取組を作ってください。")
        return None
    by_name = {row.name: row for row in known}
    picked = st.selectbox("取組", list(by_name), format_func=marks.plain, key=key)
    return by_name.get(picked or "")


def asking(visit: Visit, known: list[WaveRow], names: Mapping[str, str]) -> None:
    """Show whom asking a wave would ask, and the button that does."""
    row = choose(known, "wave-ask")
    if row is None:
        return
    plan = waves.plan(visit.ledger, visit.person_id, row.name)
    left, right = st.columns([4, 6], gap="large")
    with left:
        st.html(tables.facts(scope_text(row, names, titles(visit))))
    with right:
        cells = [[names.get(key, key), len(cases)] for key, cases in plan.seen.items()]
        if cells:
            total = ["合計", plan.total]
            st.html(tables.table("「対象・割当待ち」の案件の照会先", ["所管課", "件数"], cells, total=total))
        else:
            st.html(
                tables.empty(
                    "照会できる案件はありません", "「仕分け」で対象とした、割当待ちの案件を照会します。"
                )
            )
        if plan.without_department:
            st.warning(
                f"ほかに{plan.without_department:,}件は、例規の所管課が登録されていません。"
                "「仕分け」で課を選んで照会してください。"
            )
        st.button(
            f"{plan.total:,}件を{wareki.short(row.due_on)}までに照会する",
            type="primary",
            disabled=not plan.total,
            on_click=ask,
            args=(plan,),
            key=f"wave-ask-do-{row.name}",
        )


def ask(plan: Plan) -> None:
    """Send the inquiries as they were shown."""
    visit = desk.visit()
    with flash.refusals():
        flash.done(waves.said(waves.ask(visit.ledger, visit.person_id, plan)))


def titles(visit: Visit) -> dict[str, str]:
    """Give the titles of the ordinances by key."""
    found = desk.ordinances(visit, "", MOST_ORDINANCES, 0)
    return {row.ordinance_key: row.title for row in found.rows}


def form(visit: Visit, prefix: str, row: WaveRow | None, names: Mapping[str, str]) -> None:
    """Ask for a wave's scope and due date; with ``row`` for changes to it."""
    known = titles(visit)
    with st.form(f"wave-{prefix}", border=False):
        if row is None:
            st.text_input("名前（あとから変えられません）", key=f"wave-{prefix}-name", max_chars=40)
        left, middle, right = st.columns(3)
        left.multiselect(
            "種類",
            list(words.LABELS),
            default=list(row.labels) if row else [],
            format_func=words.label,
            placeholder="すべて",
            key=f"wave-{prefix}-labels",
            select_all=False,
        )
        middle.multiselect(
            "課",
            list(names),
            default=[key for key in row.departments if key in names] if row else [],
            format_func=marks.named(names),
            placeholder="すべて",
            key=f"wave-{prefix}-departments",
            select_all=False,
        )
        right.multiselect(
            "例規",
            list(known),
            default=[key for key in row.ordinance_keys if key in known] if row else [],
            format_func=marks.named(known),
            placeholder="すべて",
            key=f"wave-{prefix}-ordinances",
            select_all=False,
        )
        day, note = st.columns([1, 2])
        due = row.due_on if row and row.due_on else desk.default_due(visit)
        day.date_input("回答期限", due, format="YYYY/MM/DD", key=f"wave-{prefix}-due")
        note.text_input("備考", row.note if row else "", key=f"wave-{prefix}-note", max_chars=4000)
        st.form_submit_button(
            "変更する" if row else "取組を作る", type="primary", on_click=save, args=(prefix, row)
        )


def save(prefix: str, row: WaveRow | None) -> None:
    """Make or change the wave as entered."""
    state, visit = st.session_state, desk.visit()
    due = state[f"wave-{prefix}-due"]
    with flash.refusals():
        new = waves.form(
            {
                "name": row.name if row else state[f"wave-{prefix}-name"],
                "labels": state[f"wave-{prefix}-labels"],
                "departments": state[f"wave-{prefix}-departments"],
                "ordinance_keys": state[f"wave-{prefix}-ordinances"],
                "due_on": due if isinstance(due, date) else None,
                "note": state[f"wave-{prefix}-note"],
            }
        )
        waves.define(visit.ledger, visit.person_id, new, row.revision if row else 0)
        if row is None:
            state[f"wave-{prefix}-name"] = state[f"wave-{prefix}-note"] = ""
            for field in ("labels", "departments", "ordinances"):
                state[f"wave-{prefix}-{field}"] = []
        flash.done(f"取組「{new.name}」を{'変更' if row else '作成'}しました。")


def changing(visit: Visit, known: list[WaveRow], names: Mapping[str, str]) -> None:
    """Ask which wave to change or to end."""
    row = choose(known, "wave-change")
    if row is None:
        return
    form(visit, f"{row.name}-{row.revision}", row, names)
    st.button("この取組を終える", on_click=end, args=(row,), key=f"wave-end-{row.name}-{row.revision}")
    st.caption("終えても、照会した案件はそのまま進みます。")


def end(row: WaveRow) -> None:
    """End a wave."""
    visit = desk.visit()
    with flash.refusals():
        waves.close(visit.ledger, visit.person_id, row.name, row.revision)
        flash.done(f"取組「{row.name}」を終えました。")
