"""A large city's ledger for ``app.py``: 1,500 ordinances, 20,000 candidates, 40 departments, 300 people.

Everything is fictional and the same on every machine; only the days of its history are counted from today.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import app_history
from app_texts import DEPARTMENTS, PLAIN, THINGS, WORDINGS, Wording

from extractor.model import Authority, Candidate, Frequency, Label, Modality, Span
from ordinances.model import Clause, Ordinance, OrdinanceKind, Part, Promulgation
from review_app.commands.demo_script import LEGAL, MANAGER, Clock
from review_app.ledger import Ledger, extraction, imports, registry, utc_now
from review_app.workflow import accounts, departments
from review_app.workflow.actors import SYSTEM, SYSTEM_AUTHOR

KINDS = (OrdinanceKind.ORDINANCE, OrdinanceKind.RULE, OrdinanceKind.GUIDELINE)
KIND_NAMES = {
    OrdinanceKind.ORDINANCE: "条例",
    OrdinanceKind.RULE: "規則",
    OrdinanceKind.GUIDELINE: "要綱",
}
LONG_EVERY, LONG, LONGEST = 50, 400, 2_500
PASSWORD = "Ookina-machi-2718"  # noqa: S105 - of a ledger that lives for one measurement


@dataclass(frozen=True, slots=True)
class Size:
    """How large the city is."""

    candidates: int = 20_000
    ordinances: int = 1_500
    people: int = 300


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the city; ``password`` is empty where nobody is going to sign in."""

    login: str
    role: str
    department: str | None


def people(size: Size) -> list[Person]:
    """All people: legal, managers, administrators, and the rest spread over the departments."""
    legal = [*LEGAL, *(f"hosei{number}" for number in range(3, 13))]
    managers = [MANAGER, *(f"bucho{number}" for number in range(2, 7))]
    admins = ["admin1", "admin2"]
    fixed = [Person(login, "legal", None) for login in legal]
    fixed += [Person(login, "manager", None) for login in managers]
    fixed += [Person(login, "admin", None) for login in admins]
    rest = size.people - len(fixed)
    places = [number % len(DEPARTMENTS) for number in range(rest)]
    return fixed + [
        Person(f"tanto{number:03}", "department", code(place)) for number, place in enumerate(places)
    ]


def code(place: int) -> str:
    """The id of a department by its place in the list."""
    return f"d{place + 1:02}"


def ledger_of(folder: Path, size: Size) -> Path:
    """The city's ledger in ``folder``, made there if it is not there yet."""
    name = f"city-{size.candidates}-{size.ordinances}-{size.people}"
    path = folder / f"{name}.duckdb"
    if not path.exists():
        partial = folder / f"{name}.partial.duckdb"
        for leftover in (partial, Path(f"{partial}.wal")):
            leftover.unlink(missing_ok=True)
        build(partial, size)
        partial.replace(path)
    return path


def build(path: Path, size: Size) -> None:
    """Make the ledger: texts and candidates, departments and people, and half a year of review."""
    clock = Clock(utc_now())
    with Ledger.open(path, clock=clock) as ledger:
        store(ledger, size)
        register(ledger, size)
        answers_for = {one.department: one.login for one in reversed(people(size)) if one.department}
        acts = app_history.play(ledger, clock, answers_for)
    print(f"made {path.name}: {acts:,} acts of the past")


def store(ledger: Ledger, size: Size) -> None:
    """Import the texts and write their candidates, as an extraction would."""
    edition, _ = imports.ensure_edition(ledger, SYSTEM_AUTHOR, None)
    for _ in imports.write_ordinances(ledger, SYSTEM_AUTHOR, edition, texts(size)):
        pass
    run = extraction.start_run(ledger, edition, "rules", {}, "serial", 1)
    chunk: list[extraction.Extracted] = []
    left = size.candidates
    for waiting in extraction.pending(ledger, edition, "rules"):
        found = list(candidates(waiting.clauses))[:left]
        left -= len(found)
        chunk.append(extraction.Extracted(waiting, found))
        if len(chunk) == 300:
            extraction.write(ledger, SYSTEM_AUTHOR, run, chunk)
            chunk = []
    extraction.write(ledger, SYSTEM_AUTHOR, run, chunk)
    extraction.end_run(ledger, run, 1.0, (size.ordinances, size.candidates - left, 0))


def texts(size: Size) -> Iterator[imports.Incoming]:
    """All ordinances, each with its clauses: most short, some long, the last as long as a fire ordinance's tables."""
    dice = random.Random(1)  # noqa: S311 - the same texts on every machine
    for number in range(1, size.ordinances + 1):
        kind = KINDS[number % len(KINDS)]
        thing = THINGS[number % len(THINGS)]
        title = f"青葉野市{thing}{KIND_NAMES[kind]}（その{number}）"
        length = LONG if number % LONG_EVERY == 0 else dice.randint(8, 56)
        ordinance = Ordinance(
            source=f"第{number % 12 + 1}編/第{number % 5 + 1}章/{number:04}.txt",
            title=title,
            number=f"平成{number % 30 + 1}年{KIND_NAMES[kind]}第{number}号",
            kind=kind,
            promulgation=Promulgation(day=date(1989 + number % 30, 4, 1)),
        )
        longest = LONGEST if number == size.ordinances else length
        yield imports.Incoming(ordinance, clauses(ordinance, longest, number), f"{number}", 1)


def clauses(ordinance: Ordinance, length: int, number: int) -> list[Clause]:
    """The clauses of one ordinance: articles of up to three paragraphs; three of ten hold an analog means."""
    made = []
    for place in range(length):
        mixed = (place * 7 + number * 3) % 30
        if mixed < 11:
            wording = WORDINGS[(place + number) % len(WORDINGS)]
            caption, text = wording.caption, wording.text
        else:
            caption, text = PLAIN[mixed % len(PLAIN)]
        article, paragraph = place // 3 + 1, place % 3 + 1
        made.append(
            Clause(
                source=ordinance.source,
                title=ordinance.title,
                number=ordinance.number,
                locator=f"第{article}条" + (f"第{paragraph}項" if paragraph > 1 else ""),
                part=Part.MAIN,
                article=str(article),
                paragraph=str(paragraph),
                items=(),
                caption=caption,
                headings=(f"第{article // 20 + 1}章　通則",) if length > 100 else (),
                text=text.format(number=number * 10 + place),
            )
        )
    return made


def candidates(rows: Sequence[Clause]) -> Iterator[Candidate]:
    """The candidates that stand in the clauses of one ordinance."""
    for place, row in enumerate(rows):
        for wording in WORDINGS:
            if row.caption == wording.caption and (start := row.text.find(wording.marked)) >= 0:
                yield candidate(row, wording, start, place)


def candidate(row: Clause, wording: Wording, start: int, place: int) -> Candidate:
    """One candidate as the extractor would give it."""
    marked = wording.marked
    label = wording.label
    return Candidate(
        clause=row,
        label=label,
        score=round(0.5 + (place * 37 % 50) / 100, 2),
        rules=(f"{label.value}.plain",),
        spans=(Span(start, start + len(marked), marked, f"{label.value}.plain"),),
        modality=Modality.POWER if label is Label.ONSITE else Modality.DUTY,
        frequency=Frequency("P6M", True, marked) if label is Label.PERIODIC else None,
        digital_alternative=(),
        authority=Authority(own=place % 3 > 0, law="" if place % 3 else "地方自治法"),
        phase=1,
        category=wording.category,
        flags=(),
        explanation=f"「{marked}」とあり、人が出向くこと又は書面によることを求めています。",
    )


def register(ledger: Ledger, size: Size) -> None:
    """Register departments with the ordinances they own, and people."""
    departments.add(
        ledger,
        SYSTEM,
        [
            departments.form(code(place), name, f"第{place // 8 + 1}部", place + 1)
            for place, name in enumerate(DEPARTMENTS)
        ],
    )
    keys = dict.fromkeys(registry.ordinance_keys(ledger).values())
    owners = {key: code(place % len(DEPARTMENTS)) for place, key in enumerate(keys) if place % 19}
    departments.map_ordinances(ledger, SYSTEM, owners)
    for one in people(size):
        form = accounts.person_form(one.login, f"職員 {one.login}", one.role, one.department)
        accounts.add_person(ledger, SYSTEM, form, password=PASSWORD, must_change=False)
