"""Render laws as plain 例規 text, parse that text, compare with the XML's own tree.

    python benchmarks/roundtrip.py ../shared/corpus/laws [--worst 5] [--show NAME]

Prints recall and precision over clauses (part, article, paragraph, items, text) for every style.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from render import STYLES, Style, render

from ordinances import Clause, Part, clauses
from ordinances.grammar import parse
from ordinances.readers.egov_xml import read_egov_xml

Key = tuple[str, str | None, str | None, tuple[str, ...], str]


def keys(found: list[Clause]) -> Counter[Key]:
    """Return the clauses of 本則 and 附則 as comparable keys; whitespace in texts does not count."""
    return Counter(
        (clause.part, clause.article, clause.paragraph, clause.items, "".join(clause.text.split()))
        for clause in found
        if clause.part in (Part.MAIN, Part.SUPPL) and clause.paragraph is not None
    )


def compare(path: Path, style: Style) -> tuple[int, int, int, Counter[Key], Counter[Key]]:
    """Return (clauses right, clauses in the XML, clauses parsed, missing, extra) of one law in one style."""
    law = read_egov_xml(path.read_bytes(), path.name)
    truth = keys(clauses(law))
    parsed = keys(clauses(parse(render(law, style).splitlines(), path.name)))
    right = sum((truth & parsed).values())
    return right, sum(truth.values()), sum(parsed.values()), truth - parsed, parsed - truth


def report(paths: list[Path], style: Style, worst: int, show: str) -> bool:
    """Print one style's figures and its worst laws; tell whether it reaches 99.5 % both ways."""
    started = time.perf_counter()
    rows = [(compare(path, style), path) for path in paths]
    right, expected, got = (sum(row[0][i] for row in rows) for i in range(3))
    seconds = time.perf_counter() - started
    figures = f"recall {right / expected:.4%}  precision {right / got:.4%}"
    print(f"{style.name}: {figures}  {expected} clauses  {seconds:.1f} s")
    rows.sort(key=lambda row: row[0][0] - max(row[0][1], row[0][2]))
    for (good, n_true, n_parsed, missing, extra), path in rows[:worst]:
        if good < max(n_true, n_parsed):
            print(f"   {path.name}: {good} right of {n_true}, {n_parsed} parsed")
        if show and show in path.name:
            _show(missing, "-")
            _show(extra, "+")
    return min(right / expected, right / got) >= 0.995


def _show(found: Counter[Key], sign: str) -> None:
    for part, article, paragraph, items, text in sorted(found, key=lambda key: tuple(map(str, key)))[:9]:
        tail = f" … {text[-24:]}" if len(text) > 60 else ""
        print(f"      {sign} {part} {article} {paragraph} {items} {text[:30]}{tail}")


def main() -> int:
    """Run every style over a folder of laws."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("laws", type=Path)
    options.add_argument("--worst", type=int, default=5)
    options.add_argument("--show", default="")
    options.add_argument("--style", default="")
    options.add_argument("--every", type=int, default=1)
    given = options.parse_args()
    paths = sorted(given.laws.glob("*.xml"))[:: given.every]
    styles = [style for style in STYLES if given.style in style.name]
    good = [report(paths, style, given.worst, given.show) for style in styles]
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
