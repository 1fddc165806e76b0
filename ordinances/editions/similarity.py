"""Similarity of texts as the cosine of their weighted character n-grams, for many pairs at once.

Character n-grams need no word boundaries, which Japanese does not write; weighting by rarity (tf-idf) keeps
the phrases that every article shares (…しなければならない) from making strangers alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment

Matrix = npt.NDArray[np.float64]


def grams(text: str) -> Counter[str]:
    """Count a text's bigrams; a single character counts as one."""
    if len(text) < 2:
        return Counter([text]) if text else Counter()
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def similarities(old: Sequence[str], new: Sequence[str]) -> Matrix:
    """Give the similarity (0-1) of every old text to every new one; rows are old."""
    if not old or not new:
        return np.zeros((len(old), len(new)))
    vectors = _vectors([*old, *new])
    product = vectors[: len(old)] @ vectors[len(old) :].T
    dense: Matrix = np.asarray(product.todense())
    return np.clip(dense, 0.0, 1.0)


def _vectors(texts: Sequence[str]) -> sparse.csr_matrix:
    counted = [grams(text) for text in texts]
    spread: Counter[str] = Counter()
    for counts in counted:
        spread.update(counts.keys())
    columns = {gram: column for column, gram in enumerate(spread)}
    weight = {gram: float(np.log(1 + len(texts) / often)) for gram, often in spread.items()}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for counts in counted:
        row = [weight[gram] * times**0.5 for gram, times in counts.items()]
        length = sum(value * value for value in row) ** 0.5 or 1.0
        data += [value / length for value in row]
        indices += [columns[gram] for gram in counts]
        starts.append(len(data))
    return sparse.csr_matrix((data, indices, starts), shape=(len(texts), max(1, len(columns))))


def best_pairs(scores: Matrix, least: float) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum of scores is greatest, leaving out pairs below ``least``."""
    if scores.size == 0:
        return []
    rows, columns = linear_sum_assignment(np.where(scores < least, 0.0, scores), maximize=True)
    return [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if scores[row, column] >= least
    ]


def share_of(part: Counter[str], whole: Counter[str]) -> float:
    """Give how much of ``part`` (0-1, by count) is found in ``whole``."""
    total = part.total()
    return (part & whole).total() / total if total else 0.0
