"""Files in, clauses out: readers, one line grammar, and the Ordinance (例規) tree."""

from ordinances.clauses import clauses
from ordinances.model import Clause, Level, Ordinance, OrdinanceKind, Part, Promulgation, Provision
from ordinances.outcome import ReadOutcome
from ordinances.readers.errors import ReadError
from ordinances.reading import read

__all__ = [
    "Clause",
    "Level",
    "Ordinance",
    "OrdinanceKind",
    "Part",
    "Promulgation",
    "Provision",
    "ReadError",
    "ReadOutcome",
    "clauses",
    "read",
]
