"""Read mutated files in a process of its own, with bounds on processor time and memory for each.

    python tests/security/fuzz_run.py TARGET CASES SEED [FIRST]

Prints one line a failure and a JSON object at the end. A crash of the interpreter itself is seen by who
started it: the last line of ``progress`` names the case.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from types import FrameType

import structlog
from fuzz_cases import Case, Target, mutated
from fuzz_targets import TARGETS

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


def read_case(target: Target, case: Case) -> str:
    """Read one case to the end and give what it broke, ``""`` when it is read or refused in Japanese."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return target.read(case)
    except HangError:
        return f"more than {SECONDS:g} s: {traceback.format_exc(limit=-4)}"
    except Exception:  # noqa: BLE001 - every kind of failure is what this looks for
        return traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main(target: Target, count: int, seed: int, first: int = 0) -> dict[str, object]:
    """Read ``count`` cases from ``first`` on; gives the figures, ``failures`` by case number."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    logging.disable()
    signal.signal(signal.SIGPROF, stop)
    for original in target.samples:
        if problem := read_case(target, original):
            raise RuntimeError(f"the sample itself fails: {original.name}: {problem}")
    bound_memory()
    failures: dict[int, str] = {}
    slowest = (0.0, -1)
    for number in range(first, first + count):
        sys.stderr.write(f"{number}\n")
        started = time.process_time()
        if problem := read_case(target, mutated(target.samples, seed, number)):
            failures[number] = problem
            sys.stdout.write(f"{number}: {problem}\n")
        slowest = max(slowest, (round(time.process_time() - started, 2), number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"cases": count, "seed": seed, "failures": failures, "slowest": slowest, "peak_mb": peak}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tenken-fuzz-") as name:
        chosen = TARGETS[sys.argv[1]](Path(name))
        found = main(chosen, *(int(value) for value in sys.argv[2:]))
    sys.stdout.write(json.dumps(found) + "\n")
