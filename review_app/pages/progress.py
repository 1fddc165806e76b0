"""進捗: by department, type, stage and PHASE, hours saved and what is overdue; each chart with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import altair as alt
import streamlit as st

from review_app.ledger.model import MonthRow, ProgressCell
from review_app.pages import desk, sums, tables, words
from review_app.workflow.machine import State

Group = TypeVar("Group")
UNASSIGNED = "（未割当）"
STAGES = list(sums.STAGES)
STAGE_COLOURS = ["#9aa5b3", "#1f5fa8", "#c98a00", "#7a4a9c", "#2e7d4f"]


def page() -> None:
    """Show the progress of what the person may see."""
    visit = desk.visit()
    st.title("進捗")
    progress = desk.progress(visit)
    departments = desk.department_names(visit, closed=True)
    cells = sums.under_review(progress.cells)
    if not cells:
        st.html(tables.empty("まだ集計するものがありません", "例規を取り込み、抽出を行うと表示されます。"))
        return
    headline(progress.cells, cells)
    by_department, by_label, by_phase, by_hours, by_month = st.tabs(
        ["課別", "種類別", "PHASE", "削減時間", "月別"]
    )
    with by_department:
        departments_tab(cells, departments)
    with by_label:
        labels_tab(cells)
    with by_phase:
        phases_tab(cells)
    with by_hours:
        hours_tab(cells, departments)
    with by_month:
        months_tab(progress.months)


def headline(everything: Sequence[ProgressCell], cells: Sequence[ProgressCell]) -> None:
    """Show the numbers a manager is asked for."""
    whole = sums.total(cells)
    done = sums.total(cell for cell in cells if cell.state == State.COMPLETED)
    decided = sums.total(
        cell for cell in cells if cell.state in (State.DECIDED, State.IN_PROGRESS, State.COMPLETED)
    )
    dismissed = sums.total(everything).cases - whole.cases
    st.html(
        tables.cards(
            [
                tables.card("見直しの対象（候補を含む）", whole.cases),
                tables.card("決定済み（対応中・完了を含む）", decided.cases),
                tables.card("完了", done.cases),
                tables.card("期限を過ぎた照会", whole.overdue, tone="warn"),
                tables.card("対象外としたもの", dismissed),
                tables.card("削減見込み（年間）", round(whole.hours_staff + whole.hours_citizen), "時間"),
            ]
        )
    )
    st.html(
        f'<p class="tk-sum">完了の割合：件数で {sums.share(done.cases, whole.cases)}、'
        f"年間件数で {sums.share(done.yearly_cases, whole.yearly_cases)}"
        f"（{done.yearly_cases:,}件／{whole.yearly_cases:,}件）</p>"
    )


def departments_tab(cells: Sequence[ProgressCell], departments: Mapping[str, str]) -> None:
    """Show the stages of each department's cases."""
    counts = in_order(
        sums.cross(cells, lambda cell: department_name(cell, departments), sums.stage), departments
    )
    stacked_chart(counts, "課", "課ごとの件数を段階別に積み上げた棒グラフ。数値は下の表と同じ")
    late = sums.by(cells, lambda cell: department_name(cell, departments))
    rows = [
        [name, *(stages.get(stage, 0) for stage in STAGES), sum(stages.values()), late[name].overdue]
        for name, stages in counts.items()
    ]
    st.html(tables.table("課別の件数", ["課", *STAGES, "計", "期限超過"], rows, total=column_sums(rows)))


def labels_tab(cells: Sequence[ProgressCell]) -> None:
    """Show the stages by type."""
    counts = sums.cross(cells, lambda cell: words.label(cell.label), sums.stage)
    ordered = {name: counts[name] for name in words.LABELS.values() if name in counts}
    stacked_chart(ordered, "種類", "規制の種類ごとの件数を段階別に積み上げた棒グラフ。数値は下の表と同じ")
    rows = [
        [name, *(stages.get(stage, 0) for stage in STAGES), sum(stages.values())]
        for name, stages in ordered.items()
    ]
    st.html(tables.table("種類別の件数", ["種類", *STAGES, "計"], rows, total=column_sums(rows)))


def phases_tab(cells: Sequence[ProgressCell]) -> None:
    """Show PHASE now against the target."""
    targets = ["PHASE 1", "PHASE 2", "PHASE 3", "未定"]
    counts = sums.cross(
        cells, lambda cell: phase_name(cell.phase_now), lambda cell: phase_name(cell.phase_target)
    )
    rows = [
        [now, *(counts.get(now, {}).get(target, 0) for target in targets), sum(counts.get(now, {}).values())]
        for now in targets
    ]
    st.html(
        tables.table(
            "現在のPHASE（縦）と目標のPHASE（横）",
            ["現在", *targets, "計"],
            rows,
            total=column_sums(rows),
        )
    )


def hours_tab(cells: Sequence[ProgressCell], departments: Mapping[str, str]) -> None:
    """Show the hours saved a year, staff's and citizens' apart."""
    summed = sums.by(cells, lambda cell: department_name(cell, departments))
    rows: list[list[object]] = [
        [name, group.hours_staff, group.hours_citizen, group.hours_staff + group.hours_citizen]
        for name, group in in_order(summed, departments).items()
        if group.hours_staff or group.hours_citizen
    ]
    st.caption("削減時間（年間）＝ 分 × 回（件） × 日 ÷ 60。各課の回答に書かれた計算の合計です。")
    if not rows:
        st.html(
            tables.empty("削減時間の回答はまだありません", "所管課の回答に時間が書かれると集計されます。")
        )
        return
    st.html(
        tables.table(
            "課別の削減時間（時間／年）", ["課", "職員", "住民・事業者", "計"], rows, total=column_sums(rows)
        )
    )


def months_tab(months: Sequence[MonthRow]) -> None:
    """Show what happened month by month."""
    if not months:
        st.html(tables.empty("まだ記録がありません", "回答や決定が行われると、月ごとに集計されます。"))
        return
    rows = [[row.month, row.answered, row.decided, row.completed] for row in months]
    st.html(tables.table("月別の件数", ["月", "回答", "決定", "完了"], rows, total=column_sums(rows)))


def stacked_chart(counts: Mapping[str, Mapping[str, int]], axis: str, said: str) -> None:
    """Draw counts by group and stage as stacked bars; ``said`` describes it to those who cannot see it."""
    values = [
        {axis: name, "段階": stage, "件数": stages[stage], "順": STAGES.index(stage)}
        for name, stages in counts.items()
        for stage in STAGES
        if stages.get(stage)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(height=16)
        .encode(
            x=alt.X("件数:Q", axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y(f"{axis}:N", sort=list(counts), title=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color(
                "段階:N",
                scale=alt.Scale(domain=STAGES, range=STAGE_COLOURS),
                legend=alt.Legend(orient="top", title=None),
            ),
            order=alt.Order("順:Q"),
            tooltip=[f"{axis}:N", "段階:N", "件数:Q"],
        )
        .properties(height=alt.Step(30))
    )
    st.altair_chart(chart, width="stretch", alt=said)


def column_sums(rows: Sequence[Sequence[object]]) -> list[object]:
    """Give the total row of a table whose first column is a name."""
    columns = zip(*(row[1:] for row in rows), strict=True)
    return ["計", *(sum(value for value in column if isinstance(value, int | float)) for column in columns)]


def in_order(groups: Mapping[str, Group], departments: Mapping[str, str]) -> dict[str, Group]:
    """Put groups by department into the departments' own order; what is assigned to none comes last."""
    names = [*departments.values(), *(name for name in groups if name not in set(departments.values()))]
    return {name: groups[name] for name in names if name in groups}


def department_name(cell: ProgressCell, departments: Mapping[str, str]) -> str:
    """Name a cell's department."""
    return departments.get(cell.department_id or "", cell.department_id or UNASSIGNED)


def phase_name(number: int | None) -> str:
    """Name a PHASE in the table."""
    return f"PHASE {number}" if number else "未定"
