"""What the pages are given by the server at start: the ledger, and whether a browser's session still lives.

Streamlit runs a script, not a function, so the two are put here once per process instead of being passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from review_app.ledger import Ledger
from review_app.workflow.intake import Intake
from review_app.workflow.model import Actor


@dataclass(frozen=True, slots=True)
class Services:
    """The ledger, the sessions and the import of this process.

    ``resolve`` gives the person a session's token stands for now, None when it is over; ``look`` does the same
    for a page that redraws by itself, which does not count as the person working.
    """

    ledger: Ledger
    resolve: Callable[[str], Actor | None]
    look: Callable[[str], Actor | None]
    intake: Intake


_installed: list[Services] = []


def install(services: Services) -> None:
    """Give the pages their services; the last ones given stand."""
    _installed[:] = [services]


def current() -> Services:
    """Give the services.

    Raises:
        RuntimeError: the script runs without ``tenken serve``; there is no sign-in then, so it must not run.
    """
    if not _installed:
        raise RuntimeError("start the app with: tenken serve")
    return _installed[0]
