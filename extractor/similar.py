"""Similar clauses (同じ文型の条項): the same sentence in other ordinances, so that a decision can serve all.

Municipal 例規 repeat themselves: 「市長は、必要があると認めるときは、実地調査を行うことができる。」 stands in
dozens of them. Numbers, names, offices and citations are masked by an editable table; what is left is the
*pattern*. Clauses of one pattern are alike exactly; patterns that share most character n-grams (cosine) are
alike nearly. N-grams are not weighted by rarity: rare are names, which are just what should not count.
Group candidates of one label and modality: しなければならない and することができる differ in few n-grams.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from extractor.attributes.packs import SurfaceRegex, Table, load
from extractor.reading import Reading
from rules.folding import FOLDS

#: Patterns at least this alike (cosine of n-gram counts) are offered together.
NEARLY = 0.88
_NGRAMS = (2, 3)
# Rows compared at a time: bounds memory at about 512 x (number of patterns) similarities.
_BLOCK = 512


class Mask(Table):
    """Words that change from one ordinance to the next, and what stands for them."""

    name: str
    regex: SurfaceRegex
    mask: str


class PatternTable(Table):
    """``pattern.yaml``."""

    masks: tuple[Mask, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How one text is like others: ``exact`` groups texts of one pattern, ``near`` those of nearly one.

    Both are numbers that mean nothing but sameness; texts of one exact group are always of one near group.
    """

    exact: int
    near: int


@cache
def _table() -> PatternTable:
    return load(PatternTable, "pattern")


def pattern(text: str) -> str:
    """Return the sentence pattern of a clause's text: read, spellings folded, changing words masked."""
    surface = Reading.of(text).surface
    for mask in _table().masks:
        surface = mask.regex.sub(mask.mask, surface)
    return surface.translate(FOLDS)


def fingerprint(text: str) -> str:
    """Return the pattern's SHA-256, first 16 hexadecimal digits: equal for clauses of one pattern."""
    return hashlib.sha256(pattern(text).encode()).hexdigest()[:16]


def alike(texts: Sequence[str], *, nearly: float = NEARLY) -> list[Match]:
    """Group clause texts by pattern.

    Args:
        texts: the clauses' texts.
        nearly: the cosine from which two patterns are nearly alike, 0-1.

    Returns:
        one ``Match`` for each text, in order.
    """
    patterns = [pattern(text) for text in texts]
    places = {one: place for place, one in enumerate(dict.fromkeys(patterns))}
    near = _near_groups(list(places), nearly)
    return [Match(places[one], int(near[places[one]])) for one in patterns]


def _near_groups(patterns: Sequence[str], nearly: float) -> Sequence[int]:
    """Number the connected groups of patterns that are nearly alike."""
    if len(patterns) < 2 or not any(patterns):
        return list(range(len(patterns)))
    counter = TfidfVectorizer(analyzer="char", ngram_range=_NGRAMS, use_idf=False, dtype=np.float32)
    vectors = counter.fit_transform(patterns)
    rows, columns = zip(*_pairs(vectors, nearly), strict=True)
    rows, columns = np.concatenate(rows), np.concatenate(columns)
    size = len(patterns)
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
    groups: Sequence[int] = connected_components(graph, directed=False)[1]
    return groups


def _pairs(vectors: csr_matrix, nearly: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the places of pairs that are nearly alike, block by block of rows."""
    for start in range(0, vectors.shape[0], _BLOCK):
        likeness = (vectors[start : start + _BLOCK] @ vectors.T).tocoo()
        close = likeness.data >= nearly
        yield likeness.row[close] + start, likeness.col[close]
