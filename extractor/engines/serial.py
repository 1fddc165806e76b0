"""The serial engine: one document after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.engines.collector import rare_collections
from extractor.engines.model import Document, Recipe
from extractor.engines.work import Answer, analyse


def answers(documents: Iterable[Document], recipe: Recipe) -> Iterator[tuple[Document, Answer]]:
    """Analyse documents lazily, in order."""
    with rare_collections():
        extractor = recipe.load()
        for document in documents:
            yield document, analyse(extractor, document)
