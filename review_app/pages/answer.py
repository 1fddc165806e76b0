"""回答 (department): the clauses asked of my department, and the answer to each with the hours it saves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from ordinances.wareki import format_wareki
from review_app.ledger.model import CaseDetail, Json
from review_app.pages import case_view, desk, flash, guard, marks, tables, workbench
from review_app.pages.desk import Visit
from review_app.pages.queue import Queue, View
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.machine import Act, State
from review_app.workflow.payloads import Effort, HandOn, Payload, Reason

SHELF = Queue(
    "answer",
    (
        View("todo", "回答待ち", (State.RETURNED, State.INQUIRING)),
        View("mine", "あなたへの差戻し", (State.RETURNED,), mine=True),
        View("done", "回答済み", (State.ANSWERED, State.CHECKED)),
        View("after", "決定後", (State.DECIDED, State.IN_PROGRESS, State.COMPLETED)),
        View("all", "すべて", ()),
    ),
    by_department=False,
)
PHASES = {
    0: "未定",
    1: "PHASE 1（紙・人手のまま）",
    2: "PHASE 2（一部をデジタルに）",
    3: "PHASE 3（デジタルで完結）",
}


@guard.part
def page() -> None:
    """Show the department's workbench."""
    workbench.show(desk.visit(), SHELF, panel, widths=workbench.WRITING)


def panel(visit: Visit, detail: CaseDetail) -> None:
    """Show why the case came back, the form or the answer given, and the ways out."""
    if detail.row.facts.state == State.RETURNED and (said := case_view.returned(detail)):
        st.html(tables.alert(said))
    if workbench.may(visit, detail, Act.ANSWER):
        form(visit, detail)
    else:
        st.html(
            case_view.answer_html(
                detail.row.facts.answer, desk.choices(visit, "policies"), desk.choices(visit, "tags")
            )
        )
    ways_out(visit, detail)


def form(visit: Visit, detail: CaseDetail) -> None:
    """Show the answer form; every change is kept as a draft."""
    form_ = Form(detail.row.case_id, desk.draft(visit, detail.row.case_id) or detail.row.facts.answer or {})
    with st.container(border=True, key="answer-form"):
        form_.judgement()
        form_.policy(desk.offered(visit, "policies"), desk.offered(visit, "technologies"))
        form_.saving()
        form_.rest(desk.offered(visit, "tags"))
    st.button(
        "回答を提出する",
        type="primary",
        width="stretch",
        on_click=submit,
        args=(detail.row.case_id, detail.row.revision, detail.row.locator),
        key=f"submit-{detail.row.case_id}",
    )
    st.caption("入力の途中でも自動で保存されます。")


class Form:
    """The widgets of one answer; their keys carry the case, so that no text strays to another case."""

    def __init__(self, case_id: str, known: Json) -> None:
        self._case_id = case_id
        self._known = known

    def key(self, name: str) -> str:
        """Give the key of a widget."""
        return key_of(self._case_id, name)

    def common(self, name: str) -> dict[str, Any]:
        """Give the arguments all widgets share."""
        return {"key": self.key(name), "on_change": keep, "args": (self._case_id,)}

    def text(self, name: str, label: str, *, tall: bool = False, hint: str = "") -> None:
        """Show a text field."""
        value = str(self._known.get(name) or "")
        if tall:
            st.text_area(label, value, height=80, placeholder=hint, **self.common(name))
        else:
            st.text_input(label, value, placeholder=hint, **self.common(name))

    def yes_no(self, name: str, label: str, yes: str, no: str) -> None:
        """Show a question with two answers, none chosen beforehand: a suggestion is not a decision."""
        known = self._known.get(name)
        st.radio(
            label,
            [True, False],
            index=None if known is None else [True, False].index(known),
            format_func=lambda value: yes if value else no,
            horizontal=True,
            **self.common(name),
        )

    def judgement(self) -> None:
        """Ask whether the clause is in scope and how the work is done today."""
        self.yes_no("in_scope", "アナログ規制に該当しますか（必須）", "該当する", "該当しない")
        self.text("practice", "現在の運用", tall=True, hint="誰が、どこで、どのように行っているか")
        self.yes_no("needs_review", "見直しが必要ですか（必須）", "必要", "不要")
        self.text("review_reason", "その理由", tall=True)

    def policy(self, policies: Mapping[str, str], technologies: Mapping[str, str]) -> None:
        """Ask what is to be done, towards which PHASE, with what, by when."""
        codes, known = list(policies), self._known.get("policy")
        st.selectbox(
            "見直し方針（必須）",
            codes,
            index=codes.index(known) if known in codes else None,
            format_func=lambda code: policies.get(code, code),
            placeholder="選んでください",
            **self.common("policy"),
        )
        st.selectbox(
            "目標のPHASE",
            list(PHASES),
            index=int(self._known.get("phase_target") or 0),
            format_func=lambda number: PHASES[number],
            **self.common("phase_target"),
        )
        self.text("technology", "活用する技術", hint=f"例：{'、'.join(technologies.values())}")
        planned = self._known.get("planned_on")
        day = st.date_input(
            "完了予定",
            date.fromisoformat(planned) if planned else None,
            format="YYYY/MM/DD",
            **self.common("planned_on"),
        )
        if isinstance(day, date):
            st.caption(format_wareki(day))

    def saving(self) -> None:
        """Ask for the annual cases and the time saved, and show the arithmetic as it is typed."""
        self.number("yearly_cases", "年間件数（手続・点検などの件数）", self._known.get("yearly_cases"))
        for name, label in (("staff", "職員"), ("citizens", "住民・事業者")):
            st.markdown(f"**減る時間（{label}）**")
            known = self._known.get(name) or {}
            columns = st.columns(3)
            for column, part, unit in zip(
                columns, ("minutes", "times", "days"), ("分", "回（件・箇所）", "日"), strict=True
            ):
                with column:
                    default = known.get(part) or (1 if part == "days" else None)
                    self.number(f"{name}.{part}", unit, default)
            said = effort(self._case_id, name).arithmetic
            st.caption(said or "分 × 回 × 日 ÷ 60 で年間の時間を計算します。")

    def number(self, name: str, label: str, value: float | None) -> None:
        """Show a number field without a sign or decimals."""
        st.number_input(
            label,
            min_value=0,
            max_value=10_000_000,
            value=None if value is None else int(value),
            step=1,
            **self.common(name),
        )

    def rest(self, tags: Mapping[str, str]) -> None:
        """Ask for the 5レス, a contact and remarks."""
        st.multiselect(
            "5レス",
            list(tags),
            default=[tag for tag in self._known.get("tags") or () if tag in tags],
            format_func=lambda code: tags.get(code, code),
            placeholder="あてはまるもの",
            **self.common("tags"),
            select_all=False,
        )
        self.text("contact", "担当・連絡先", hint="係名・内線")
        self.text("remarks", "備考", tall=True)


def key_of(case_id: str, name: str) -> str:
    """Give the key of one field of one case's form."""
    return f"answer-{case_id}-{name}"


def entered(case_id: str) -> Json:
    """Give what the form holds now, in the shape of ``payloads.Answer``; unanswered questions are None."""

    def value(name: str) -> Any:
        return st.session_state.get(key_of(case_id, name))

    planned = value("planned_on")
    texts = ("practice", "review_reason", "technology", "contact", "remarks")
    return {
        **{name: value(name) or "" for name in texts},
        **{name: value(name) for name in ("in_scope", "needs_review", "policy", "yearly_cases")},
        **{name: effort_entered(case_id, name) for name in ("staff", "citizens")},
        "phase_target": value("phase_target") or None,
        "planned_on": planned.isoformat() if isinstance(planned, date) else None,
        "tags": list(value("tags") or ()),
    }


def effort_entered(case_id: str, name: str) -> Json:
    """Give minutes, times and days as entered; an empty number of days is one."""
    numbers = {
        part: st.session_state.get(key_of(case_id, f"{name}.{part}")) for part in ("minutes", "times", "days")
    }
    return {"minutes": numbers["minutes"] or 0, "times": numbers["times"] or 0, "days": numbers["days"] or 1}


def effort(case_id: str, name: str) -> Effort:
    """Give the hours of one group as entered; none while a number is out of range."""
    try:
        return Effort.model_validate(effort_entered(case_id, name))
    except ValueError:
        return Effort()


def keep(case_id: str) -> None:
    """Keep what was entered so far as a draft."""
    with flash.refusals():
        desk.save_draft(desk.visit(), case_id, entered(case_id))


def submit(case_id: str, revision: int, place: str) -> None:
    """Hand in the answer."""
    with flash.refusals():
        said = f"{place}の回答を提出しました。"
        workbench.do(SHELF, case_id, revision, Act.ANSWER, answer_of(case_id), said)
        desk.drop_draft(desk.visit(), case_id)


def answer_of(case_id: str) -> Payload:
    """Give the answer as entered.

    Raises:
        InvalidInputError: a question without which an answer means nothing is still open.
    """
    values = entered(case_id)
    questions = {
        "in_scope": "アナログ規制に該当しますか",
        "needs_review": "見直しが必要ですか",
        "policy": "見直し方針",
    }
    missing = [label for name, label in questions.items() if values[name] is None]
    if missing:
        raise InvalidInputError(
            "「" + "」「".join(missing) + "」に答えてください。入力した内容は保存されています。"
        )
    return desk.checked(Act.ANSWER, values)


def ways_out(visit: Visit, detail: CaseDetail) -> None:
    """Offer to say that the clause is not ours, or to hand it on, with a reason."""
    row = detail.row
    if not workbench.may(visit, detail, Act.CONTEST):
        return
    with st.expander("この課の所管ではないとき"):
        names = {
            code: name
            for code, name in desk.department_names(visit).items()
            if code != visit.actor.department_id
        }
        st.text_area("理由（必須）", height=80, key=f"contest-{row.case_id}")
        to = st.selectbox(
            "引継ぎ先",
            list(names),
            index=None,
            format_func=marks.named(names),
            placeholder="わかるときだけ選ぶ",
            key=f"hand-on-{row.case_id}",
        )
        st.button(
            "引き継ぐ" if to else "所管でないと申し出る",
            on_click=pass_on,
            args=(row.case_id, row.revision, row.locator, to),
            key=f"pass-{row.case_id}",
        )


def pass_on(case_id: str, revision: int, place: str, to: str | None) -> None:
    """Hand the case on to another department, or back to legal affairs."""
    reason = (st.session_state.get(f"contest-{case_id}") or "").strip()
    with flash.refusals():
        if not reason:
            raise InvalidInputError("理由を書いてください。")
        if to:
            payload = HandOn(department_id=to, reason=reason)
            workbench.do(SHELF, case_id, revision, Act.HAND_ON, payload, f"{place}を引き継ぎました。")
        else:
            said = f"{place}について、所管でない旨を申し出ました。"
            workbench.do(SHELF, case_id, revision, Act.CONTEST, Reason(reason=reason), said)
