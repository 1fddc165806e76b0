"""Read mutated files in a process of its own, with bounds on processor time and memory for each.

    python tests/security/fuzz_run.py CASES SEED [FIRST]

Prints one line a failure and a JSON object at the end. A crash of the interpreter itself is seen by who
started it: the last line of ``progress`` names the case.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
import time
import traceback
from types import FrameType

import structlog
from fuzz_cases import Case, mutated, samples

from ordinances import ReadError, clauses
from ordinances.outcome import NotAnOrdinanceError
from ordinances.readers.registry import read_content

SECONDS = 5.0
MEMORY = 500 * 1024 * 1024


class HangError(BaseException):
    """The case took more than its processor time; no ``except Exception`` on the way may swallow it."""


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Interrupt a case that has used up its time."""
    raise HangError


def bound_memory() -> None:
    """Allow 500 MB more than what the loaded libraries take now; beyond it MemoryError is raised."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a pseudo file
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, resource.RLIM_INFINITY))


def read_case(case: Case) -> str:
    """Read one case to the end and give what it broke, ``""`` when it is read or refused in Japanese."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        found = clauses(read_content(case.content, case.name).ordinance)
        if len({clause.locator for clause in found}) != len(found):
            return "two clauses with one locator"
    except (ReadError, NotAnOrdinanceError) as error:
        return "" if error.reason and "\n" not in error.reason else f"reason: {error.reason!r}"
    except HangError:
        return f"more than {SECONDS:g} s: {traceback.format_exc(limit=-4)}"
    except Exception:  # noqa: BLE001 - every kind of failure is what this looks for
        return traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def main(count: int, seed: int, first: int = 0) -> dict[str, object]:
    """Read ``count`` cases from ``first`` on; gives the figures, ``failures`` by case number."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    logging.disable()
    signal.signal(signal.SIGPROF, stop)
    originals = samples()
    for original in originals:
        if problem := read_case(original):
            raise RuntimeError(f"the sample itself fails: {original.name}: {problem}")
    bound_memory()
    failures: dict[int, str] = {}
    slowest = (0.0, -1)
    for number in range(first, first + count):
        sys.stderr.write(f"{number}\n")
        started = time.process_time()
        if problem := read_case(mutated(originals, seed, number)):
            failures[number] = problem
            sys.stdout.write(f"{number}: {problem}\n")
        slowest = max(slowest, (round(time.process_time() - started, 2), number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"cases": count, "seed": seed, "failures": failures, "slowest": slowest, "peak_mb": peak}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*(int(value) for value in sys.argv[1:]))) + "\n")
