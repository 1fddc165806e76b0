"""Which ordinance became which (例規の対応): by key, by number, by title, by the texts they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from ordinances.editions.folding import fold
from ordinances.editions.model import OrdinanceChange, OrdinanceMatch, Version

# Share of the smaller ordinance's clause texts that both hold. A number or a title alone can be another's
# (教育委員会告示第1号, 服務規程 of several offices), so a choice among several is made by the texts.
_REPLACED = 0.3


def match_ordinances(old: Sequence[Version], new: Sequence[Version]) -> list[OrdinanceMatch]:
    """Pair the ordinances of two editions; each stands in exactly one match, the old ones first, in order."""
    pairing = _Pairing(old, new)
    pairing.by(lambda version: version.key, OrdinanceChange.SAME)
    pairing.by(lambda version: version.number and fold(version.number), OrdinanceChange.RENAMED)
    pairing.by(lambda version: fold(version.title), OrdinanceChange.RENUMBERED)
    pairing.by_texts()
    return pairing.matches()


class _Pairing:
    """The pairing of two collections, step by step; what is paired stays so."""

    def __init__(self, old: Sequence[Version], new: Sequence[Version]) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, tuple[int, OrdinanceChange]] = {}
        self.free = set(range(len(new)))

    def by(self, name: Callable[[Version], str], change: OrdinanceChange) -> None:
        """Pair those that share a name; of several with one name, those that share most texts."""
        mine, theirs = self._named(name)
        for shared in mine.keys() & theirs.keys():
            ranked = sorted(
                ((self._shared(a, b), -a, -b) for a in mine[shared] for b in theirs[shared]), reverse=True
            )
            for _, a, b in ranked:
                self._pair(-a, -b, change)

    def _named(self, name: Callable[[Version], str]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        mine: dict[str, list[int]] = defaultdict(list)
        theirs: dict[str, list[int]] = defaultdict(list)
        for a, version in enumerate(self.old):
            if a not in self.pairs and (shared := name(version)):
                mine[shared].append(a)
        for b in sorted(self.free):
            if shared := name(self.new[b]):
                theirs[shared].append(b)
        return mine, theirs

    def by_texts(self) -> None:
        """Pair what is left by the clause texts it shares, the most alike first."""
        holders: dict[str, list[int]] = defaultdict(list)
        for b in self.free:
            for text in self.new[b].texts:
                holders[text].append(b)
        ranked = []
        for a, version in enumerate(self.old):
            if a not in self.pairs:
                common = Counter(b for text in version.texts for b in holders.get(text, ()))
                ranked += [(self._shared(a, b), -a, -b) for b in common]
        for shared, a, b in sorted(ranked, reverse=True):
            if shared >= _REPLACED:
                self._pair(-a, -b, OrdinanceChange.REPLACED)

    def _shared(self, a: int, b: int) -> float:
        mine, theirs = self.old[a].texts, self.new[b].texts
        return len(mine & theirs) / max(1, min(len(mine), len(theirs)))

    def _pair(self, a: int, b: int, change: OrdinanceChange) -> None:
        if a not in self.pairs and b in self.free:
            self.pairs[a] = (b, change)
            self.free.remove(b)

    def matches(self) -> list[OrdinanceMatch]:
        """All matches, the repealed and the added among them."""
        found = []
        for a in range(len(self.old)):
            b, change = self.pairs.get(a, (None, OrdinanceChange.REPEALED))
            found.append(OrdinanceMatch(a, b, change))
        return found + [OrdinanceMatch(None, b, OrdinanceChange.ADDED) for b in sorted(self.free)]
