"""Measuring candidates against labels: precision, recall and the like, at paragraph level.

A gold unit has labels that must be found (``required``), labels scored neither way (``open``, written
``?label``) and perhaps a modality. Every figure is a plain count of true hits, false alarms and misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.model import Candidate, Label
from ordinances.model import Clause

LABELS = tuple(label.value for label in Label)
# 目視 and 実地監査 are close; the guide asks for scores with the two as one.
MERGED = {"visual": "site", "onsite": "site"}
ALTERNATIVE = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False, "-": False}


class GoldError(ValueError):
    """A gold file cannot be used; the message is one Japanese line naming the place."""


@dataclass(frozen=True, slots=True)
class GoldUnit:
    """One labelled paragraph: its file, its locator (``""`` when the file is the unit) and its truth."""

    file: str
    locator: str
    required: frozenset[str]
    open: frozenset[str]
    modality: str = ""
    alternative: bool | None = None


@dataclass(slots=True)
class Count:
    """True hits, false alarms and misses."""

    hits: int = 0
    alarms: int = 0
    misses: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was flagged that is right; None when nothing was flagged."""
        return _ratio(self.hits, self.hits + self.alarms)

    @property
    def recall(self) -> float | None:
        """Share of what is right that was flagged; None when there was nothing to find."""
        return _ratio(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two."""
        return _ratio(2 * self.hits, 2 * self.hits + self.alarms + self.misses)

    def add(self, *, wanted: bool, found: bool, open_: bool) -> None:
        """Count one decision; an open one only when it was wanted after all."""
        if wanted and found:
            self.hits += 1
        elif wanted:
            self.misses += 1
        elif found and not open_:
            self.alarms += 1

    def as_dict(self) -> dict[str, float | int | None]:
        """Give the figures for JSON; ``support`` is the number of wanted ones."""
        return {
            "precision": _rounded(self.precision),
            "recall": _rounded(self.recall),
            "f1": _rounded(self.f1),
            "support": self.hits + self.misses,
            "hits": self.hits,
            "alarms": self.alarms,
            "misses": self.misses,
        }


@dataclass(slots=True)
class Share:
    """How many of a number of answers were right."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Count one answer."""
        self.right += right
        self.of += 1

    def as_dict(self) -> dict[str, float | int | None]:
        """Give the figures for JSON."""
        return {"accuracy": _rounded(_ratio(self.right, self.of)), "right": self.right, "of": self.of}


@dataclass(frozen=True, slots=True)
class Error:
    """A miss or a false alarm; ``candidate`` is None for a miss."""

    unit: GoldUnit
    label: str
    candidate: Candidate | None


@dataclass(slots=True)
class Report:
    """All figures of one run."""

    labels: dict[str, Count] = field(default_factory=lambda: {label: Count() for label in LABELS})
    merged: Count = field(default_factory=Count)
    flagged: Count = field(default_factory=Count)
    modality: Share = field(default_factory=Share)
    alternative: Share = field(default_factory=Share)
    errors: list[Error] = field(default_factory=list)
    units: int = 0

    @property
    def micro(self) -> Count:
        """The eight labels pooled."""
        counts = self.labels.values()
        return Count(
            sum(one.hits for one in counts),
            sum(one.alarms for one in counts),
            sum(one.misses for one in counts),
        )

    def as_dict(self) -> dict[str, object]:
        """Give all figures for JSON."""
        return {
            "units": self.units,
            "labels": {label: count.as_dict() for label, count in self.labels.items()},
            "micro": self.micro.as_dict(),
            "micro_merged": self.merged.as_dict(),
            "flagged": self.flagged.as_dict(),
            "modality": self.modality.as_dict(),
            "digital_alternative": self.alternative.as_dict(),
        }


def evaluate(pairs: Iterable[tuple[GoldUnit, Sequence[Candidate]]]) -> Report:
    """Count over (gold unit, its candidates at or above the threshold)."""
    report = Report()
    for unit, candidates in pairs:
        _count_unit(report, unit, {candidate.label.value: candidate for candidate in candidates})
    return report


def _count_unit(report: Report, unit: GoldUnit, found: Mapping[str, Candidate]) -> None:
    report.units += 1
    for label, count in report.labels.items():
        wanted, flagged, open_ = label in unit.required, label in found, label in unit.open
        count.add(wanted=wanted, found=flagged, open_=open_)
        if wanted != flagged and not (open_ and not wanted):
            report.errors.append(Error(unit, label, found.get(label)))
    _count_merged(report.merged, unit, found)
    report.flagged.add(
        wanted=bool(unit.required), found=bool(found), open_=bool(unit.open) and not found.keys() - unit.open
    )
    for label in sorted(unit.required & found.keys()):
        if unit.modality:
            report.modality.add(found[label].modality == unit.modality)
        if unit.alternative is not None:
            report.alternative.add(("digital_alternative" in found[label].flags) == unit.alternative)


def _count_merged(count: Count, unit: GoldUnit, found: Mapping[str, Candidate]) -> None:
    required, flagged, open_ = (
        {MERGED.get(one, one) for one in s} for s in (unit.required, found, unit.open)
    )
    for label in required | flagged:
        count.add(wanted=label in required, found=label in flagged, open_=label in open_)


def read_gold(lines: Iterable[str]) -> Iterator[GoldUnit]:
    """Read gold units off a TSV with a header row: ``file``, ``labels``, perhaps ``locator``, ``modality``.

    Raises:
        GoldError: a column is missing or a label unknown; names the line.
    """
    rows = (line.rstrip("\r\n").split("\t") for line in lines)
    header = [name.strip().lstrip("\ufeff") for name in next(rows, [])]
    for name in ("file", "labels"):
        if name not in header:
            raise GoldError(f"1行目に列「{name}」がありません。タブ区切りで列名を書いてください")
    for number, cells in enumerate(rows, start=2):
        if any(cells):
            yield _unit(dict(zip(header, cells, strict=False)), number)


def _unit(row: Mapping[str, str], number: int) -> GoldUnit:
    words = [word.strip() for word in row.get("labels", "").split(",") if word.strip() not in ("", "-")]
    unknown = [word for word in words if word.lstrip("?") not in LABELS]
    if unknown:
        raise GoldError(
            f"{number}行目: ラベル「{unknown[0]}」はありません。使えるのは {' '.join(LABELS)} です"
        )
    modality = row.get("modality", "").strip()
    return GoldUnit(
        file=row.get("file", "").strip(),
        locator=row.get("locator", "").strip(),
        required=frozenset(word for word in words if not word.startswith("?")),
        open=frozenset(word[1:] for word in words if word.startswith("?")),
        modality="" if modality == "-" else modality,
        alternative=ALTERNATIVE.get(row.get("digital_alternative", "").strip().lower()),
    )


def paragraph_of(clause: Clause) -> tuple[str, str | None, str | None, str]:
    """Give the key of the paragraph a clause stands in; clauses outside articles are units of their own."""
    own = "" if clause.article or clause.paragraph else clause.locator
    return clause.part.value, clause.article, clause.paragraph, own


def within(
    unit: GoldUnit, clauses: Sequence[Clause], candidates: Iterable[Candidate]
) -> list[Candidate] | None:
    """Give the candidates of a file that lie in a gold unit, None when the file has no such locator.

    A unit without a locator is the whole file.
    """
    if not unit.locator:
        return list(candidates)
    named = [paragraph_of(clause) for clause in clauses if clause.locator == unit.locator]
    if not named:
        return None
    return [candidate for candidate in candidates if paragraph_of(candidate.clause) == named[0]]


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
