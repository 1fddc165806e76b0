"""The line grammar: the lines of a 例規 in, its tree out; every format but XML ends here.

Readers hand over one line per printed block. Captions, numbers and texts may stand on one line or on
several; a row of a table is one line with its cells joined by TAB.
"""

from ordinances.grammar.parse import parse

__all__ = ["parse"]
