"""Finding words of a clause that a person points at (条文の語句の指定): chosen as a sentence, or copied from it."""

from __future__ import annotations

import re

from ordinances.textmap import normalise
from review_app.workflow.errors import InvalidInputError

Span = tuple[int, int]
# Up to and with its 。, or to the end; a line of its own (a row of a table) is one as well.
_SENTENCE = re.compile(r"[^。\n]*。|[^。\n]+")


def sentences(text: str) -> tuple[Span, ...]:
    """Where the sentences of a clause stand in its text, without the blanks round them."""
    return tuple(span for match in _SENTENCE.finditer(text) if (span := _bare(text, match.span())))


def _bare(text: str, span: Span) -> Span | None:
    start, end = span
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    end -= len(inside) - len(inside.rstrip())
    return (start, end) if start < end else None


def find(text: str, phrase: str, within: Span | None = None) -> Span:
    """Where a copied phrase stands in a clause's original text; widths, old forms and blanks may differ.

    ``within`` looks only there. Raises InvalidInputError when it stands nowhere, or at several places.
    """
    start, end = within or (0, len(text))
    read = normalise(text[start:end])
    wanted = normalise(phrase.strip()).text
    first = read.text.find(wanted) if wanted else -1
    if first < 0:
        raise InvalidInputError("その語句は条文にありません。条文からそのまま写してください。")
    if read.text.find(wanted, first + 1) >= 0:
        raise InvalidInputError("その語句は条文に2か所以上あります。前後の語も含めて写してください。")
    begin, stop = read.original_span(first, first + len(wanted))
    return start + begin, start + stop
