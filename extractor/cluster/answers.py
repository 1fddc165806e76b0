"""The Ray engine for a stream of documents: actors that hold the model answer batches, in input order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from extractor.cluster.session import ray_session
from extractor.engines.model import Document, Recipe
from extractor.engines.process import AHEAD, BATCH_CHARS, Batch, batches
from extractor.engines.work import Answer, analyse

# How often Ray restarts a worker that died, and tries its batch again, before the run fails.
RESTARTS = 2


class BatchWorker:
    """An actor: loads rules and model once, answers batches."""

    def __init__(self, recipe: Recipe) -> None:
        self._extractor = recipe.load()

    def analyse(self, batch: Batch) -> list[Answer]:
        """Analyse each document of a batch."""
        return [analyse(self._extractor, document) for document in batch]


def answers(documents: Iterable[Document], recipe: Recipe, jobs: int) -> Iterator[tuple[Document, Answer]]:
    """Analyse documents with ``jobs`` actors on the cluster, lazily, in input order.

    Raises:
        ClusterError: Ray is not installed or the cluster cannot be reached.
    """
    with ray_session(jobs) as ray:
        actor = ray.remote(num_cpus=1, max_restarts=RESTARTS, max_task_retries=RESTARTS)(BatchWorker)
        workers = deque(actor.remote(recipe) for _ in range(jobs))
        under_way: deque[tuple[Batch, Any]] = deque()
        for batch in batches(documents, BATCH_CHARS):
            workers.rotate(1)
            under_way.append((batch, workers[0].analyse.remote(batch)))
            if len(under_way) >= jobs * AHEAD:
                yield from _first(ray, under_way)
        while under_way:
            yield from _first(ray, under_way)


def _first(ray: Any, under_way: deque[tuple[Batch, Any]]) -> Iterator[tuple[Document, Answer]]:
    batch, reference = under_way.popleft()
    yield from zip(batch, ray.get(reference), strict=True)
