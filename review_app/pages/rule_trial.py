"""規則: trying a sentence, and what people added by hand as proposals; the first one asked loads the language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from review_app.pages import flash, marks, tables, words
from review_app.pages.desk import Visit
from review_app.pages.marks import Stretch
from review_app.workflow import rules, trials
from review_app.workflow.trials import TriedProposal

if TYPE_CHECKING:
    from extractor.model import Candidate
    from extractor.trial import Match, Trial

PROPOSALS = 10
LOADING = "規則と文の解析器を動かしています（初めてのときは十数秒かかります）…"
OUTCOMES = {
    "counted": "証拠として数えた",
    "undone": "文脈で打ち消した",
    "refused": "係り受けの解析で外した",
    "unasked": "ほかの規則で十分なため解析しなかった",
}


def trying(visit: Visit) -> None:
    """Ask for a sentence and show what the rules in force say of it."""
    with st.form("trial", border=False):
        st.text_area(
            "条文（1つの項または号）",
            key="trial-text",
            height=100,
            max_chars=trials.LONGEST_SENTENCE,
            placeholder="例：市長は、その旨を公園の入口に掲示しなければならない。",
        )
        caption, lead, title = st.columns(3)
        caption.text_input("見出し（なくてもよい）", key="trial-caption", max_chars=trials.LONGEST_AROUND)
        lead.text_input("柱書（号のとき）", key="trial-lead", max_chars=trials.LONGEST_AROUND)
        title.text_input("例規名（なくてもよい）", key="trial-title", max_chars=trials.LONGEST_AROUND)
        st.form_submit_button("規則に当ててみる", type="primary", on_click=note)
    if (given := st.session_state.get("trial-asked")) is None:
        return
    with flash.refusals_here(), st.spinner(LOADING):
        trial = trials.try_sentence(visit.ledger, visit.person_id, **given)
        st.html(trial_html(given["text"], trial))


def note() -> None:
    """Keep what was asked, so that the answer stays while other things on the page are done."""
    state = st.session_state
    st.session_state["trial-asked"] = {
        name: state.get(f"trial-{name}") or "" for name in ("text", "caption", "lead", "title")
    }


def trial_html(text: str, trial: Trial) -> str:
    """Give the sentence with what was counted, the types found, and every rule that matched."""
    stretches = [
        Stretch(one.span.start, one.span.end, one.label) for one in trial.matches if one.outcome == "counted"
    ]
    quote = f'<blockquote class="tk-quote"><p>{marks.highlighted(text, stretches)}</p></blockquote>'
    if not trial.matches:
        return quote + tables.empty("どの規則にも当たりません", "候補になりません。")
    names = rules.names()
    found = "".join(found_html(one, names) for one in trial.candidates)
    none = "" if found else tables.empty("候補になりません", "当たった規則は、下の表の理由で外れました。")
    header = ["規則", "種類", "当たった語句", "元の確からしさ", "文脈のあと", "はたらいた文脈", "結果"]
    rows = [match_cells(one, names) for one in trial.matches]
    return quote + none + tables.table("当たった規則", header, rows) + found


def found_html(one: Candidate, names: Mapping[str, str]) -> str:
    """Give one type that was found: its score, why, and what was read off the sentence."""
    from extractor import THRESHOLD  # noqa: PLC0415 - loads spaCy, which other pages do without

    made = "候補になります" if one.score >= THRESHOLD else f"{THRESHOLD:.0%}に満たないため候補になりません"
    return (
        f'<p class="tk-head">{marks.badge(one.label)}<strong>{words.score(one.score)}</strong>'
        f'<span>{escape(made.replace("%", "％"))}</span></p><p class="tk-why">{escape(one.explanation)}</p>'
        + tables.facts(
            {
                "該当した規則": "、".join(names.get(rule, rule) for rule in one.rules),
                "規制の強さ": words.modality(one.modality or ""),
                "頻度": words.frequency(asdict(one.frequency) if one.frequency else None),
                "根拠": words.authority(asdict(one.authority)),
                "類型": one.category or "―",
                "現在のPHASE": words.phase(one.phase),
                "電子的方法の定め": "、".join(f"「{span.text}」" for span in one.digital_alternative)
                or "なし",
                "注意": words.flags(one.flags),
            }
        )
    )


def match_cells(one: Match, names: Mapping[str, str]) -> list[object]:
    """Give one rule's match as the cells of a row."""
    return [
        names.get(one.rule, one.rule),
        words.label(one.label),
        one.span.text,
        words.score(one.score),
        words.score(one.left) if one.outcome != "undone" else "―",
        "、".join(names.get(key, key) for key in one.contexts) or "なし",
        OUTCOMES[one.outcome],
    ]


def proposals(visit: Visit) -> None:
    """Show what people added by hand, once they ask: it runs the rules on each."""
    st.caption(
        "手で追加された条項は、規則の漏れを直すための例文になります。いまの規則で見つかるかを確かめ、規則を直す人へ例文を渡せます。"
    )
    if not st.session_state.get("proposals-asked"):
        st.button(
            "いまの規則に当ててみる", on_click=lambda: st.session_state.update({"proposals-asked": True})
        )
        return
    number = int(st.session_state.get("proposals-page", 1))
    with st.spinner(LOADING):
        found, total = trials.tried_proposals(
            visit.ledger, visit.person_id, limit=PROPOSALS, offset=(number - 1) * PROPOSALS
        )
    if not found:
        st.html(
            tables.empty(
                "手で追加された条項はありません",
                "「例規」で条項を選び、「見つからなかった条項を追加する」で足せます。",
            )
        )
        return
    st.caption(f"全{total:,}件（対象外にしたものを除く）")
    for one in found:
        proposal(one)
    pages = max(1, -(-total // PROPOSALS))
    if pages > 1:
        st.pagination(pages, key="proposals-page")


def proposal(one: TriedProposal) -> None:
    """Show one clause a person added, whether it is found now, and the example to copy."""
    row, text = one.proposal, one.proposal.example.text
    start = max(text.find(row.chosen), 0)
    stretch = Stretch(start, start + len(row.chosen), row.label)
    names = rules.names()
    by = f"（{'、'.join(names.get(rule, rule) for rule in one.rules)}）" if one.rules else ""
    said = (
        f"いまの規則で見つかります：{words.score(one.score)}{by}"
        if one.found
        else "いまの規則では見つかりません"
    )
    with st.container(border=True):
        st.html(
            f'<p class="tk-head">{marks.badge(row.label)}<span>{escape(row.title)}　{escape(row.locator)}</span>'
            f'<span class="tk-state tk-s-{"completed" if one.found else "returned"}">{escape(said)}</span></p>'
            f'<blockquote class="tk-quote"><p>{marks.highlighted(text, [stretch])}</p></blockquote>'
            f'<p class="tk-sum">{escape(row.added_by)}が追加：{escape(row.reason)}</p>'
        )
        with st.expander(f"規則に加える例文（YAML）：rules/{row.label}.yaml の examples: match: に写す"):
            st.code(row.yaml, language=None)
