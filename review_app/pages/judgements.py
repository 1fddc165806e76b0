"""二人判定 (legal): a sample judged by two people without seeing each other, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from review_app.pages import desk, flash, guard, marks, tables, wareki, words
from review_app.pages.desk import Visit
from review_app.workflow import sampling
from review_app.workflow.agreement import strength
from review_app.workflow.machine import State
from review_app.workflow.sampling import Difference, Item, Judgement, Result, SampleStanding

CHOICES = ((State.IN_SCOPE, "1"), (State.OUT_OF_SCOPE, "2"), (State.ON_HOLD, "3"))
USUAL_SIZE = 50


@guard.part
def page() -> None:
    """Show the samples on the left, and the chosen one: to judge, to wait for, or compared."""
    visit = desk.visit()
    st.title("二人判定")
    st.caption(
        "無作為に選んだ候補を、法制担当の2人が互いの判定を見ずに仕分け、どれだけ一致するかを確かめます。"
        "案件の状態は変わりません。"
    )
    flash.show()
    names, known = (
        sampling.judges(visit.ledger, visit.person_id),
        sampling.samples(visit.ledger, visit.person_id),
    )
    left, right = st.columns([3, 7], gap="large")
    with left:
        chosen = listing(visit, known)
        with st.expander("新しい標本を選ぶ", expanded=not known):
            new_sample(visit, names)
    with right:
        if chosen is None:
            st.html(
                tables.empty("標本がありません", "左の「新しい標本を選ぶ」で、件数と2人を決めてください。")
            )
        elif chosen.finished:
            show_result(sampling.result(visit.ledger, visit.person_id, chosen.sample.sample_id), names)
        elif visit.person_id in chosen.sample.judges:
            judging(visit, chosen)
        else:
            st.html(
                tables.empty(
                    "判定の途中です", f"{progress_text(chosen, names)}。そろうと結果が表示されます。"
                )
            )


def listing(visit: Visit, known: Sequence[SampleStanding]) -> SampleStanding | None:
    """Show the samples and give the one chosen; first the one that waits for this person."""
    if not known:
        return None
    by_id = {one.sample.sample_id: one for one in known}
    waiting = [key for key, one in by_id.items() if waits_for(visit.person_id, one)]
    picked = st.radio(
        "標本",
        list(by_id),
        index=list(by_id).index(waiting[0]) if waiting else 0,
        format_func=lambda key: marks.plain(by_id[key].sample.name) if key in by_id else "",
        captions=[caption(visit.person_id, one) for one in known],
        key="sample",
    )
    return by_id.get(picked or "")


def waits_for(person_id: str, one: SampleStanding) -> bool:
    """Tell whether a sample has cases this person still has to judge."""
    return one.judged.get(person_id, len(one.sample.case_ids)) < len(one.sample.case_ids)


def caption(person_id: str, one: SampleStanding) -> str:
    """Give the second line of a sample in the list."""
    size = len(one.sample.case_ids)
    if one.finished:
        state = "結果あり"
    elif waits_for(person_id, one):
        state = f"あなたの判定 {one.judged[person_id]}/{size}件"
    else:
        state = "判定の途中"
    return f"{size}件｜{wareki.short(wareki.local(one.sample.drawn_at).date())}｜{state}"


def progress_text(one: SampleStanding, names: Mapping[str, str]) -> str:
    """Say how many each judge has judged."""
    size = len(one.sample.case_ids)
    return "、".join(f"{names.get(judge, judge)} {one.judged[judge]}/{size}件" for judge in one.sample.judges)


def new_sample(visit: Visit, names: Mapping[str, str]) -> None:
    """Ask for a new sample."""
    if len(names) < 2:
        st.caption("法制担当が2人以上登録されると、標本を選べます。登録はシステム管理者に頼んでください。")
        return
    with st.form("new-sample", border=False):
        st.text_input("名前", key="sample-name", placeholder="例：第1回の確認", max_chars=200)
        st.number_input("件数", 2, sampling.LARGEST, USUAL_SIZE, key="sample-size")
        st.multiselect(
            "判定する2人",
            list(names),
            default=[visit.person_id],
            format_func=marks.named(names),
            max_selections=2,
            placeholder="選んでください",
            key="sample-judges",
            select_all=False,
        )
        st.multiselect(
            "種類",
            list(words.LABELS),
            format_func=words.label,
            placeholder="すべて",
            key="sample-labels",
            select_all=False,
        )
        st.checkbox("まだ仕分けていない候補から選ぶ", value=True, key="sample-unreviewed")
        st.form_submit_button("無作為に選ぶ", type="primary", on_click=draw)


def draw() -> None:
    """Draw the sample as entered."""
    state, visit = st.session_state, desk.visit()
    with flash.refusals():
        wanted = sampling.draw_form(
            {
                "name": state["sample-name"],
                "size": state["sample-size"],
                "judges": state["sample-judges"],
                "labels": state["sample-labels"],
                "unreviewed_only": state["sample-unreviewed"],
            }
        )
        state["sample"] = sampling.draw(visit.ledger, visit.person_id, wanted)
        flash.done(f"{wanted.size}件を選びました。")


def judging(visit: Visit, standing: SampleStanding) -> None:
    """Show one case of the sample to its judge: the first not judged yet, or the one gone to."""
    sample_id = standing.sample.sample_id
    items = sampling.items(visit.ledger, visit.person_id, sample_id)
    open_ones = [at for at, item in enumerate(items) if item.said is None]
    key = f"sample-{sample_id}-at"
    at = min(st.session_state.get(key, open_ones[0] if open_ones else 0), len(items) - 1)
    done = len(items) - len(open_ones)
    st.progress(done / len(items), text=f"{at + 1}件目を表示｜判定済み {done}/{len(items)}件")
    if not open_ones:
        st.info(
            "あなたの判定は終わりました。もう1人の判定がそろうと、結果が表示されます。それまでは直せます。"
        )
    item = items[at]
    st.html(item_html(item))
    if item.said:
        st.caption(f"あなたの判定：{words.state(item.said.choice)}")
    note = f"sample-note-{sample_id}-{item.case_id}"
    st.text_input("メモ（なくてもよい）", item.said.note if item.said else "", key=note, max_chars=4000)
    columns = st.columns([2, 2, 2, 1, 1], gap="small")
    for column, (choice, shortcut) in zip(columns, CHOICES, strict=False):
        column.button(
            words.state(choice),
            shortcut=shortcut,
            type="primary" if item.said and item.said.choice == choice else "secondary",
            width="stretch",
            on_click=judge,
            args=(sample_id, item.case_id, choice.value, note, key, following(items, at)),
            key=f"judge-{choice}",
        )
    columns[3].button(
        "前へ", shortcut="K", on_click=go, args=(key, at - 1), disabled=at == 0, width="stretch"
    )
    last = at == len(items) - 1
    columns[4].button("次へ", shortcut="J", on_click=go, args=(key, at + 1), disabled=last, width="stretch")


def item_html(item: Item) -> str:
    """Give a case as its judge sees it: where it stands, its type, the clause with the words found."""
    text = marks.highlighted(item.text, marks.stretches(item.spans, item.label))
    place = f"{item.locator}（{item.caption}）" if item.caption else item.locator
    return (
        f'<p class="tk-ordinance"><strong>{escape(item.ordinance_title)}</strong>'
        f"<span>{escape(place)}　{marks.badge(item.label)}　"
        f'<a href="/library?ordinance={item.ordinance_id}" target="_blank">例規の全文（別のタブ）</a></span></p>'
        f'<blockquote class="tk-quote"><p>{text}</p></blockquote>'
    )


def following(items: Sequence[Item], at: int) -> int:
    """Give where to go after judging: the next case not judged, else the next, else where one is."""
    others = [*range(at + 1, len(items)), *range(at)]
    return next((place for place in others if items[place].said is None), min(at + 1, len(items) - 1))


def go(key: str, at: int) -> None:
    """Go to a case of the sample."""
    st.session_state[key] = at


def judge(sample_id: str, case_id: str, choice: str, note: str, key: str, then: int) -> None:
    """Write a judgement and go on."""
    visit = desk.visit()
    with flash.refusals():
        given = Judgement.model_validate({"choice": choice, "note": st.session_state.get(note) or ""})
        sampling.judge(visit.ledger, visit.person_id, sample_id, case_id, given)
        st.session_state[key] = then
        flash.done(f"「{words.state(choice)}」と判定しました。")


def show_result(result: Result, names: Mapping[str, str]) -> None:
    """Show how far the judges agree, what they said against each other, and the cases they differ on."""
    found = result.agreement
    kappa = "計算できません" if found.kappa is None else f"{found.kappa:.2f}（{strength(found.kappa)}）"
    st.html(
        tables.facts(
            {
                "判定した人": " と ".join(names.get(judge, judge) for judge in result.sample.judges),
                "一致": f"{found.cases:,}件のうち{found.alike:,}件（{found.observed:.0%}）",
                "偶然の一致": f"{found.expected:.0%}",
                "一致度（κ）": kappa,
            }
        )
    )
    st.caption(
        "κ（コーエンのカッパ）は、偶然の一致を除いた一致の割合です。1に近いほど、だれが仕分けても同じ判断になります。"
        + ("2人とも同じ判定だけを使ったため、計算できません。" if found.kappa is None else "")
    )
    first, second = (names.get(judge, judge) for judge in result.sample.judges)
    header = [f"{first} ＼ {second}", *(words.state(choice) for choice, _ in CHOICES)]
    rows = [
        [words.state(one), *(result.pairs.get((one.value, other.value), 0) for other, _ in CHOICES)]
        for one, _ in CHOICES
    ]
    st.html(tables.table("2人の判定の組合せ（件）", header, rows))
    if not result.differences:
        st.html(tables.empty("判定の分かれた条項はありません", "すべて一致しました。"))
        return
    st.html(f'<h2 class="tk-h2">判定の分かれた条項（{len(result.differences)}件）</h2>')
    st.html("".join(difference_html(one, (first, second)) for one in result.differences))


def difference_html(one: Difference, names: tuple[str, str]) -> str:
    """Give a case judged differently, both judgements side by side, with the way to decide it."""
    row = one.row
    text = marks.highlighted(row.text, marks.stretches(row.spans, row.label))
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    cells = "".join(f"<td>{marks.state_badge(said.choice)}<br>{escape(said.note)}</td>" for said in one.said)
    return (
        f'<p class="tk-ordinance"><strong>{escape(row.ordinance_title)} {escape(row.locator)}</strong>'
        f"<span>{marks.badge(row.label)}　いまの状態 {marks.state_badge(row.facts.state)}　"
        f'<a href="/triage?case={row.case_id}">仕分けで開く</a></span></p>'
        f'<blockquote class="tk-quote"><p>{text}</p></blockquote>'
        f'<div class="tk-scroll"><table class="tk-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{cells}</tr></tbody></table></div>"
    )
