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


def around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after words in their sentence (in their sentences, where they cross its end)."""
    start, end = span
    cut = sentences(text)
    first = max((one[0] for one in cut if one[0] <= start), default=start)
    last = min((one[1] for one in cut if one[1] >= end), default=end)
    return text[first:start], text[end:last]


def standing(text: str, span: Span, quote: str, left: str, right: str) -> Span | None:
    """Where words that stood at ``span`` stand now, None where their sentence was amended.

    The sentence must stand as it was: at its place, or at one other place only, where others were put in before it.
    """
    start, end = span
    whole = f"{left}{quote}{right}"
    begin = start - len(left)
    if begin >= 0 and text.startswith(whole, begin):
        return start, end
    begin = text.find(whole)
    if not (left or right) or begin < 0 or text.find(whole, begin + 1) >= 0:
        return None
    return begin + len(left), begin + len(left) + len(quote)
