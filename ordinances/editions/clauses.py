"""Which clause became which (条項の対応), for two texts of one ordinance.

Articles are paired first (same text, then similar text helped by number and caption), then the clauses inside
paired articles from the paragraphs down, then what is left over anywhere in the ordinance; at last what was
split off or taken in. Exact texts always go before similar ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from ordinances.editions.blocks import Block, blocks, inner_place
from ordinances.editions.folding import fold, without_citations
from ordinances.editions.model import Change, ClauseMatch
from ordinances.editions.parts import merged, split
from ordinances.editions.similarity import Matrix, best_pairs, similarities
from ordinances.model import Clause

# Measured with benchmarks/editions.py on amended national acts.
SIMILAR_BLOCK = 0.30  # articles that are one another's successor
SIMILAR_CLAUSE = 0.30  # clauses inside paired articles
SIMILAR_ANYWHERE = 0.50  # clauses that left their article
SHORTEST_ANYWHERE = 6  # characters; 「削除」 elsewhere is another 「削除」
_SAME_NUMBER, _SAME_CAPTION, _SAME_PARENT, _EXACT = 0.15, 0.15, 0.3, 1.0

Pairs = dict[int, int]


def match_clauses(old: Sequence[Clause], new: Sequence[Clause]) -> list[ClauseMatch]:
    """Pair the clauses of two texts of one ordinance; each clause stands in a match (see ``ClauseMatch``).

    Matches come in the order of the old clauses, the added ones after them.
    """
    before, after = [fold(clause.text) for clause in old], [fold(clause.text) for clause in new]
    pairs = _Matcher(old, new, before, after).run()
    matches = [_match(old, new, before, after, pair) for pair in pairs.items()]
    taken = set(pairs.values())
    amended = [(o, n) for o, n in pairs.items() if before[o] != after[n]]
    lost = [at for at in range(len(old)) if at not in pairs]
    fresh = [at for at in range(len(new)) if at not in taken]
    swallowed = merged(before, after, lost, amended)
    broken = split(before, after, fresh, amended)
    for at in lost:
        into = swallowed.get(at)
        matches.append(ClauseMatch(at, into, Change.DELETED if into is None else Change.MERGED))
    matches.sort(key=lambda match: match.old or 0)
    for at in fresh:
        source = broken.get(at)
        matches.append(ClauseMatch(source, at, Change.ADDED if source is None else Change.SPLIT))
    return matches


def _match(
    old: Sequence[Clause],
    new: Sequence[Clause],
    before: Sequence[str],
    after: Sequence[str],
    pair: tuple[int, int],
) -> ClauseMatch:
    o, n = pair
    if before[o] == after[n]:
        same = old[o].locator == new[n].locator
        return ClauseMatch(o, n, Change.UNCHANGED if same else Change.MOVED, 1.0)
    similarity = float(similarities([before[o]], [after[n]])[0, 0])
    renumbered = without_citations(before[o]) == without_citations(after[n])
    return ClauseMatch(o, n, Change.AMENDED, round(similarity, 3), renumbered)


class _Matcher:
    """The pairing of one ordinance's clauses, step by step; a clause once paired stays so."""

    def __init__(
        self, old: Sequence[Clause], new: Sequence[Clause], before: Sequence[str], after: Sequence[str]
    ) -> None:
        self.old, self.new, self.before, self.after = old, new, before, after
        self.pairs: Pairs = {}
        self.taken: set[int] = set()

    def run(self) -> Pairs:
        """Do all steps and give old index → new index."""
        left, right = blocks(self.old, self.before), blocks(self.new, self.after)
        for a, b in pair_blocks(left, right):
            self._inside(left[a], right[b])
        self._anywhere()
        return self.pairs

    def _pair(self, old: int, new: int) -> None:
        self.pairs[old] = new
        self.taken.add(new)

    def _inside(self, left: Block, right: Block) -> None:
        if left.text == right.text and len(left.members) == len(right.members):
            for o, n in zip(left.members, right.members, strict=True):
                self._pair(o, n)
            return
        parents: dict[tuple[str, ...], tuple[str, ...]] = {}
        for depth in range(1, 9):
            rows = [at for at in left.members if len(inner_place(self.old[at])) == depth]
            columns = [at for at in right.members if len(inner_place(self.new[at])) == depth]
            scores, similar = self._scores(rows, columns, parents)
            for row, column in best_pairs(np.where(similar < SIMILAR_CLAUSE, 0.0, scores), SIMILAR_CLAUSE):
                self._pair(rows[row], columns[column])
                parents[inner_place(self.old[rows[row]])] = inner_place(self.new[columns[column]])

    def _scores(
        self, rows: Sequence[int], columns: Sequence[int], parents: dict[tuple[str, ...], tuple[str, ...]]
    ) -> tuple[Matrix, Matrix]:
        similar = similarities([self.before[at] for at in rows], [self.after[at] for at in columns])
        scores = similar.copy()
        for i, row in enumerate(rows):
            place = inner_place(self.old[row])
            for j, column in enumerate(columns):
                other = inner_place(self.new[column])
                if self.before[row] == self.after[column]:
                    scores[i, j] += _EXACT
                if place[-1] == other[-1]:
                    scores[i, j] += _SAME_NUMBER
                if parents.get(place[:-1], place[:-1]) == other[:-1]:
                    scores[i, j] += _SAME_PARENT
                # Of equals, those nearest in order: repeated texts keep their sequence.
                scores[i, j] -= 0.001 * abs(i - j)
        return scores, similar

    def _anywhere(self) -> None:
        lost = [at for at in range(len(self.old)) if at not in self.pairs]
        fresh = [at for at in range(len(self.new)) if at not in self.taken]
        lost = [at for at in lost if len(self.before[at]) >= SHORTEST_ANYWHERE]
        fresh = [at for at in fresh if len(self.after[at]) >= SHORTEST_ANYWHERE]
        scores = similarities([self.before[at] for at in lost], [self.after[at] for at in fresh])
        for row, column in best_pairs(scores, SIMILAR_ANYWHERE):
            if self.old[lost[row]].part is self.new[fresh[column]].part:
                self._pair(lost[row], fresh[column])


def pair_blocks(left: Sequence[Block], right: Sequence[Block]) -> list[tuple[int, int]]:
    """Pair blocks: those of the same text first (same number before others), then similar ones."""
    pairs = _same_text(left, right)
    rows = sorted(set(range(len(left))) - {a for a, _ in pairs})
    columns = sorted(set(range(len(right))) - {b for _, b in pairs})
    similar = similarities([left[a].text for a in rows], [right[b].text for b in columns])
    scores = similar.copy()
    for i, a in enumerate(rows):
        for j, b in enumerate(columns):
            scores[i, j] += _kinship(left[a], right[b])
    kept = np.where(similar < SIMILAR_BLOCK, 0.0, scores)
    return pairs + [(rows[i], columns[j]) for i, j in best_pairs(kept, SIMILAR_BLOCK)]


def _kinship(left: Block, right: Block) -> float:
    """What number, caption and region say for two blocks being the same, beside their text."""
    if left.region != right.region:
        return -_EXACT
    same_caption = bool(left.caption) and left.caption == right.caption
    return _SAME_NUMBER * (left.label == right.label) + _SAME_CAPTION * same_caption


def _same_text(left: Sequence[Block], right: Sequence[Block]) -> list[tuple[int, int]]:
    waiting: dict[tuple[str, int], list[int]] = defaultdict(list)
    for b, block in enumerate(right):
        waiting[block.text, len(block.members)].append(b)
    pairs: list[tuple[int, int]] = []
    later: list[int] = []
    for a, block in enumerate(left):
        known = waiting.get((block.text, len(block.members)), [])
        twin = next((b for b in known if _at_home(block, right[b])), None)
        if twin is None:
            later.append(a)
        else:
            known.remove(twin)
            pairs.append((a, twin))
    for a in later:
        known = waiting.get((left[a].text, len(left[a].members)), [])
        twin = next((b for b in known if right[b].region == left[a].region), None)
        if twin is not None:
            known.remove(twin)
            pairs.append((a, twin))
    return pairs


def _at_home(left: Block, right: Block) -> bool:
    return left.label == right.label and left.region == right.region
