"""The city hall of the workflow's tests with one case in each state an export must tell apart."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The makers of city halls and ledgers are shared with the tests of the layers below.
sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("workflow", "ledger")]

from city_hall import ANSWER, Hall, at, build_hall, open_hall


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five cases: two the park department is asked for, one it answered, one decided, one of the water
    department."""
    folder = tmp_path_factory.mktemp("exports")
    build_hall(folder)
    with open_hall(folder) as hall:
        answer = ANSWER.model_dump(mode="json")
        answered = {
            "answer": answer,
            "policy": ANSWER.policy,
            "hours_staff": ANSWER.staff.hours,
            "hours_citizen": ANSWER.citizens.hours,
            "planned_on": ANSWER.planned_on,
            "phase_target": ANSWER.phase_target,
            "yearly_cases": ANSWER.yearly_cases,
        }
        hall.put(hall.case_ids[0], at("inquiring", consulted=()))
        hall.put(hall.case_ids[1], at("inquiring", consulted=()))
        hall.put(hall.case_ids[2], at("answered", consulted=(), **answered))
        hall.put(hall.case_ids[3], at("decided", consulted=(), **answered))
        hall.put(hall.case_ids[4], at("inquiring", consulted=(), department_id="water"))
    return folder / "tenken.duckdb"


@pytest.fixture
def hall(built: Path, tmp_path: Path) -> Iterator[Hall]:
    shutil.copy(built, tmp_path)
    with open_hall(tmp_path) as opened:
        yield opened
