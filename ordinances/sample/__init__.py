"""The sample city (見本の市): みどり野市, which does not exist, and its ordinances, written for this project.

``CITY`` is the folder of ordinances as a city would hand it over; ``LABELS`` the truth about its
paragraphs; ``DEPARTMENTS`` says which 課 owns which ordinance; ``PEOPLE`` who works there.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

CITY = _HERE / "city"
LABELS = _HERE / "labels.tsv"
DEPARTMENTS = _HERE / "departments.tsv"
PEOPLE = _HERE / "people.tsv"
