"""Texts as they are compared: what a vendor's typesetting changes does not count as an amendment."""

from __future__ import annotations

import re

from ordinances.textmap import normalise

_DIGITS = "[0-9〇零一二三四五六七八九十百千]+"
_CITED = re.compile(f"第?{_DIGITS}(?:条|項|号)(?:の{_DIGITS})*|(?:前|次|同)(?:{_DIGITS})?(?:条|項|号)")


def fold(text: str) -> str:
    """One spelling of a text: normalised characters (widths, old forms), no white space."""
    return "".join(normalise(text).text.split())


def without_citations(folded: str) -> str:
    """A folded text with every cited provision number (第5条, 前項 …) made alike."""
    return _CITED.sub("※", folded)
