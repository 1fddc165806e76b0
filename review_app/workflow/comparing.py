"""Comparing editions (版の比較), for those who see every case: legal and managers."""

from __future__ import annotations

from review_app.ledger import Ledger, editions_compare
from review_app.ledger.editions_compare import OrdinanceDiff
from review_app.ledger.model import Scope
from review_app.workflow import actors
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import NotAllowedError, NotFoundError
from review_app.workflow.machine import sees_everything

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


def stamp(ledger: Ledger, person_id: str) -> int:
    """A number that grows with every event: what was computed at one stamp still holds at the same stamp."""
    actors.actor(ledger, person_id)
    return editions_compare.last_seq(ledger)
