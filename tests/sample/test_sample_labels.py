"""The sample city's labels, offices and people."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from extractor.evaluation import LABELS as ALL_LABELS
from extractor.evaluation import read_gold
from ordinances import clauses, read
from ordinances.sample import CITY, DEPARTMENTS, LABELS, PEOPLE
from ordinances.sample.making.__main__ import departments, labels, masters

FALSE_FRIENDS = {
    "penalty",
    "identity_card",
    "criminal_investigation",
    "notice",
    "reference",
    "definition",
    "office_duties",
    "qualification",
    "prohibition",
    "reading_hours",
    "conduct",
    "event_check",
    "fee",
    "placement_alone",
    "drill",
    "instrument",
    "mobile_service",
    "regular_employment",
    "certificate_name",
    "listed_items",
    "no_place",
    "electronic_only",
    "keeping_alone",
    "independence",
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_locator_is_one_that_the_reader_prints() -> None:
    printed = {
        (outcome.source, clause.locator)
        for outcome in read([CITY])
        if outcome.ordinance is not None
        for clause in clauses(outcome.ordinance)
    }
    assert [row for row in rows(LABELS) if (row["file"], row["locator"]) not in printed] == []


def test_no_paragraph_is_labelled_twice() -> None:
    counts = Counter((row["file"], row["locator"]) for row in rows(LABELS))
    assert [place for place, count in counts.items() if count > 1] == []


def test_the_labels_can_be_scored_and_each_occurs_at_least_twelve_times() -> None:
    with LABELS.open(encoding="utf-8") as lines:
        units = list(read_gold(lines))
    counts = Counter(label for unit in units for label in unit.required)
    assert {label: counts[label] for label in ALL_LABELS if counts[label] < 12} == {}


def test_every_labelled_paragraph_has_a_modality_and_only_those() -> None:
    for row in rows(LABELS):
        wanted = any(label not in ("", "-") and label[0] != "?" for label in row["labels"].split(","))
        assert (row["modality"] in ("duty", "power", "effort")) == wanted, row
        assert (row["digital_alternative"] in ("0", "1")) == wanted, row


def test_duties_powers_and_efforts_higher_laws_and_electronic_ways_all_occur() -> None:
    found = rows(LABELS)
    assert {row["modality"] for row in found} == {"duty", "power", "effort", "-"}
    notes = Counter(note for row in found for note in row["note"].split(","))
    assert min(notes[name] for name in ("higher_law", "digital_alternative", "privacy")) >= 5


def test_every_typical_false_friend_of_the_guide_is_there() -> None:
    notes = {note for row in rows(LABELS) if row["labels"] == "-" for note in row["note"].split(",")}
    assert {f"false_friend:{name}" for name in FALSE_FRIENDS} <= notes


def test_an_ordinance_without_any_label_is_there() -> None:
    labelled = {row["file"] for row in rows(LABELS) if row["labels"] != "-"}
    assert {row["file"] for row in rows(DEPARTMENTS)} - labelled


def test_the_tables_are_what_the_masters_make() -> None:
    all_masters = masters()
    assert LABELS.read_text(encoding="utf-8") == labels(all_masters)
    assert DEPARTMENTS.read_text(encoding="utf-8") == departments(all_masters)


def test_every_ordinance_belongs_to_one_office_of_many() -> None:
    found = rows(DEPARTMENTS)
    assert [row["file"] for row in found] == [master.path for master in masters()]
    assert len({row["code"] for row in found}) >= 12
    assert len({row["division"] for row in found}) >= 6


def test_people_of_every_role_work_in_every_office_that_owns_an_ordinance() -> None:
    people = rows(PEOPLE)
    assert {person["role"] for person in people} == {"legal", "department", "manager", "admin"}
    staffed = {person["department"] for person in people if person["role"] == "department"}
    assert {row["code"] for row in rows(DEPARTMENTS)} <= staffed
    assert len({person["login"] for person in people}) == len(people)
