"""Two editions (版) of a collection side by side: which ordinance and which clause became which."""

from ordinances.editions.clauses import match_clauses
from ordinances.editions.collection import match_ordinances
from ordinances.editions.model import Change, ClauseMatch, OrdinanceChange, OrdinanceMatch, Piece, Version
from ordinances.editions.words import diff_words

__all__ = [
    "Change",
    "ClauseMatch",
    "OrdinanceChange",
    "OrdinanceMatch",
    "Piece",
    "Version",
    "diff_words",
    "match_clauses",
    "match_ordinances",
]
