"""Taking over checked answers (取込みの実行): a file as a whole, or its valid lines when the person chose so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from review_app.exports.checking import CheckedFile
from review_app.exports.lines import CheckedRow, Status
from review_app.ledger import Ledger, LedgerError
from review_app.workflow import drafts, together
from review_app.workflow.errors import WorkflowError
from review_app.workflow.machine import Act
from review_app.workflow.together import Wanted

SOURCE = "excel"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a file: the cases answered, those refused at the last moment, and why nothing was done."""

    done: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def apply(
    ledger: Ledger,
    person_id: str,
    checked: CheckedFile,
    *,
    take: Collection[str] = (),
    keep: Collection[str] = (),
    valid_only: bool = False,
) -> Applied:
    """Answer as ``checked`` says, each line through the workflow's act as this person.

    ``take`` and ``keep`` are the case ids of conflicts to be answered from the file or left as the ledger
    has them. Unless ``valid_only``, a refused line or an undecided conflict means that nothing is done.
    """
    if checked.problem:
        return Applied(problem=checked.problem)
    undecided = [row for row in checked.of(Status.CONFLICT) if row.case_id not in {*take, *keep}]
    blocking = len(checked.of(Status.REFUSED)) + len(undecided)
    if blocking and not valid_only:
        return Applied(
            problem=f"取り込めない行、または確認の要る行が{blocking:,}件あるため、何も取り込みませんでした。"
        )
    chosen = [row for row in checked.of(Status.CONFLICT) if row.case_id in take]
    wanted = [row.wanted for row in (*checked.of(Status.READY), *chosen) if row.wanted is not None]
    try:
        done = together.perform_all(ledger, person_id, Act.ANSWER, wanted, source=SOURCE)
    except (WorkflowError, LedgerError) as error:
        if not valid_only:
            return Applied(problem=f"何も取り込みませんでした。{error}")
        return _one_by_one(ledger, person_id, wanted)
    return _finished(ledger, person_id, frozenset(one.case_id for one in done), {})


def _one_by_one(ledger: Ledger, person_id: str, wanted: Sequence[Wanted]) -> Applied:
    """Somebody was faster on one of the cases: do the others."""
    done: set[str] = set()
    refused: dict[str, str] = {}
    for one in wanted:
        try:
            together.perform_all(ledger, person_id, Act.ANSWER, [one], source=SOURCE)
            done.add(one.case_id)
        except (WorkflowError, LedgerError) as error:
            refused[one.case_id] = str(error)
    return _finished(ledger, person_id, frozenset(done), refused)


def _finished(ledger: Ledger, person_id: str, done: frozenset[str], refused: dict[str, str]) -> Applied:
    """Forget what the person had begun to type for the cases that are answered now."""
    for case_id in sorted(done):
        drafts.drop(ledger, person_id, case_id)
    return Applied(done, refused)


def outcome(row: CheckedRow, applied: Applied | None) -> str:
    """What became of one line, in Japanese."""
    if applied is not None and row.case_id in applied.done and row.wanted is not None:
        return "取り込みました"
    if applied is not None and row.case_id in applied.refused:
        return "取り込めませんでした"
    if row.status is Status.READY:
        return "まだ取り込んでいません"
    if row.status is Status.CONFLICT:
        return "台帳のままにしました"
    return {
        Status.UNCHANGED: "変更なし",
        Status.EMPTY: "未記入",
        Status.REFUSED: "取り込めません",
    }[row.status]
