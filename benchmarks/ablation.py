"""Do the wide rules find what a narrow rule would have found, had nobody written it?

    python benchmarks/ablation.py --gold TSV FOLDER [--gold TSV FOLDER ...] [--draws 20]

Every set of labels here has been read by those who write rules, so that recall on it tells the fit. What can be
told of unread text is how much still stands when rules are taken away: (1) each narrow rule alone, (2) half of
the narrow rules, drawn ``--draws`` times, (3) all of them. Each time the figures are given with and without the
wide rules (ids with ``.wide-``). (4) counts the paragraphs that only wide rules flag. Hits are matched once and
filtered, so contexts and scores are the real ones; a hit that awaits a parse its label did not need is left out.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from extractor import THRESHOLD, Extractor
from extractor.analysis import Analysis, analysis_of, as_doc
from extractor.evaluation import Count, GoldUnit, paragraph_of, read_gold
from extractor.matcher import Hit
from extractor.scoring import verdicts
from extractor.unit import units
from ordinances import clauses, read
from ordinances.model import Clause

WIDE = ".wide"
Keeps = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled paragraph with every hit in it, those of each reading unit apart."""

    gold: GoldUnit
    hits: tuple[tuple[Hit, ...], ...]

    def labels(self, keeps: Keeps) -> set[str]:
        """Give the labels at or above the threshold when only the rules that ``keeps`` names are in force."""
        left = ([hit for hit in group if keeps(hit.rule.id)] for group in self.hits)
        return {
            verdict.label.value for group in left for verdict in verdicts(group) if verdict.score >= THRESHOLD
        }


def main() -> None:
    """Run everything and print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", nargs=2, action="append", required=True, metavar=("TSV", "FOLDER"))
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    extractor = Extractor.load()
    cases = [case for tsv, folder in options.gold for case in load_cases(extractor, Path(tsv), Path(folder))]
    narrow = sorted({rule.id for rule in extractor.packs.rules if WIDE not in rule.id})
    report: dict[str, object] = {"units": len(cases), "narrow_rules": len(narrow)}
    report["one_rule_away"] = one_away(cases, narrow)
    report["half_away"] = half_away(cases, narrow, options.draws)
    report["all_away"] = figures(cases, lambda rule: WIDE in rule)
    report["only_wide_rules_flag"] = alone(cases)
    for name, value in report.items():
        print(f"{name:22} {value}")
    print(json.dumps(report, ensure_ascii=False))


def load_cases(extractor: Extractor, tsv: Path, folder: Path) -> Iterator[Case]:
    """Match every labelled paragraph of a folder once."""
    with tsv.open(encoding="utf-8-sig") as lines:
        wanted = list(read_gold(lines))
    names = {PurePath(unit.file).name for unit in wanted}
    found: dict[str, tuple[list[Clause], list[Analysis]]] = {}
    for outcome in read([folder]):
        if outcome.ordinance is not None and PurePath(outcome.source).name in names:
            text = list(clauses(outcome.ordinance))
            docs = extractor.nlp.pipe(as_doc(unit, extractor.nlp.vocab) for unit in units(text))
            found[outcome.source] = (text, [analysis_of(doc) for doc in docs])
    by_name = {PurePath(source).name: content for source, content in found.items()}
    for unit in wanted:
        content = found.get(unit.file) or by_name.get(PurePath(unit.file).name)
        if content and (groups := inside(unit, *content)) is not None:
            yield Case(unit, groups)


def inside(
    unit: GoldUnit, text: Sequence[Clause], analyses: Iterable[Analysis]
) -> tuple[tuple[Hit, ...], ...] | None:
    """Give the hits that lie in a gold unit, None when the file has no such place."""
    places = {paragraph_of(clause) for clause in text if not unit.locator or clause.locator == unit.locator}
    if not places:
        return None
    return tuple(tuple(one.hits) for one in analyses if paragraph_of(one.unit.clauses[0]) in places)


def one_away(cases: Sequence[Case], narrow: Sequence[str]) -> dict[str, object]:
    """Take each narrow rule away in turn; count the labels lost and those the wide rules give back."""
    lost = back = 0
    worst: list[tuple[int, str]] = []
    for away in narrow:
        touched = [case for case in cases if any(hit.rule.id == away for group in case.hits for hit in group)]
        bare = missing(touched, lambda rule, away=away: rule != away and WIDE not in rule)
        wide = missing(touched, lambda rule, away=away: rule != away)
        before = missing(touched, lambda rule: WIDE not in rule)
        lost, back = lost + bare - before, back + bare - wide
        worst.append((wide, away))
    return {"lost": lost, "given_back": back, "most_still_lost": sorted(worst, reverse=True)[:8]}


def missing(cases: Iterable[Case], keeps: Keeps) -> int:
    """Count the required labels that are not found."""
    return sum(len(case.gold.required - case.labels(keeps)) for case in cases)


def half_away(cases: Sequence[Case], narrow: Sequence[str], draws: int) -> dict[str, object]:
    """Take half of the narrow rules away, several times; give mean recall and precision without and with."""
    totals = {"without": Count(), "with": Count()}
    for seed in range(draws):
        away = frozenset(random.Random(seed).sample(narrow, len(narrow) // 2))  # noqa: S311 - no secret
        count(cases, totals["without"], lambda rule, away=away: rule not in away and WIDE not in rule)
        count(cases, totals["with"], lambda rule, away=away: rule not in away)
    return {
        name: {"recall": rounded(one.recall), "precision": rounded(one.precision)}
        for name, one in totals.items()
    }


def figures(cases: Sequence[Case], keeps: Keeps) -> dict[str, float | None]:
    """Give recall and precision, flagged at all, with some of the rules in force."""
    total = Count()
    count(cases, total, keeps)
    return {"recall": rounded(total.recall), "precision": rounded(total.precision)}


def count(cases: Sequence[Case], total: Count, keeps: Keeps) -> None:
    """Add the decisions, flagged at all, to a count."""
    for case in cases:
        found = case.labels(keeps)
        total.add(
            wanted=bool(case.gold.required),
            found=bool(found),
            open_=bool(case.gold.open) and not found - case.gold.open,
        )


def alone(cases: Sequence[Case]) -> dict[str, int]:
    """Count the paragraphs that nothing but a wide rule flags: rightly, wrongly, or left open."""
    tally = {"right": 0, "wrong": 0, "open": 0}
    for case in cases:
        found = case.labels(lambda _: True)
        if found and not case.labels(lambda rule: WIDE not in rule):
            open_ = not case.gold.required and case.gold.open and not found - case.gold.open
            tally["open" if open_ else "right" if case.gold.required else "wrong"] += 1
    return tally


def rounded(value: float | None) -> float | None:
    """Round a ratio for the report."""
    return None if value is None else round(value, 3)


if __name__ == "__main__":
    main()
