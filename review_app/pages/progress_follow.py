"""進捗: inquiries against due dates, what is overdue, what is decided and not amended, 5レス, the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import streamlit as st

from review_app.ledger.following import EffortRow, Inquiry, Tagged
from review_app.ledger.model import CaseRow, QueuePage
from review_app.pages import sums, tables, wareki, words
from review_app.workflow.payloads import Effort

OPEN, ALLOWED = "まだ回答のない件数", "期限がまだ来ていない件数"
UNASSIGNED = "（未割当）"
INK = "#303b4a"
# Vega's own dates are western: R8.11.23 as in the table below, for days from 1 May 2019 on.
REIWA_DAY = "'R' + (year(datum.value) - 2018) + '.' + (month(datum.value) + 1) + '.' + date(datum.value)"


def axis(**options: Any) -> alt.Axis:
    """Give a chart's axis in letters that can be read, whatever the theme."""
    return alt.Axis(labelColor=INK, titleColor=INK, labelFontSize=13, titleFontSize=13, **options)


def legend(**options: Any) -> alt.Legend:
    """Give a chart's legend above it, in the same letters."""
    return alt.Legend(orient="top", title=None, labelColor=INK, labelFontSize=13, labelLimit=300, **options)


def burn_down(inquiries: Sequence[Inquiry], today: date) -> None:
    """Show how many inquiries were open at each date, against how many might still be."""
    st.caption(
        "照会した案件のうち、回答のない件数の移り変わりです。実線が破線より上にあるとき、その差だけ期限に遅れています。"
        "回答期限のない照会は数えません。"
    )
    points = sums.burn_down(inquiries, today)
    if not points:
        st.html(
            tables.empty(
                "期限のある照会はまだありません", "照会するときに回答期限を決めると、ここに表示されます。"
            )
        )
        return
    values = [
        {"日": f"{point.day}", "線": name, "件数": count}
        for point in points
        for name, count in ((OPEN, point.still_open), (ALLOWED, point.allowed))
        if count is not None
    ]
    chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line()
        .encode(
            x=alt.X("日:T", axis=axis(labelExpr=REIWA_DAY, title=None, labelAngle=-30)),
            y=alt.Y("件数:Q", axis=axis(format="d", tickMinStep=1), scale=alt.Scale(zero=True)),
            color=alt.Color(
                "線:N",
                scale=alt.Scale(domain=[OPEN, ALLOWED], range=["#1f5fa8", "#b3261e"]),
                legend=legend(symbolType="stroke", symbolSize=900, symbolStrokeWidth=3),
            ),
            strokeDash=alt.StrokeDash(
                "線:N", scale=alt.Scale(domain=[OPEN, ALLOWED], range=[[1, 0], [6, 4]])
            ),
        )
        .properties(height=340)
    )
    st.altair_chart(
        chart, width="stretch", alt="回答のない照会の件数と期限の来ていない件数の折れ線。数値は下の表と同じ"
    )
    rows = [
        [
            wareki.short(point.day),
            "―" if point.still_open is None else point.still_open,
            point.allowed,
            "―" if point.still_open is None else max(0, point.still_open - point.allowed),
        ]
        for point in points
    ]
    st.html(tables.table("照会の残り（件）", ["日", OPEN, ALLOWED, "期限に遅れている件数"], rows))


def overdue(page: QueuePage, names: Mapping[str, str], today: date, leads_to: str) -> None:
    """List the inquiries past their due date, the oldest first; each leads to its case on a page."""
    if not page.rows:
        st.html(
            tables.empty("期限を過ぎた照会はありません", "期限の近いものは「わたしの作業」に表示されます。")
        )
        return
    rows = [
        [*place(row, names, leads_to), wareki.short(due), (today - due).days]
        for row in page.rows
        if (due := row.facts.due_on) is not None
    ]
    st.html(
        tables.table(titled("期限を過ぎた照会", page), ["所管課", *PLACE, "回答期限", "超過（日）"], rows)
    )


def unamended(page: QueuePage, names: Mapping[str, str], policies: Mapping[str, str], leads_to: str) -> None:
    """List what was decided and is not amended yet, with what was decided and by when it is planned."""
    if not page.rows:
        st.html(
            tables.empty(
                "決定して改正が済んでいない案件はありません", "決定した案件が、完了まで表示されます。"
            )
        )
        return
    rows = [
        [
            *place(row, names, leads_to),
            policies.get(row.facts.policy, row.facts.policy) or "―",
            wareki.short(row.facts.planned_on) if row.facts.planned_on else "未定",
        ]
        for row in page.rows
    ]
    header = ["所管課", *PLACE, "見直し方針", "完了予定"]
    st.html(tables.table(titled("決定したが改正していない案件", page), header, rows))


PLACE = ("例規", "条項", "種類", "状態")


def place(row: CaseRow, names: Mapping[str, str], leads_to: str) -> list[object]:
    """Give what tells a case: department, ordinance, place (a link to the case on a page), type, state."""
    facts = row.facts
    owner = names.get(facts.department_id or "", facts.department_id or UNASSIGNED)
    joined = f"ほか{len(facts.joined)}条項" if facts.joined else ""
    link = tables.Link(f"{row.locator}{joined}", f"/{leads_to}?case={row.case_id}")
    return [owner, row.ordinance_title, link, words.label(row.label), words.state(facts.state)]


def titled(title: str, page: QueuePage) -> str:
    """Give a list's caption with its number, and say when it is cut."""
    cut = f"、はじめの{len(page.rows):,}件" if page.total > len(page.rows) else ""
    return f"{title}（全{page.total:,}件{cut}）"


def tags(rows: Sequence[Tagged], names: Mapping[str, str]) -> None:
    """Show how many cases carry each 5レス tag, by count and by annual cases, and how many are completed."""
    if not rows:
        st.html(tables.empty("5レスの回答はまだありません", "所管課の回答で5レスが選ばれると集計されます。"))
        return
    by_tag = {row.tag: row for row in rows}
    found = [by_tag.get(tag, Tagged(tag, 0, 0, 0)) for tag in dict.fromkeys((*names, *by_tag))]
    cells = [
        [
            names.get(row.tag, row.tag),
            row.cases,
            row.completed,
            sums.share(row.completed, row.cases),
            row.yearly_cases,
        ]
        for row in found
    ]
    st.html(tables.table("5レスの件数", ["5レス", "件数", "完了", "完了の割合", "年間件数"], cells))
    st.caption("1つの案件に2つ以上の5レスを選べるため、合計は示しません。")


def arithmetic(rows: Sequence[EffortRow], total: int, names: Mapping[str, str]) -> None:
    """Show how the hours of each case were reckoned, most hours first."""
    if not rows:
        return
    cells = [
        [
            names.get(row.department_id or "", row.department_id or UNASSIGNED),
            f"{row.title} {row.locator}",
            reckoned(row, "staff"),
            row.hours_staff,
            reckoned(row, "citizens"),
            row.hours_citizen,
        ]
        for row in rows
    ]
    cut = f"、多いものから{len(rows)}件" if total > len(rows) else ""
    header = ["所管課", "条項", "職員の計算", "職員", "住民・事業者の計算", "住民・事業者"]
    st.html(tables.table(f"計算の内訳（{total:,}件{cut}、時間／年）", header, cells))


def reckoned(row: EffortRow, group: str) -> str:
    """Give the arithmetic of one case for staff or citizens; ``―`` where there is none."""
    return Effort.model_validate(row.answer.get(group) or {}).arithmetic or "―"
