"""The literal prefilter: one Aho-Corasick pass tells which rules can match a text at all.

Every rule names literals it cannot match without, so that rules whose literals are absent need not run (the
design of eyecite's tokenizer). ``SlowPrefilter`` does the same by plain search; both must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import ahocorasick


class Search(Protocol):
    """Tells which of a list of literal sets occur in a text."""

    def __call__(self, text: str) -> set[int]:
        """Return the indices of the sets of which at least one literal occurs in ``text``."""
        ...

    def any(self, text: str) -> bool:
        """Tell whether any literal occurs in ``text``; stops at the first."""
        ...


class AhoCorasick:
    """One automaton over the literals of all rules; time is linear in the text."""

    def __init__(self, literals: Sequence[Sequence[str]]) -> None:
        owners: dict[str, list[int]] = {}
        for index, words in enumerate(literals):
            for word in words:
                owners.setdefault(word, []).append(index)
        self._automaton = ahocorasick.Automaton()
        for word, indices in owners.items():
            self._automaton.add_word(word, tuple(indices))
        self._automaton.make_automaton()

    def __call__(self, text: str) -> set[int]:
        """Return the indices of the literal sets that occur in ``text``."""
        found: set[int] = set()
        for _, indices in self._automaton.iter(text):
            found.update(indices)
        return found

    def any(self, text: str) -> bool:
        """Tell whether any literal occurs in ``text``."""
        return next(self._automaton.iter(text), None) is not None


class SlowPrefilter:
    """The same answer by searching each literal in turn; the yardstick of the fast one."""

    def __init__(self, literals: Sequence[Sequence[str]]) -> None:
        self._literals = [tuple(words) for words in literals]

    def __call__(self, text: str) -> set[int]:
        """Return the indices of the literal sets that occur in ``text``."""
        return {index for index, words in enumerate(self._literals) if any(word in text for word in words)}

    def any(self, text: str) -> bool:
        """Tell whether any literal occurs in ``text``."""
        return bool(self(text))
