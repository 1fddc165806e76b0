"""The comparison of editions as HTML (新旧対照): all text escaped, changes told by line and word, not colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ordinances.editions import Piece, diff_words
from review_app.ledger.editions_compare import ClauseChange, OrdinanceDiff
from review_app.pages import marks, tables
from review_app.workflow.comparing import CLAUSE_CHANGES, ORDINANCE_CHANGES
from review_app.workflow.machine import State

# A 全部改正 of a long ordinance must not stall the browser.
MOST_CLAUSES = 300


def summary_html(diffs: Sequence[OrdinanceDiff]) -> str:
    """Give the counts of the whole comparison as cards."""
    touched = {mark.case_id: mark for diff in diffs for c in diff.clauses for mark in c.cases}
    waiting = sum(mark.state == State.RECHECK.value for mark in touched.values())
    return tables.cards(
        (
            tables.card("変わった例規", len(diffs)),
            tables.card("変わった条項", sum(len(diff.clauses) for diff in diffs)),
            tables.card("関係する案件", len(touched)),
            tables.card("再確認を待つ案件", waiting, tone="todo"),
        )
    )


def caption(diff: OrdinanceDiff) -> str:
    """Say in one line what changed in an ordinance."""
    counts = [f"{name}{diff.counts[code]}" for code, name in CLAUSE_CHANGES.items() if diff.counts[code]]
    cases = [f"案件{len(diff.case_ids)}件"] if diff.case_ids else []
    return "　".join([ORDINANCE_CHANGES[diff.change], *counts, *cases])


def head_html(diff: OrdinanceDiff) -> str:
    """Give the title and number, those of both editions where they differ."""
    sides = [side for side in (diff.old, diff.new) if side is not None]
    titles = " → ".join(dict.fromkeys(side.title for side in sides))
    numbers = " → ".join(dict.fromkeys(side.number for side in sides if side.number))
    return (
        f'<p class="tk-ordinance"><strong>{escape(titles)}</strong>'
        f"<span>{escape(numbers)}　{escape(ORDINANCE_CHANGES[diff.change])}</span></p>"
    )


def clauses_html(clauses: Sequence[ClauseChange]) -> str:
    """Give old and new side by side, one row a changed clause."""
    if not clauses:
        return tables.empty("条文は同じです", "題名または番号だけが変わりました。")
    body = "".join(_row(clause) for clause in clauses[:MOST_CLAUSES])
    cut = len(clauses) - MOST_CLAUSES
    note = f'<p class="tk-cut">ほか{cut:,}条項は省略しました。</p>' if cut > 0 else ""
    return (
        '<div class="tk-scroll"><table class="tk-table tk-sides"><caption>新旧対照（'
        '<ins class="tk-ins">下線</ins>は加えた語、<del class="tk-del">取消線</del>は削った語）</caption>'
        '<thead><tr><th scope="col">変更</th><th scope="col">旧</th><th scope="col">新</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>{note}"
    )


def _row(clause: ClauseChange) -> str:
    name = CLAUSE_CHANGES[clause.change]
    if clause.renumbered:
        name += "（引用番号のみ）"
    cases = "".join(
        f'<span class="tk-case">{marks.badge(mark.label)}{marks.state_badge(mark.state)}</span>'
        for mark in clause.cases
    )
    old, new = sides(clause)
    return (
        f'<tr><th scope="row">{escape(name)}<br>{cases}</th>'
        f"<td>{_place(clause.old_locator)}{old}</td><td>{_place(clause.new_locator)}{new}</td></tr>"
    )


def _place(locator: str) -> str:
    return f'<strong class="tk-locator">{escape(locator)}</strong><br>' if locator else ""


def sides(clause: ClauseChange) -> tuple[str, str]:
    """Give both texts as safe HTML; what only one of them holds is marked."""
    pieces = diff_words(clause.old_text, clause.new_text)
    if not clause.old_text or not clause.new_text:
        pieces = [Piece("same", piece.text) for piece in pieces]
        text = _marked(pieces, "same")
        return (text, "") if clause.old_text else ("", text)
    return _marked(pieces, "deleted"), _marked(pieces, "inserted")


_TAGS = {"deleted": ('<del class="tk-del">', "</del>"), "inserted": ('<ins class="tk-ins">', "</ins>")}


def _marked(pieces: Iterable[Piece], shown: str) -> str:
    out = []
    for piece in pieces:
        safe = escape(piece.text).replace("\n", "<br>")
        if piece.kind == "same":
            out.append(safe)
        elif piece.kind == shown:
            before, after = _TAGS[piece.kind]
            out.append(f"{before}{safe}{after}")
    return "".join(out)
