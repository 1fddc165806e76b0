"""Looking at an import before it is made (取込みの事前確認): what the files hold and what they would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ordinances import ReadOutcome, clauses, read
from review_app.ledger import Ledger, editions_compare, imports
from review_app.ledger.editions_compare import OrdinanceDiff
from review_app.ledger.imports import Incoming
from review_app.ledger.model import Scope
from review_app.workflow import actors
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import InvalidInputError, NotAllowedError
from review_app.workflow.model import Role


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: against which edition, how many ordinances it holds, and every change.

    ``refused`` are the files that cannot be read, each with its reason (Japanese).
    """

    edition: str
    ordinances: int
    refused: tuple[tuple[str, str], ...]
    diffs: tuple[OrdinanceDiff, ...]


def preview_paths(ledger: Ledger, person_id: str, paths: Sequence[Path]) -> Preview:
    """Read files, folders and zips and compare them with the newest edition; nothing is written.

    Raises NotAllowedError for others than legal, InvalidInputError when there is no edition to compare with.
    """
    if person_id != SYSTEM and actors.actor(ledger, person_id).role is not Role.LEGAL:
        raise NotAllowedError("取込みの事前確認ができるのは、法制担当です。")
    current = imports.current_edition(ledger)
    if current is None:
        raise InvalidInputError("比べる版がまだありません。先に tenken import で取り込んでください。")
    items, refused = _read(read(paths))
    diffs = editions_compare.compare_incoming(ledger, Scope(everything=True), current[0], items)
    return Preview(current[1], len(items), tuple(refused), tuple(diffs))


def _read(outcomes: Iterable[ReadOutcome]) -> tuple[list[Incoming], list[tuple[str, str]]]:
    items: list[Incoming] = []
    refused: list[tuple[str, str]] = []
    for outcome in outcomes:
        if outcome.ordinance is not None:
            item = Incoming(outcome.ordinance, clauses(outcome.ordinance), outcome.sha256, outcome.size)
            items.append(item)
        elif outcome.needs_attention:
            refused.append((outcome.source, outcome.reason))
    return items, refused
