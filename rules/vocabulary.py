"""Quoting named word groups: ``{検査}`` in a regex stands for the group of that name."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A quantifier such as {0,20} begins with a digit; a name never does.
_NAME = re.compile(r"\{([^\d{},][^{},]*)\}")
_DEPTH = 8


class UnknownTermError(Exception):
    """A regex quotes a word group that the vocabulary does not have; ``args[0]`` is its name."""


def with_spellings(regex: str, spellings: Mapping[str, str]) -> str:
    """Let a regex meet other spellings: every written form is replaced by the regex of all its forms."""
    for written, forms in spellings.items():
        regex = regex.replace(written, forms)
    return regex


def expand(regex: str, terms: Mapping[str, str]) -> str:
    """Replace every ``{名前}`` by the group it names, groups within groups included.

    Raises:
        UnknownTermError: the name is not in ``terms``, or groups quote each other in a circle.
    """

    def group(match: re.Match[str]) -> str:
        if match[1] not in terms:
            raise UnknownTermError(match[1])
        return f"(?:{terms[match[1]]})"

    for _ in range(_DEPTH):
        if not _NAME.search(regex):
            return regex
        regex = _NAME.sub(group, regex)
    raise UnknownTermError(_NAME.findall(regex)[0])
