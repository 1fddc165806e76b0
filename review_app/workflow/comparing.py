"""Comparing editions (版の比較), for those who see every case: legal and managers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordinances.editions import Change
from review_app.ledger import Ledger, cases, editions_compare, events
from review_app.ledger.editions_compare import ClauseChange, OrdinanceDiff
from review_app.ledger.model import CaseDetail, Json, Scope
from review_app.workflow import actors, acts
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import NotAllowedError, NotFoundError
from review_app.workflow.machine import Act, State, sees_everything
from review_app.workflow.payloads import Note

ORDINANCE_CHANGES = {
    "same": "一部改正",
    "renamed": "題名改正",
    "renumbered": "全部改正（番号の変更）",
    "replaced": "全部改正（題名・番号の変更）",
    "added": "新規制定",
    "repealed": "廃止",
}
CLAUSE_CHANGES = {
    "amended": "改正",
    "moved": "移動",
    "added": "追加",
    "deleted": "削除",
    "split": "分割",
    "merged": "統合",
}


def compare(ledger: Ledger, person_id: str, old: int, new: int) -> list[OrdinanceDiff]:
    """What changed from edition ``old`` to ``new`` (ids), with the cases it touches.

    Raises NotAllowedError for departments and administrators.
    """
    if person_id != SYSTEM and not sees_everything(actors.actor(ledger, person_id).role):
        raise NotAllowedError("版の比較を見られるのは、法制担当と管理者です。")
    return editions_compare.compare(ledger, Scope(everything=True), old, new)


def compare_named(ledger: Ledger, person_id: str, old: str, new: str) -> list[OrdinanceDiff]:
    """The same by the editions' names; NotFoundError names the one that does not exist."""
    ids = []
    for name in (old, new):
        found = editions_compare.edition_id(ledger, name)
        if found is None:
            raise NotFoundError(
                f"版「{name}」はありません。tenken import --edition で付けた名前を指定してください。"
            )
        ids.append(found)
    return compare(ledger, person_id, *ids)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What sent a case to 再確認: the reason (Japanese), the clause before and after, the facts of before.

    ``completes``: 完了 is proposed, by the amending ordinance of ``number`` where the 附則 tell it.
    """

    said: str
    clause: ClauseChange
    before: Json
    completes: bool
    number: str


def rechecked(detail: CaseDetail, ledger: Ledger) -> Rechecked | None:
    """What a new edition did to a case that is in 再確認 now, None when a person sent it there.

    ``detail`` is what the reader was given of the case, so only who may see it can ask.
    """
    found = next((entry for entry in reversed(detail.history) if entry.payload.get("edition_id")), None)
    if detail.row.facts.state != State.RECHECK.value or found is None:
        return None
    told = found.payload
    clause = editions_compare.side_by_side(
        ledger,
        str(told.get("change", "")),
        told.get("old_clause_id"),
        None if told.get("change") == Change.DELETED else told.get("clause_id"),
        renumbered=bool(told.get("renumbered")),
    )
    return Rechecked(
        str(told.get("note", "")),
        clause,
        dict(told.get("before") or {}),
        told.get("proposal") == Act.COMPLETE.value,
        str(told.get("amending_number", "")),
    )


def renumbered(ledger: Ledger, diffs: Sequence[OrdinanceDiff]) -> list[tuple[str, int]]:
    """The cases (id, revision) in 再確認 only because cited provision numbers changed (引用条項の整理)."""
    marks = {
        m.case_id: m for diff in diffs for clause in diff.clauses if clause.renumbered for m in clause.cases
    }
    found = []
    for case_id, mark in marks.items():
        if mark.state != State.RECHECK.value:
            continue
        last = events.last(ledger, cases.subject(case_id))
        if last is not None and last.act == Act.RECHECK and last.payload.get("renumbered"):
            found.append((case_id, last.revision))
    return found


def keep_renumbered(ledger: Ledger, person_id: str, diffs: Sequence[OrdinanceDiff]) -> int:
    """Keep the old decision of all those cases in one step; gives how many. For legal affairs."""
    outcomes = acts.perform_many(
        ledger, person_id, Act.KEEP, renumbered(ledger, diffs), Note(note=_RENUMBERED)
    )
    return sum(outcome.done is not None for outcome in outcomes)


_RENUMBERED = "引用する条項の番号だけが改められたため、従前の決定を維持します。"


def stamp(ledger: Ledger, person_id: str) -> int:
    """A number that grows with every event: what was computed at one stamp still holds at the same stamp."""
    actors.actor(ledger, person_id)
    return editions_compare.last_seq(ledger)
