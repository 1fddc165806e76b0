"""Comments (コメント・合議の意見): on a case, or on words of its clause, which are marked in the text and quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from review_app.ledger.model import CaseDetail, HistoryEntry, Json
from review_app.pages import desk, flash
from review_app.pages.marks import Noted
from review_app.workflow import quoting
from review_app.workflow.machine import Act
from review_app.workflow.quoting import Span

WHOLE = -1
LONGEST_CHOICE = 40


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a comment is on: its number, the words as they were, where they stand now (None: no longer there)."""

    number: int
    quote: str
    now: Span | None


def quoted(history: Sequence[HistoryEntry], text: str) -> Mapping[int, Quoted]:
    """Give the comments on words of the clause by revision, numbered from the oldest.

    Words whose sentence was amended are quoted and not marked.
    """
    found: dict[int, Quoted] = {}
    for entry in history:
        quote = str(entry.payload.get("quote") or "") if entry.act == Act.COMMENT else ""
        if quote:
            said = entry.payload
            span = (int(said["start"]), int(said["end"]))
            # Comments of before version 0.1 was out have no more than their words.
            now = quoting.standing(text, span, quote, said.get("left", ""), said.get("right", ""))
            found[entry.revision] = Quoted(len(found) + 1, quote, now)
    return found


def noted(comments: Mapping[int, Quoted]) -> tuple[Noted, ...]:
    """Give the comments whose words still stand in the text, for marking them there."""
    return tuple(Noted(*one.now, one.number) for one in comments.values() if one.now is not None)


def quote_html(comment: Quoted) -> str:
    """Give the words a comment is on, with its number as it stands in the text."""
    gone = "" if comment.now else '<span class="tk-gone">（その後改正された語句）</span>'
    number = f'<span class="tk-note">注{comment.number}</span>'
    return f'<blockquote class="tk-words">{number}{escape(comment.quote)}{gone}</blockquote>'


def form(detail: CaseDetail) -> None:
    """Ask for a comment: on all of the clause, on one of its sentences, or on words copied from it."""
    row = detail.row
    key = f"comment-{row.case_id}-{row.revision}"
    spans = quoting.sentences(row.text)
    where, words = st.columns(2, gap="small")
    where.selectbox(
        "コメントする文",
        [WHOLE, *range(len(spans))],
        format_func=lambda at: "条項の全体" if at == WHOLE else short(row.text, spans[at]),
        key=f"{key}-sentence",
    )
    words.text_input(
        "語句（条文から写して貼り付ける）", key=f"{key}-words", placeholder="空欄なら、選んだ文の全体"
    )
    said, send = st.columns([7, 3], vertical_alignment="bottom", gap="small")
    said.text_input("コメント", key=key, placeholder="ほかの担当者に伝えること")
    send.button(
        "書き込む",
        on_click=write,
        args=(row.case_id, row.revision, row.text, key),
        width="stretch",
        key=f"{key}-send",
    )


def short(text: str, span: Span) -> str:
    """Give a sentence in a select box, cut where it is long."""
    start, end = span
    cut = end - start > LONGEST_CHOICE
    return text[start : start + LONGEST_CHOICE] + "…" if cut else text[start:end]


def write(case_id: str, revision: int, text: str, key: str) -> None:
    """Write the comment that was entered."""
    with flash.refusals():
        values: Json = {"text": st.session_state.get(key) or ""}
        if span := chosen(text, key):
            start, end = span
            left, right = quoting.around(text, span)
            values |= {"start": start, "end": end, "quote": text[start:end], "left": left, "right": right}
        desk.act(desk.visit(), case_id, revision, Act.COMMENT, desk.checked(Act.COMMENT, values))
        flash.done("コメントを書き込みました。")


def chosen(text: str, key: str) -> Span | None:
    """Give the words the comment is on, None for the clause as a whole.

    Raises:
        InvalidInputError: the words entered do not stand in the clause or the sentence, or more than once.
    """
    at = st.session_state.get(f"{key}-sentence", WHOLE)
    sentence = None if at == WHOLE else quoting.sentences(text)[at]
    phrase = (st.session_state.get(f"{key}-words") or "").strip()
    return quoting.find(text, phrase, sentence) if phrase else sentence
