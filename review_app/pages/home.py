"""わたしの作業: what is mine to do now, by role, and where to go for it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from review_app.ledger.model import CaseRow, QueueQuery
from review_app.ledger.progress_rows import WorkCounts
from review_app.pages import desk, marks, tables, wareki, words
from review_app.pages.desk import Visit
from review_app.workflow import sampling
from review_app.workflow.machine import State
from review_app.workflow.model import Role

OPEN = (State.RETURNED, State.INQUIRING)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of work: its card's title, the states that wait for it, the page it is done on, what to do."""

    title: str
    states: tuple[State, ...]
    page: str
    what: str
    todo: bool = True


STEPS: dict[Role, tuple[Step, ...]] = {
    Role.LEGAL: (
        Step("仕分けを待つ候補", (State.UNREVIEWED, State.RECHECK), "triage", "候補を仕分ける"),
        Step("割当てを待つ対象", (State.IN_SCOPE,), "triage?triage_view=in_scope", "所管課へ照会する"),
        Step("確認を待つ回答", (State.ANSWERED,), "decide", "回答を確認する"),
        Step("保留", (State.ON_HOLD,), "triage?triage_view=hold", "保留を見直す", todo=False),
        Step(
            "照会中",
            (State.INQUIRING, State.RETURNED),
            "triage?triage_view=asked",
            "照会中を見る",
            todo=False,
        ),
    ),
    Role.DEPARTMENT: (
        Step("差し戻された条項", (State.RETURNED,), "answer", "直して回答する"),
        Step("回答を待つ条項", (State.INQUIRING,), "answer", "回答する"),
        Step(
            "回答済み（確認待ち）",
            (State.ANSWERED, State.CHECKED),
            "answer?answer_view=done",
            "回答を見る",
            todo=False,
        ),
        Step(
            "決定・対応中", (State.DECIDED, State.IN_PROGRESS), "decide", "着手・完了を記録する", todo=False
        ),
    ),
    Role.MANAGER: (
        Step("決定を待つ条項", (State.CHECKED,), "decide", "確認済みの回答を決定する"),
        Step("回答待ち", (State.INQUIRING, State.RETURNED), "progress", "進捗を見る", todo=False),
        Step(
            "決定したが未完了",
            (State.DECIDED, State.IN_PROGRESS),
            "decide?decide_view=doing",
            "対応の状況を見る",
            todo=False,
        ),
    ),
    Role.ADMIN: (),
}


def page() -> None:
    """Show one's own work."""
    visit = desk.visit()
    st.title("わたしの作業")
    st.caption(f"{wareki.both(wareki.today())}　{desk.belonging(visit)}")
    if visit.actor.role is Role.ADMIN:
        administrator()
        return
    work = desk.work(visit)
    st.html(tables.cards([*step_cards(visit.actor.role, work), *due_cards(work)]))
    st.html(next_steps(visit.actor.role, work))
    if left := sampling.waiting(visit.ledger, visit.person_id):
        st.html(f'<ul class="tk-next"><li><a href="/judgements">二人判定を行う</a>（{left:,}件）</li></ul>')
    waiting(visit)


def step_cards(role: Role, work: WorkCounts) -> list[str]:
    """Give a card for each kind of work of the role."""
    return [
        tables.card(step.title, count(step, work), tone="todo" if step.todo else "") for step in STEPS[role]
    ]


def due_cards(work: WorkCounts) -> list[str]:
    """Give the cards on due dates."""
    return [
        tables.card("期限が7日以内の照会", work.due_soon, tone="warn"),
        tables.card("期限を過ぎた照会", work.overdue, tone="warn"),
    ]


def count(step: Step, work: WorkCounts) -> int:
    """Count what waits in a step."""
    return sum(work.by_state.get(state, 0) for state in step.states)


def next_steps(role: Role, work: WorkCounts) -> str:
    """Give what to do next as links, most pressing first."""
    links = [
        f'<li><a href="/{step.page}">{step.what}</a>（{count(step, work):,}件）</li>'
        for step in STEPS[role]
        if count(step, work)
    ]
    if not links:
        return tables.empty("いま行う作業はありません", "新しい作業が届くと、ここに表示されます。")
    return f'<h2 class="tk-h2">次にすること</h2><ul class="tk-next">{"".join(links)}</ul>'


def waiting(visit: Visit) -> None:
    """Show the inquiries whose due date is nearest."""
    page_of = desk.queue(visit, QueueQuery(states=OPEN, sort="due", limit=SHOWN))
    if not page_of.rows:
        return
    names = desk.department_names(visit, closed=True)
    rows = "".join(row_html(row, names, desk.inquiry_page(visit)) for row in page_of.rows)
    st.html(
        '<div class="tk-scroll"><table class="tk-table"><caption>回答期限の近い照会</caption><thead><tr>'
        "<th>回答期限</th><th>条項</th><th>種類</th><th>状態</th><th>所管課</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def row_html(row: CaseRow, names: dict[str, str], link: str) -> str:
    """Give one inquiry as a table row that leads to it."""
    facts = row.facts
    late = facts.due_on is not None and facts.due_on < wareki.today()
    due = wareki.both(facts.due_on) + ("<br><strong>期限超過</strong>" if late else "")
    department = names.get(facts.department_id or "", "―")
    place = escape(f"{row.ordinance_title} {row.locator}")
    return (
        f'<tr><td>{due}</td><td><a href="/{link}?case={row.case_id}">{place}</a></td>'
        f"<td>{escape(words.label(row.label))}</td><td>{marks.state_badge(facts.state)}</td>"
        f"<td>{escape(department)}</td></tr>"
    )


def administrator() -> None:
    """Show the administrator's starting points."""
    st.html(
        '<ul class="tk-next"><li><a href="/people">利用者を登録・変更する</a></li>'
        '<li><a href="/departments">課を登録・変更する</a></li>'
        '<li><a href="/settings">設定を見る・変える</a></li>'
        '<li><a href="/audit">操作の記録を見る</a></li></ul>'
    )
