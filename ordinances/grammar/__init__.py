"""The line grammar: the lines of a 例規 in, its tree out; every format but XML ends here.

Readers hand over one line per printed block. Captions, numbers and texts may stand on one line or on
several; a row of a table is one line with its cells joined by TAB.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordinances.model import Ordinance


def parse(  # noqa: PLR0913 - each fact a reader may already know from its format
    lines: Sequence[str],
    source: str,
    *,
    encoding: str = "",
    title: str = "",
    number: str = "",
    promulgated: str = "",
    notes: tuple[str, ...] = (),
) -> Ordinance:
    """Read the lines of one ordinance (本文の行) into a tree.

    ``title``, ``number`` (例規番号) and ``promulgated`` (和暦) override what the lines say; ``notes`` are
    passed on. Raises ``ReadError`` when the lines are empty or hold nothing recognisable.
    """
    raise NotImplementedError
