"""What changed inside a text, in words (新旧の語の差): for showing old and new side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from ordinances.editions.model import Piece

# Words as the eye takes them: runs of one kind of character; 平仮名 one by one, since endings change inside.
_WORD = re.compile(r"[一-鿿㐀-䶿々〆]+|[ァ-ヴーｦ-ﾟ]+|[0-9０-９]+|[A-Za-zＡ-Ｚａ-ｚ]+|.", re.DOTALL)
# Beyond this many words the quadratic comparison would keep a person waiting: the middle is shown as replaced.
MOST_WORDS = 4_000


def diff_words(old: str, new: str) -> list[Piece]:
    """Give the pieces of both texts in reading order: deleted ones stand before what was put in their place.

    The ``same`` and ``deleted`` pieces joined are ``old``, the ``same`` and ``inserted`` ones ``new``.
    """
    left, right = _WORD.findall(old), _WORD.findall(new)
    if len(left) + len(right) > MOST_WORDS:
        return _merged(_trimmed(old, new))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    pieces: list[Piece] = []
    for tag, i, j, k, m in _smoothed(matcher.get_opcodes(), left):
        before, after = "".join(left[i:j]), "".join(right[k:m])
        pieces += [Piece("same", before)] if tag == "equal" else _trimmed(before, after)
    return _merged(pieces)


_Step = tuple[str, int, int, int, int]


def _smoothed(steps: Sequence[_Step], words: Sequence[str]) -> Iterator[_Step]:
    """Take short equal islands (a particle, a comma) between two changes into the change: it reads better."""

    def calm(step: _Step) -> bool:
        return step[0] == "equal" and len("".join(words[step[1] : step[2]])) > 1

    ends = (steps[:1], steps[-1:])
    for keep, run in groupby(steps, key=lambda s: calm(s) or (s[0] == "equal" and [s] in ends)):
        part = list(run)
        if keep:
            yield from part
        else:
            yield ("replace", part[0][1], part[-1][2], part[0][3], part[-1][4])


def _trimmed(before: str, after: str) -> list[Piece]:
    """A replacement without what both begin and end with."""
    short = min(len(before), len(after))
    head = next((at for at in range(short) if before[at] != after[at]), short)
    room = short - head
    tail = next((at for at in range(room) if before[-1 - at] != after[-1 - at]), room)
    return [
        Piece("same", before[:head]),
        Piece("deleted", before[head : len(before) - tail]),
        Piece("inserted", after[head : len(after) - tail]),
        Piece("same", before[len(before) - tail :]),
    ]


def _merged(pieces: list[Piece]) -> list[Piece]:
    filled = [piece for piece in pieces if piece.text]
    return [
        Piece(kind, "".join(piece.text for piece in run))
        for kind, run in groupby(filled, key=lambda piece: piece.kind)
    ]
