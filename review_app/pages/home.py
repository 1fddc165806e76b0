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
ASKED = "triage?triage_view=asked&triage_sort=due"
INQUIRIES = {Role.LEGAL: ASKED, Role.DEPARTMENT: "answer?answer_sort=due", Role.MANAGER: "progress"}
"""Where each role sees the inquiries that are due."""


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
        Step("照会中", (State.INQUIRING,), ASKED, "照会中を見る", todo=False),
        Step("差戻し中", (State.RETURNED,), ASKED, "差戻しを見る", todo=False),
    ),
    Role.DEPARTMENT: (
        Step("課への差戻し", (State.RETURNED,), "answer", "直して回答する"),
        Step("回答を待つ条項", (State.INQUIRING,), "answer", "回答する"),
        Step(
            "回答済み",
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
        Step("照会中", (State.INQUIRING,), "progress", "進捗を見る", todo=False),
        Step("差戻し中", (State.RETURNED,), "progress", "進捗を見る", todo=False),
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
    st.caption(f"今日は{wareki.both(wareki.today())}です。")
    if visit.actor.role is Role.ADMIN:
        administrator(visit)
        return
    work = desk.work(visit)
    judgements = sampling.waiting(visit.ledger, visit.person_id)
    st.html(tables.cards(cards(visit.actor.role, work, judgements)))
    if not judgements and not any(count(step, work) for step in STEPS[visit.actor.role]):
        st.html(
            tables.empty(
                "いま行う作業はありません", "新しい作業が届くと、上の件数が増え、ここに表示されます。"
            )
        )
    waiting(visit, work)


def cards(role: Role, work: WorkCounts, judgements: int) -> list[str]:
    """Give a card for each kind of work of the role with the way to it, and the cards on due dates."""
    found = [
        tables.card(
            step.title,
            count(step, work),
            tone="todo" if step.todo else "",
            link=(f"/{step.page}", step.what),
        )
        for step in STEPS[role]
    ]
    if role is Role.DEPARTMENT:
        mine = ("/answer?answer_view=mine", "あなたへの差戻しを直す")
        found.insert(0, tables.card("あなたへの差戻し", work.returned_to_me, tone="warn", link=mine))
    if judgements:
        found.append(tables.card("二人判定", judgements, tone="todo", link=("/judgements", "判定する")))
    due = (f"/{INQUIRIES[role]}", "期限の順に見る" if role is not Role.MANAGER else "進捗を見る")
    return [
        *found,
        tables.card("期限まで7日以内", work.due_soon, tone="warn", link=due),
        tables.card("期限を過ぎた照会", work.overdue, tone="warn", link=due),
    ]


def count(step: Step, work: WorkCounts) -> int:
    """Count what waits in a step."""
    return sum(work.by_state.get(state, 0) for state in step.states)


def waiting(visit: Visit, work: WorkCounts) -> None:
    """Show the inquiries whose due date is nearest."""
    page_of = desk.queue(visit, QueueQuery(states=OPEN, sort="due", limit=SHOWN))
    if not page_of.rows:
        return
    names = desk.department_names(visit, closed=True)
    rows = "".join(row_html(row, names, desk.inquiry_page(visit)) for row in page_of.rows)
    total = sum(work.by_state.get(state, 0) for state in OPEN)
    cut = f"、はじめの{SHOWN}件" if total > SHOWN else ""
    st.html(
        '<div class="tk-scroll"><table class="tk-table">'
        f"<caption>回答期限の早い照会（全{total:,}件{cut}）</caption><thead><tr>"
        "<th>回答期限</th><th>条項</th><th>種類</th><th>状態</th><th>所管課</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def row_html(row: CaseRow, names: dict[str, str], link: str) -> str:
    """Give one inquiry as a table row that leads to it."""
    facts = row.facts
    late = (wareki.today() - facts.due_on).days if facts.due_on is not None else 0
    due = wareki.both(facts.due_on) + (f'　<strong class="tk-late">{late}日超過</strong>' if late > 0 else "")
    department = names.get(facts.department_id or "", "―")
    place = escape(f"{row.ordinance_title} {row.locator}")
    return (
        f'<tr><td class="tk-nowrap">{due}</td><td><a href="/{link}?case={row.case_id}">{place}</a></td>'
        f'{tables.cell(words.label(row.label))}<td class="tk-nowrap">{marks.state_badge(facts.state)}</td>'
        f"{tables.cell(department)}</tr>"
    )


def administrator(visit: Visit) -> None:
    """Show the administrator's starting points with what stands behind them."""
    people = [row for row in desk.people(visit) if row.active]
    fresh = sum(row.must_change for row in people)
    st.html(
        tables.cards(
            [
                tables.card("利用者", len(people), "人", link=("/people", "登録・変更する")),
                tables.card("初回ログイン待ち", fresh, "人", link=("/people", "確かめる")),
                tables.card("課", len(desk.departments(visit)), "", link=("/departments", "登録・変更する")),
            ]
        )
    )
    st.html(
        '<ul class="tk-next"><li><a href="/reorganise">課の統廃合を行う</a></li>'
        '<li><a href="/settings">設定を見る・変える</a></li>'
        '<li><a href="/audit">操作の記録を見る</a></li></ul>'
    )
