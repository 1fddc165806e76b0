"""One case (案件) as HTML: what it is, why it was found, what was said, what happened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from html import escape

from review_app.ledger.model import CandidateRow, CaseDetail, CaseRow, HistoryEntry, Json
from review_app.pages import marks, tables, wareki, words
from review_app.pages.comments import Quoted, quote_html
from review_app.workflow.machine import ACT_NAMES, Act
from review_app.workflow.model import ROLE_NAMES, Role
from review_app.workflow.payloads import Effort
from rules import RuleError, RulePacks, load_packs

# As ``explain.yaml`` of the extractor words it.
_RULES_NAMED = re.compile(r"（当てはまった規則: [^（）]*(?:（[^（）]*）[^（）]*)*）")


@cache
def _packs() -> RulePacks:
    return load_packs()


def rule_names() -> Mapping[str, str]:
    """Give the Japanese names of the rules by id; none while the city's own rules cannot be read."""
    try:
        return {rule.id: rule.name for rule in _packs().rules}
    except RuleError:
        return {}


def head_html(row: CaseRow, departments: Mapping[str, str]) -> str:
    """Give the top line of a case: place, type, state, department and due date."""
    parts = [
        f'<span class="tk-place">{escape(row.locator)}</span>',
        f"<span>（{escape(row.caption)}）</span>" if row.caption else "",
        f"<span>ほか{len(row.facts.joined)}条項</span>" if row.facts.joined else "",
        marks.badge(row.label),
        marks.state_badge(row.facts.state),
    ]
    if row.facts.department_id:
        name = departments.get(row.facts.department_id, row.facts.department_id)
        parts.append(f"<span>所管：{escape(name)}</span>")
    if row.facts.consulted:
        heard = "、".join(departments.get(code, code) for code in row.facts.consulted)
        parts.append(f"<span>合議：{escape(heard)}</span>")
    if row.facts.due_on:
        parts.append(f"<span>回答期限：{wareki.both(row.facts.due_on)}</span>")
    if not row.current:
        parts.append("<span>（最新の抽出では見つかっていません）</span>")
    return f'<p class="tk-head">{"".join(parts)}</p>'


def text_html(detail: CaseDetail) -> str:
    """Give the clause in question with its marks, its lead sentence (柱書) above it."""
    lead = "".join(f'<p class="tk-lead">{escape(line)}</p>' for line in detail.clause.lead)
    text = marks.highlighted(detail.row.text, marks.stretches(detail.row.spans, detail.row.label))
    return f'<blockquote class="tk-quote">{lead}<p>{text}</p></blockquote>'


def brief_html(candidate: CandidateRow | None) -> str:
    """Give the explanation above the text, cut to three lines and without the rules' names.

    It stands in full in ``why_html``.
    """
    said = _RULES_NAMED.sub("", explanation(candidate))
    return f'<p class="tk-why"><span class="tk-brief">{escape(said)}</span></p>'


def explanation(candidate: CandidateRow | None) -> str:
    """Give why this is a case, in one sentence."""
    return candidate.explanation if candidate else "人が手で追加した条項です。"


def why_html(candidate: CandidateRow | None) -> str:
    """Give the explanation and what the extractor read off the clause."""
    said = f'<p class="tk-why">{escape(explanation(candidate))}</p>'
    if candidate is None:
        return said
    names = rule_names()
    rules = "、".join(names.get(rule, rule) for rule in candidate.rules)
    alternative = "、".join(f"「{span['text']}」" for span in candidate.digital_alternative)
    return said + tables.facts(
        {
            "確からしさ": words.score(candidate.score),
            "該当した規則": rules,
            "規制の強さ": words.modality(candidate.modality),
            "頻度": words.frequency(candidate.frequency),
            "根拠": words.authority(candidate.authority),
            "類型": candidate.category or "―",
            "現在のPHASE": words.phase(candidate.phase),
            "電子的方法の定め": alternative or "なし",
            "注意": words.flags(candidate.flags),
        }
    )


def answer_html(answer: Json | None, policies: Mapping[str, str], tags: Mapping[str, str]) -> str:
    """Give a department's answer as facts, its codes named by the two pick lists."""
    if not answer:
        return tables.empty("まだ回答がありません", "所管課の回答を待っています。")
    return tables.facts(
        {
            "規制の該当": "該当する" if answer["in_scope"] else "該当しない",
            "見直し": "必要" if answer["needs_review"] else "不要",
            "見直し方針": policies.get(answer["policy"], answer["policy"]),
            "見直しの理由": answer["review_reason"],
            "現在の運用": answer["practice"],
            "目標のPHASE": words.phase(answer["phase_target"]),
            "活用する技術": answer["technology"],
            "完了予定": day_text(answer["planned_on"]),
            "年間件数": f"{answer['yearly_cases']:,}件" if answer["yearly_cases"] is not None else "",
            "職員の削減時間": Effort.model_validate(answer["staff"]).arithmetic,
            "住民等の削減時間": Effort.model_validate(answer["citizens"]).arithmetic,
            "5レス": "、".join(tags.get(tag, tag) for tag in answer["tags"]),
            "連絡先": answer["contact"],
            "備考": answer["remarks"],
        }
    )


def day_text(value: str | None) -> str:
    """Give a stored ISO day in both calendars, empty when there is none."""
    return wareki.both(date.fromisoformat(value)) if value else ""


def timeline_html(
    history: Sequence[HistoryEntry],
    departments: Mapping[str, str],
    comments: Mapping[int, Quoted],
) -> str:
    """Give what happened to a case, newest first; ``comments`` are those on words of the clause, by revision."""
    if not history:
        return tables.empty("まだ操作はありません", "仕分けを始めると、ここに経過が残ります。")
    items = "".join(
        entry_html(entry, departments, comments.get(entry.revision)) for entry in reversed(history)
    )
    return f'<ol class="tk-timeline">{items}</ol>'


def entry_html(entry: HistoryEntry, departments: Mapping[str, str], comment: Quoted | None) -> str:
    """Give one event of the timeline."""
    act = ACT_NAMES[Act(entry.act)] if entry.act in set(Act) else entry.act
    role = ROLE_NAMES[Role(entry.role)] if entry.role in set(Role) else "システム"
    who = departments.get(entry.department_id or "", "") or role
    said = said_text(entry.payload, departments)
    words_said = quote_html(comment) if comment else ""
    words_said += f'<p class="tk-said">{escape(said)}</p>' if said else ""
    return (
        f"<li><strong>{escape(act)}</strong> {marks.state_badge(entry.facts.state)}"
        f'<div class="tk-when">{wareki.moment(entry.occurred_at)}　{escape(entry.person_name)}'
        f"（{escape(who)}）{words.SOURCES.get(entry.source, '')}から</div>{words_said}</li>"
    )


def said_text(payload: Json, departments: Mapping[str, str]) -> str:
    """Give what an event carried for people to read: reason, note, comment, department, due date."""
    lines = []
    if department := payload.get("department_id"):
        lines.append(f"照会先：{departments.get(department, department)}")
    if (heard := payload.get("department_ids")) is not None:
        lines.append("合議先：" + ("、".join(departments.get(code, code) for code in heard) or "なし"))
    if due := payload.get("due_on"):
        lines.append(f"回答期限：{day_text(due)}")
    if into := payload.get("into"):
        before = str(payload.get("before"))
        lines.append(f"移した先：{departments.get(before, before)} → {departments.get(into, into)}")
    if payload.get("lead"):
        lines.append("まとめた案件での操作です。")
    elif joined := payload.get("case_ids"):
        lines.append(f"条項：{len(joined)}件")
    lines += [str(payload[key]) for key in ("choice", "reason", "text", "note") if payload.get(key)]
    if completed := payload.get("completed_on"):
        lines.append(f"完了日：{day_text(completed)}　{payload.get('amending_number', '')}")
    return "\n".join(lines)


def returned(detail: CaseDetail) -> str:
    """Give why a case was last sent back and to whom, who is the person that answered; "" when it never was."""
    history = detail.history
    back = next((entry for entry in reversed(history) if entry.act == Act.SEND_BACK), None)
    if back is None:
        return ""
    to = detail.row.facts.assignee_id
    names = [entry.person_name for entry in history if entry.act == Act.ANSWER and entry.person_id == to]
    whom = f"\n差戻しの相手：回答した{names[-1]}さん（同じ課の人も回答できます）" if names else ""
    return f"差戻しの理由：{back.payload.get('reason', '')}{whom}"
