"""An app process for the tests: acts on cases through the service layer, in competition with its like.

``server_worker.py ADDRESS TOKEN_FILE PERSON ACTS``: writes a line ``CASE REVISION TEXT`` for each act that was
acknowledged, after the call has returned; every other time all cases are acted on together.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from review_app.ledger import Ledger, LedgerError, StaleRevisionError, cases, remote, token_file
from review_app.ledger.errors import ServerLostError
from review_app.ledger.model import QueueQuery
from review_app.ledger.quack import address_of
from review_app.workflow import acts, together, views
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Comment
from review_app.workflow.together import Wanted


def acknowledge(case_id: str, revision: int, text: str) -> None:
    os.write(1, f"{case_id} {revision} {text}\n".encode())


def work(ledger: Ledger, person: str, wanted: int) -> None:
    case_ids = [row.case_id for row in views.queue_all(ledger, person, QueueQuery())]
    done = 0
    for number in count(1):
        if done >= wanted:
            return
        text = f"{person}-{number}"
        chosen = [case_ids[number % len(case_ids)]] if number % 2 else case_ids
        try:
            done += act(ledger, person, chosen, text)
        except ServerLostError:
            return
        except StaleRevisionError:
            continue  # the other one was first: read again, as a person would


def act(ledger: Ledger, person: str, chosen: list[str], text: str) -> int:
    standing = cases.standing(ledger, chosen)
    if len(chosen) == 1:
        (case_id,) = chosen
        revision = standing[case_id].revision
        done = [acts.perform(ledger, person, Act.COMMENT, case_id, revision, Comment(text=text))]
    else:
        wanted = [Wanted(case_id, standing[case_id].revision, Comment(text=text)) for case_id in chosen]
        done = together.perform_all(ledger, person, Act.COMMENT, wanted)
    for one in done:
        acknowledge(one.case_id, one.revision, text)
    return len(done)


if __name__ == "__main__":
    server, token, who, number = sys.argv[1:]
    address = address_of(server)
    if address is None:
        raise LedgerError(server)
    with remote.connect(address, token_file.read(Path(token))) as opened:
        work(opened, who, int(number))
