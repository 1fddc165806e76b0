"""規則 (legal): the packs with their rules, how each fares here, and the switch that does without one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from review_app.pages import desk, flash, guard, marks, rule_trial, tables, wareki, words
from review_app.pages.desk import Visit
from review_app.workflow import rules
from review_app.workflow.rules import RuleRow

CONTEXT = ""
PACK_NAMES = {**words.LABELS, CONTEXT: "文脈（打ち消す規則）"}
NEXT_TIME = "規則の停止と再開は、次の抽出から効きます。いまある案件と、これまでの判断は変わりません。"


@guard.part
def page() -> None:
    """Show the rules, the trial, and what people added by hand."""
    visit = desk.visit()
    st.title("規則")
    flash.show()
    known, trial, missed = st.tabs(["規則の一覧", "文を試す", "漏れからの提案"])
    with known:
        overview(visit)
    with trial:
        rule_trial.trying(visit)
    with missed:
        rule_trial.proposals(visit)


def overview(visit: Visit) -> None:
    """Show one pack's rules as a table, and the chosen rule in full."""
    rows = rules.overview(visit.ledger, visit.person_id)
    off = [row for row in rows if row.switch.off]
    if off:
        names = "、".join(row.name for row in off)
        st.html(tables.remark(f"止めている規則（{len(off)}件）：{names}\n{NEXT_TIME}"))
    left, right = st.columns([6, 5], gap="large")
    with left:
        pack = st.selectbox(
            "種類", list(PACK_NAMES), format_func=lambda code: PACK_NAMES[code], key="rules-pack"
        )
        inside = [row for row in rows if row.label == pack]
        st.html(tables.table(f"{PACK_NAMES[pack]}の規則（{len(inside)}件）", HEADER, map(cells, inside)))
        st.caption(
            "検出は見つけた案件、対象・対象外は仕分けの判断、確認率は判断した案件のうち対象としたものの割合です。"
            "「広めに拾う」で始まる規則は、見落としを減らすためのもので、確からしさは低めです。"
        )
    with right:
        chosen = pick(inside, pack)
        if chosen is not None:
            detail(chosen)


HEADER = ["規則", "検出", "対象", "対象外", "確認率", "状態"]


def cells(row: RuleRow) -> list[object]:
    """Give one rule as the cells of a row."""
    counts = row.counts
    if not row.label:
        return [row.name, "―", "―", "―", "―", standing(row)]
    return [row.name, counts.hits, counts.confirmed, counts.dismissed, rate(row), standing(row)]


def rate(row: RuleRow) -> str:
    """Give the confirmed share of a rule's judged cases."""
    share = row.counts.confirm_rate
    return "―" if share is None else f"{share:.0%}".replace("%", "％")


def standing(row: RuleRow) -> str:
    """Say whether a rule is in use."""
    return "停止中" if row.switch.off else "使用中"


def pick(inside: Sequence[RuleRow], pack: str) -> RuleRow | None:
    """Ask which rule to show."""
    by_id = {row.rule_id: row for row in inside}
    chosen = st.selectbox(
        "規則",
        list(by_id),
        index=None,
        format_func=lambda key: marks.plain(by_id[key].name) if key in by_id else key,
        placeholder="規則を選ぶと、出典・例文と、止めるボタンが出ます",
        key=f"rules-rule-{pack}",
    )
    return by_id.get(chosen or "")


def detail(row: RuleRow) -> None:
    """Show one rule: what it rests on, its examples, its switch."""
    strength = f"{row.score:.0%}" if row.score is not None else ""
    kept = f"{row.keep:.0%}を残す" if row.keep else "打ち消す"
    st.html(
        f'<h2 class="tk-h2">{escape(row.name)}</h2>'
        + tables.facts(
            {
                "規則の記号": row.rule_id,
                "出典": row.source,
                "確からしさ": strength.replace("%", "％"),
                "はたらき": "" if row.keep is None else f"見つけた証拠を{kept}".replace("%", "％"),
                "確認率": rate(row) if row.label else "",
            }
        )
        + examples_html("当たる例", row.matching)
        + examples_html("当たらない例", row.not_matching)
    )
    switch(row)


def examples_html(title: str, samples: Sequence[str]) -> str:
    """Give a rule's own examples."""
    items = "".join(f"<li>{escape(text)}</li>" for text in samples)
    return f'<p class="tk-examples-of">{escape(title)}</p><ul class="tk-examples">{items}</ul>'


def switch(row: RuleRow) -> None:
    """Offer to do without the rule, or to use it again."""
    now = row.switch
    if now.switched_at is not None:
        said = "止めました" if now.off else "再び使うことにしました"
        reason = f"：{now.reason}" if now.reason else ""
        when = wareki.moment(now.switched_at)
        st.html(f'<p class="tk-sum">{when}　{escape(now.switched_by)}が{said}{escape(reason)}</p>')
    key = f"rule-reason-{row.rule_id}-{now.revision}"
    st.text_input(
        "再び使う理由" if now.off else "止める理由（必須）", key=key, max_chars=rules.LONGEST_REASON
    )
    st.button(
        "この規則を再び使う" if now.off else "この市ではこの規則を止める",
        on_click=use,
        args=(row, key),
        key=f"rule-switch-{row.rule_id}-{now.revision}",
    )
    st.caption(NEXT_TIME)


def use(row: RuleRow, key: str) -> None:
    """Switch the rule the other way, as it was shown."""
    with flash.refusals():
        who, off = desk.visit(), not row.switch.off
        reason = st.session_state.get(key) or ""
        rules.switch(who.ledger, who.person_id, row.rule_id, row.switch.revision, off=off, reason=reason)
        done = "を止めました" if off else "を再び使います"
        flash.done(f"「{row.name}」{done}。次の抽出から効きます。")
