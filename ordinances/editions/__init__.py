"""Two editions (版) of a collection side by side: which ordinance and which clause became which."""

from ordinances.editions.clauses import match_clauses
from ordinances.editions.collection import match_ordinances
from ordinances.editions.history import amending_numbers
from ordinances.editions.model import Change, ClauseMatch, OrdinanceChange, OrdinanceMatch, Piece, Version
from ordinances.editions.words import diff_words

__all__ = [
    "Change",
    "ClauseMatch",
    "OrdinanceChange",
    "OrdinanceMatch",
    "Piece",
    "Version",
    "amending_numbers",
    "diff_words",
    "match_clauses",
    "match_ordinances",
]
