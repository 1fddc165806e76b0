"""The app as ``tenken serve`` runs it, in a process of its own, with a crowd to be let loose inside it.

Reads lines on standard input: ``crowd N`` lets the crowd do N acts each and answers with one line of JSON. Only
the process that holds the ledger can do that while browsers are at work on the same ledger.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
from pathlib import Path

import app_crowd
from app_city import Person
from app_crowd import Told

from review_app.ledger import Ledger
from review_app.web import server


def listen(ledger: Ledger, people: list[Person]) -> None:
    """Answer the lines on standard input until it is closed."""
    for line in sys.stdin:
        _, each = line.split()
        tally = app_crowd.work(ledger, people, int(each))
        middle = statistics.median(tally.act_s) if tally.act_s else 0.0
        told = Told(
            acknowledged=sorted(set(tally.acknowledged)),
            refused=tally.refused,
            errors=tally.errors,
            act_s=middle,
        )
        print(json.dumps(told), flush=True)


def main() -> None:
    """Serve the ledger ``argv[1]`` on port ``argv[2]``; the crowd stands as JSON in ``argv[3]``."""
    path, port, crowd = sys.argv[1:]
    people = [Person(**one) for one in json.loads(crowd)]
    with Ledger.open(Path(path)) as ledger:
        threading.Thread(target=listen, args=(ledger, people), daemon=True).start()
        server.run(ledger, server.Address(port=int(port)))


main()
