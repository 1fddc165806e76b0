"""The review as one state machine: who may do what, from which state, to which (審査の状態遷移).

The table is the single source: the services check it, the pages ask it which buttons to show, and the tests
generate role x act x department x state from it. What the table does not name is denied.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review_app.workflow.model import Role


class State(StrEnum):
    """The states of a case (案件の状態)."""

    UNREVIEWED = "unreviewed"  # 未確認
    IN_SCOPE = "in_scope"  # 対象（割当待ち）
    OUT_OF_SCOPE = "out_of_scope"  # 対象外
    ON_HOLD = "on_hold"  # 保留
    INQUIRING = "inquiring"  # 照会中
    ANSWERED = "answered"  # 回答済
    RETURNED = "returned"  # 差戻し
    CHECKED = "checked"  # 確認済
    DECIDED = "decided"  # 決定
    IN_PROGRESS = "in_progress"  # 対応中
    COMPLETED = "completed"  # 完了
    RECHECK = "recheck"  # 再確認


class Act(StrEnum):
    """What a person can do to a case (操作)."""

    CONFIRM = "confirm"  # 対象とする
    DISMISS = "dismiss"  # 対象外とする
    HOLD = "hold"  # 保留にする
    ASSIGN = "assign"  # 所管課へ照会する
    WITHDRAW = "withdraw"  # 照会を取り下げる
    CONTEST = "contest"  # 所管でないと申し出る
    HAND_ON = "hand_on"  # 別の課へ引き継ぐ
    ANSWER = "answer"  # 回答する
    SEND_BACK = "send_back"  # 差し戻す
    CHECK = "check"  # 確認済みにする
    DECIDE = "decide"  # 決定する（承認）
    START = "start"  # 対応に着手する
    COMPLETE = "complete"  # 完了にする
    RECHECK = "recheck"  # 再確認にする
    KEEP = "keep"  # 従前の決定を維持する（再確認の結果）
    CONSULT = "consult"  # 合議先を決める
    COMMENT = "comment"  # コメントする
    UNDO = "undo"  # 直前の自分の操作を取り消す
    ADD_MISSED = "add_missed"  # 漏れた条項を追加する
    JOIN = "join"  # ほかの案件をまとめる
    UNJOIN = "unjoin"  # まとめから外す
    REORGANISE = "reorganise"  # 課の統廃合で別の課へ移す


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table. ``to`` None keeps the state (or, for undo and keep, restores an earlier one).

    ``own_only``: a department-role actor must belong to the accountable department; for acts without it a
    consulted department (合議) is enough. Legal and manager are bound to no department. ``on_joined``: also possible
    on a clause that is joined to another case, which otherwise does what that case does.
    """

    act: Act
    sources: frozenset[State]
    to: State | None
    roles: frozenset[Role]
    own_only: bool = True
    on_joined: bool = False


_S, _R = State, Role
_ALL = frozenset(State)


def _line(
    act: Act,
    sources: set[State],
    to: State | None,
    roles: set[Role],
    *,
    own: bool = True,
    on_joined: bool = False,
) -> Transition:
    return Transition(act, frozenset(sources), to, frozenset(roles), own, on_joined)


_AFTER_TRIAGE = set(State) - {_S.UNREVIEWED, _S.RECHECK}
_ASSIGNABLE = {_S.UNREVIEWED, _S.IN_SCOPE, _S.ON_HOLD, _S.RECHECK, _S.INQUIRING, _S.RETURNED}
_WITH_DEPARTMENT = {_S.INQUIRING, _S.RETURNED}
#: The states in which a case may be joined to another: nothing of what a department or legal found is lost by it.
JOINABLE = frozenset({_S.UNREVIEWED, _S.IN_SCOPE, _S.ON_HOLD})

TRANSITIONS: tuple[Transition, ...] = (
    _line(Act.CONFIRM, {_S.UNREVIEWED, _S.ON_HOLD, _S.OUT_OF_SCOPE, _S.RECHECK}, _S.IN_SCOPE, {_R.LEGAL}),
    _line(Act.DISMISS, {_S.UNREVIEWED, _S.ON_HOLD, _S.IN_SCOPE, _S.RECHECK}, _S.OUT_OF_SCOPE, {_R.LEGAL}),
    _line(Act.HOLD, {_S.UNREVIEWED, _S.IN_SCOPE, _S.RECHECK}, _S.ON_HOLD, {_R.LEGAL}),
    _line(Act.ASSIGN, _ASSIGNABLE, _S.INQUIRING, {_R.LEGAL, _R.MANAGER}),
    _line(Act.WITHDRAW, _WITH_DEPARTMENT, _S.IN_SCOPE, {_R.LEGAL, _R.MANAGER}),
    _line(Act.CONTEST, _WITH_DEPARTMENT, _S.IN_SCOPE, {_R.DEPARTMENT}),
    _line(Act.HAND_ON, _WITH_DEPARTMENT, _S.INQUIRING, {_R.DEPARTMENT}),
    _line(Act.ANSWER, _WITH_DEPARTMENT | {_S.ANSWERED}, _S.ANSWERED, {_R.DEPARTMENT}),
    _line(Act.SEND_BACK, {_S.ANSWERED, _S.CHECKED}, _S.RETURNED, {_R.LEGAL, _R.MANAGER}),
    _line(Act.CHECK, {_S.ANSWERED}, _S.CHECKED, {_R.LEGAL}),
    _line(Act.DECIDE, {_S.CHECKED}, _S.DECIDED, {_R.MANAGER}),
    _line(Act.START, {_S.DECIDED}, _S.IN_PROGRESS, {_R.LEGAL, _R.DEPARTMENT}),
    # From 再確認, because a new edition may show that the analog means went with an amendment.
    _line(Act.COMPLETE, {_S.DECIDED, _S.IN_PROGRESS, _S.RECHECK}, _S.COMPLETED, {_R.LEGAL, _R.DEPARTMENT}),
    _line(Act.RECHECK, _AFTER_TRIAGE, _S.RECHECK, {_R.LEGAL}),
    _line(Act.KEEP, {_S.RECHECK}, None, {_R.LEGAL}),
    _line(Act.CONSULT, set(_ALL) - {_S.COMPLETED}, None, {_R.LEGAL, _R.MANAGER}),
    _line(Act.COMMENT, set(_ALL), None, {_R.LEGAL, _R.MANAGER, _R.DEPARTMENT}, own=False, on_joined=True),
    _line(Act.UNDO, set(_ALL), None, {_R.LEGAL, _R.MANAGER, _R.DEPARTMENT}),
    _line(Act.ADD_MISSED, set(), _S.IN_SCOPE, {_R.LEGAL}),
    # To a case that no department has answered yet: what it is, those joined to it become.
    _line(Act.JOIN, set(JOINABLE) | _WITH_DEPARTMENT, None, {_R.LEGAL}),
    _line(Act.UNJOIN, set(_ALL) - {_S.COMPLETED}, None, {_R.LEGAL}),
    # No state allows it to anybody: only workflow.reorganisation writes it, for all cases of a department at once.
    _line(Act.REORGANISE, set(), None, {_R.ADMIN}),
)

TABLE: dict[Act, Transition] = {line.act: line for line in TRANSITIONS}

STATE_NAMES: dict[State, str] = {
    _S.UNREVIEWED: "未確認",
    _S.IN_SCOPE: "対象",
    _S.OUT_OF_SCOPE: "対象外",
    _S.ON_HOLD: "保留",
    _S.INQUIRING: "照会中",
    _S.ANSWERED: "回答済",
    _S.RETURNED: "差戻し",
    _S.CHECKED: "確認済",
    _S.DECIDED: "決定",
    _S.IN_PROGRESS: "対応中",
    _S.COMPLETED: "完了",
    _S.RECHECK: "再確認",
}

ACT_NAMES: dict[Act, str] = {
    Act.CONFIRM: "対象とする",
    Act.DISMISS: "対象外とする",
    Act.HOLD: "保留",
    Act.ASSIGN: "所管課へ照会",
    Act.WITHDRAW: "照会の取下げ",
    Act.CONTEST: "所管でない旨の申出",
    Act.HAND_ON: "別の課へ引継ぎ",
    Act.ANSWER: "回答",
    Act.SEND_BACK: "差戻し",
    Act.CHECK: "確認",
    Act.DECIDE: "決定",
    Act.START: "着手",
    Act.COMPLETE: "完了",
    Act.RECHECK: "再確認",
    Act.KEEP: "従前の決定を維持",
    Act.CONSULT: "合議先の設定",
    Act.COMMENT: "コメント",
    Act.UNDO: "取消し",
    Act.ADD_MISSED: "漏れの追加",
    Act.JOIN: "案件のまとめ",
    Act.UNJOIN: "まとめからの除外",
    Act.REORGANISE: "課の統廃合による移管",
}


def permits(
    act: Act, state: State, role: Role, *, own: bool, consulted: bool = False, joined: bool = False
) -> bool:
    """Say whether an actor of ``role`` may do ``act`` to a case in ``state``; anything not in the table is
    denied.

    ``own``: the actor's department is the accountable one; ``consulted``: it is one of the 合議 departments.
    ``joined``: the case is joined to another, which is acted on instead.
    """
    line = TABLE.get(act)
    if line is None or state not in line.sources or role not in line.roles:
        return False
    if joined and not line.on_joined:
        return False
    if role is not Role.DEPARTMENT:
        return True
    return own or (consulted and not line.own_only)


def sees_everything(role: Role) -> bool:
    """Legal and manager see every case; a department its own and those it is consulted on; admin none."""
    return role in (Role.LEGAL, Role.MANAGER)
