"""How many clauses are matched rightly between editions, and is any decision lost: laws amended with the truth known.

    python benchmarks/editions.py ../shared/corpus/laws [--worst 5] [--every 1] [--seed 1]

Each law is amended in six ways (one edit of a kind, several edits, 全部改正 keeping half the texts …); every
old and every new clause counts once. Then every case of a ledger with all the laws is decided and the next edition
imported (renumbered, partly and wholly amended, retitled, repealed). The last line is one JSON object: laws, clauses,
matched (share matched rightly), the same of the clauses that an amendment touched (moved, reworded, added, deleted)
alone, seconds of matching, decisions, what became of them, and decisions_lost.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / "tests" / part) for part in ("editions", "ledger", "workflow")]

import amender
from amender import Amendment, Truth
from kept_decisions import carried

from ordinances import Clause, Ordinance
from ordinances.editions import match_clauses
from ordinances.readers.egov_xml import read_egov_xml


def plans(rng: random.Random) -> dict[str, Sequence[Amendment]]:
    """The ways one law is amended."""
    return {
        "one edit": [rng.choice(amender.PARTIAL)],
        "reworded": [amender.reword],
        "renumbered": [amender.insert_article, amender.renumber_items, amender.insert_paragraph],
        "five edits": rng.sample(amender.PARTIAL, 5),
        "moved, reworded": [amender.move_article, amender.reword, amender.delete_article],
        "rewritten": [amender.rewrite],
    }


def judge(made: Truth) -> tuple[Counter[str], list[str]]:
    """Clauses (old and new) and touched ones, each in all and matched rightly; and what went wrong in words."""
    matches = match_clauses(made.old, made.new)
    given: dict[int, set[int]] = {}
    taken: dict[int, set[int]] = {}
    for match in matches:
        if match.old is not None and match.new is not None:
            given.setdefault(match.old, set()).add(match.new)
            taken.setdefault(match.new, set()).add(match.old)
    heirs: dict[int, set[int]] = {}
    for n, sources in enumerate(made.origins):
        for o in sources:
            heirs.setdefault(o, set()).add(n)
    counts: Counter[str] = Counter()
    wrong = []
    for o, clause in enumerate(made.old):
        right = heirs.get(o, set())
        good = _agrees(given.get(o, set()), right)
        _count(counts, good, touched=not any(_same(clause, made.new[n]) for n in right))
        if not good:
            wrong.append(f"old {clause.locator} {clause.text[:30]}: {given.get(o)} not {right}")
    for n, clause in enumerate(made.new):
        right = set(made.origins[n])
        good = _agrees(taken.get(n, set()), right)
        _count(counts, good, touched=not any(_same(made.old[o], clause) for o in right))
        if not good:
            wrong.append(f"new {clause.locator} {clause.text[:30]}: {taken.get(n)} not {right}")
    return counts, wrong


def _count(counts: Counter[str], good: bool, *, touched: bool) -> None:
    counts.update(clauses=1, right=good, touched=touched, touched_right=touched and good)


def _same(old: Clause, new: Clause) -> bool:
    return (old.locator, old.text) == (new.locator, new.text)


def _agrees(said: set[int], right: set[int]) -> bool:
    """A counterpart must be a right one, and absent where there is none; of a split one piece is enough."""
    return bool(said & right) if right else not said


def main() -> int:
    """Amend every law, match, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("laws", type=Path)
    options.add_argument("--worst", type=int, default=0)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--most", type=int, default=2_000, help="clauses; longer laws are left out")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    paths = sorted(given.laws.glob("*.xml"))[:: given.every]
    laws = [read_egov_xml(path.read_bytes(), path.name) for path in paths]
    laws = [law for law in laws if len(amender.foreign_articles(law)) >= 3]
    by_plan, seconds, done = measure(laws, given.seed, given.most, given.worst)
    for name, counts in by_plan.items():
        print(f"{name}: {_share(counts, '')} of {counts['clauses']:,}", end="; ")
        print(f"touched: {_share(counts, 'touched')} of {counts['touched']:,}")
    total = sum(by_plan.values(), Counter[str]())
    right, touched = _share(total, ""), _share(total, "touched")
    with tempfile.TemporaryDirectory() as folder:
        kept = carried(Path(folder), laws, given.seed)
    for name in (*kept.lost, *kept.unseen):
        print(f"  decision: {name}")
    lost = len(kept.lost) + len(kept.unseen)
    print(
        json.dumps(
            {
                "laws": done,
                "clauses": total["clauses"],
                "matched": right,
                "touched": total["touched"],
                "matched_touched": touched,
                "seconds": round(seconds, 1),
                "decisions": kept.decisions,
                "became": kept.became,
                "decisions_lost": lost,
            }
        )
    )
    return 0 if min(right, touched) >= 0.99 and not lost else 1


def _share(counts: Counter[str], which: str) -> float:
    good, total = ("touched_right", "touched") if which else ("right", "clauses")
    return round(counts[good] / max(1, counts[total]), 5)


def measure(
    laws: list[Ordinance], seed: int, most: int, worst: int
) -> tuple[dict[str, Counter[str]], float, int]:
    """Counts by plan, seconds spent matching, and laws amended; prints the ``worst`` cases."""
    by_plan: dict[str, Counter[str]] = {}
    failures: list[tuple[int, str, str, list[str]]] = []
    seconds, done = 0.0, 0
    for place, law in enumerate(laws):
        rng = random.Random(seed * 1_000 + place)  # noqa: S311 (a repeatable draw, not a secret)
        foreign = amender.foreign_articles(laws[(place + 1) % len(laws)])
        made = {name: amender.amend(law, steps, rng, foreign) for name, steps in plans(rng).items()}
        if max(len(one.old) for one in made.values()) > most:
            continue
        done += 1
        for name, one in made.items():
            started = time.perf_counter()
            counts, wrong = judge(one)
            seconds += time.perf_counter() - started
            by_plan.setdefault(name, Counter()).update(counts)
            failures.append((len(wrong), law.title, name, wrong))
    for number, title, name, wrong in sorted(failures, reverse=True)[:worst]:
        print(f"  {title} ({name}): {number} wrong", *wrong[:6], sep="\n      ")
    return by_plan, seconds, done


if __name__ == "__main__":
    raise SystemExit(main())
