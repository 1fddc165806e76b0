"""進捗: by department, type, stage and PHASE, hours saved and what is overdue; each chart with its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TypeVar

import altair as alt
import streamlit as st

from ordinances.wareki import format_wareki_month
from review_app import exports
from review_app.exports.files import XLSX, file_name
from review_app.ledger.progress_rows import MonthRow, ProgressCell
from review_app.pages import desk, flash, marks, progress_follow, sums, tables, wareki, words
from review_app.pages.desk import Visit
from review_app.workflow import following, views
from review_app.workflow.following import Following
from review_app.workflow.machine import State
from review_app.workflow.model import Role

Group = TypeVar("Group")
UNASSIGNED = "（未割当）"
STAGES = list(sums.STAGES)
SCREEN_STEP, PAPER_STEP = 30, 18
"""Heights of a bar with its gap: on paper thirty departments must fit on one page, for a chart cannot be cut."""
STAGE_COLOURS = ["#9aa5b3", "#1f5fa8", "#c98a00", "#7a4a9c", "#2e7d4f"]


def page() -> None:
    """Show the progress of what the person may see: in tabs, or all on one page to be printed (``?print=1``)."""
    visit = desk.visit()
    st.title("進捗")
    flash.show()
    names = desk.department_names(visit, closed=True)
    printed = on_paper()
    departments, labels = narrowed(visit, names)
    if printed:
        st.html(
            f'<p class="tk-sum">{wareki.both(views.today(visit.ledger))}現在　{escape(desk.belonging(visit))}</p>'
        )
    progress = desk.progress(visit)
    everything = [
        cell
        for cell in progress.cells
        if (not departments or cell.department_id in departments) and (not labels or cell.label in labels)
    ]
    cells = sums.under_review(everything)
    if not cells:
        st.html(
            tables.empty("集計するものがありません", "条件を変えるか、例規を取り込んで抽出を行ってください。")
        )
        return
    headline(everything, cells)
    outputs_html(visit, printed=printed)
    drawn = sections(visit, everything, names, departments, labels) | {
        "月別": lambda: months_tab(progress.months)
    }
    if printed:
        for name, draw in drawn.items():
            st.html(f'<h2 class="tk-h2">{name}</h2>')
            draw()
        return
    for tab, draw in zip(st.tabs(list(drawn)), drawn.values(), strict=True):
        with tab:
            draw()


def on_paper() -> bool:
    """Tell whether the page is shown as it is to be printed."""
    return st.query_params.get("print") == "1"


def narrowed(visit: Visit, names: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask for departments and types; they stand in the address, so that the printed page keeps them."""
    kind, owner = st.columns(2)
    departments: list[str] = []
    if visit.actor.role is not Role.DEPARTMENT:
        departments = owner.multiselect(
            "課",
            list(names),
            format_func=marks.named(names),
            placeholder="課：すべて",
            key="progress_departments",
            bind="query-params",
            label_visibility="collapsed",
            select_all=False,
        )
    labels = kind.multiselect(
        "種類",
        list(words.LABELS),
        format_func=words.label,
        placeholder="種類：すべて",
        key="progress_labels",
        bind="query-params",
        label_visibility="collapsed",
        select_all=False,
    )
    return tuple(departments), tuple(labels)


def outputs_html(visit: Visit, *, printed: bool) -> None:
    """Offer the management report as a workbook and as a page to print."""
    if visit.actor.role is Role.ADMIN:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="no-print"):
        if printed:
            st.caption("ブラウザーの印刷（Ctrl+P）で、紙やPDFにできます。")
            st.link_button("ふつうの画面に戻る", "/progress")
            return
        st.download_button(
            "報告書（Excel）",
            lambda: exports.report(visit.ledger, visit.person_id).data,
            file_name("進捗報告", day=views.today(visit.ledger), suffix="xlsx"),
            XLSX,
            on_click="ignore",
            key="progress-report",
        )
        st.button(
            "印刷用の画面", on_click=lambda: st.query_params.update({"print": "1"}), key="progress-print"
        )
        st.caption("報告書は、条件にかかわらず、あなたが見られる全体のものです。")


def sections(
    visit: Visit,
    everything: Sequence[ProgressCell],
    names: Mapping[str, str],
    departments: tuple[str, ...],
    labels: tuple[str, ...],
) -> dict[str, Callable[[], None]]:
    """Give the sections by name, each ready to be drawn."""
    cells = sums.under_review(everything)
    found = following.following(visit.ledger, visit.person_id, departments=departments, labels=labels)
    return {
        "課別": lambda: departments_tab(cells, names),
        "種類別": lambda: labels_tab(cells),
        "状態別": lambda: states_tab(everything),
        "PHASE": lambda: phases_tab(cells),
        "期限と残り": lambda: progress_follow.burn_down(found.inquiries, found.today),
        "期限超過": lambda: progress_follow.overdue(
            found.overdue, names, found.today, desk.inquiry_page(visit)
        ),
        "改正待ち": lambda: progress_follow.unamended(
            found.unamended, names, desk.choices(visit, "policies"), "decide"
        ),
        "削減時間": lambda: hours_tab(cells, names, found),
        "5レス": lambda: progress_follow.tags(found.tags, desk.choices(visit, "tags")),
    }


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
    whole = sums.by(cells, lambda cell: department_name(cell, departments))
    rows = [
        [name, *(stages.get(stage, 0) for stage in STAGES), sum(stages.values()), whole[name].overdue]
        for name, stages in counts.items()
    ]
    st.html(tables.table("課別の件数", ["課", *STAGES, "計", "期限超過"], rows, total=column_sums(rows)))
    done = sums.by(
        [cell for cell in cells if cell.state == State.COMPLETED],
        lambda cell: department_name(cell, departments),
    )
    st.html(targets_html(whole, done, list(counts)))


def targets_html(whole: Mapping[str, sums.Sum], done: Mapping[str, sums.Sum], order: Sequence[str]) -> str:
    """Give what is to be reviewed and what is completed, by count and by annual cases, by department and in all."""

    def row(name: str, target: sums.Sum, reached: sums.Sum) -> list[object]:
        return [
            name,
            target.cases,
            reached.cases,
            sums.share(reached.cases, target.cases),
            target.yearly_cases,
            reached.yearly_cases,
            sums.share(reached.yearly_cases, target.yearly_cases),
        ]

    rows = [row(name, whole[name], done.get(name, sums.Sum())) for name in order]
    total = row("計", sums.joined(whole.values()), sums.joined(done.values()))
    header = ["課", "目標（件）", "完了（件）", "割合", "目標（年間件数）", "完了（年間件数）", "割合 "]
    return tables.table("目標と完了（件数と年間件数）", header, rows, total=total)


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


def states_tab(everything: Sequence[ProgressCell]) -> None:
    """Show each state by type, what was dismissed too."""
    counts = sums.cross(everything, lambda cell: cell.state, lambda cell: cell.label)
    rows = [
        [words.state(state), *(counts.get(state, {}).get(label, 0) for label in words.LABELS)]
        for state in State
        if state in counts
    ]
    rows = [[*row, sum(value for value in row[1:] if isinstance(value, int))] for row in rows]
    header = ["状態", *words.LABELS.values(), "計"]
    st.html(tables.table("状態と種類ごとの件数（対象外を含む）", header, rows, total=column_sums(rows)))


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


def hours_tab(cells: Sequence[ProgressCell], departments: Mapping[str, str], found: Following) -> None:
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
    progress_follow.arithmetic(found.efforts, found.reckoned, departments)


def months_tab(months: Sequence[MonthRow]) -> None:
    """Show what happened month by month."""
    if not months:
        st.html(tables.empty("まだ記録がありません", "回答や決定が行われると、月ごとに集計されます。"))
        return
    rows = [[format_wareki_month(row.month), row.answered, row.decided, row.completed] for row in months]
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
        .mark_bar(height=alt.RelativeBandSize(0.55))
        .encode(
            x=alt.X("件数:Q", axis=progress_follow.axis(format="d", tickMinStep=1)),
            y=alt.Y(f"{axis}:N", sort=list(counts), title=None, axis=progress_follow.axis(labelLimit=220)),
            color=alt.Color(
                "段階:N",
                scale=alt.Scale(domain=STAGES, range=STAGE_COLOURS),
                legend=progress_follow.legend(),
            ),
            order=alt.Order("順:Q"),
            tooltip=[f"{axis}:N", "段階:N", "件数:Q"],
        )
        .properties(height=alt.Step(PAPER_STEP if on_paper() else SCREEN_STEP))
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
