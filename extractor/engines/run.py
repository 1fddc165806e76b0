"""Running an engine over documents, through a cache where one is given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace

from extractor.engines import process, serial
from extractor.engines.cache import CandidateCache, Kept, key_of
from extractor.engines.manifest import Changes, Manifest
from extractor.engines.model import Document, PackRecipe, Recipe, Result
from extractor.engines.rows import Row, merged
from extractor.engines.work import Answer, result_of

Answers = Iterator[tuple[Document, Answer]]


def _serial(documents: Iterable[Document], recipe: Recipe, jobs: int) -> Answers:
    del jobs
    return serial.answers(documents, recipe)


def _ray(documents: Iterable[Document], recipe: Recipe, jobs: int) -> Answers:
    from extractor.cluster.answers import answers  # noqa: PLC0415 - Ray is an extra

    return answers(documents, recipe, jobs)


ENGINES: dict[str, Callable[[Iterable[Document], Recipe, int], Answers]] = {
    "serial": _serial,
    "process": process.answers,
    "ray": _ray,
}


def run(
    documents: Iterable[Document],
    engine: str = "serial",
    jobs: int = 1,
    *,
    recipe: Recipe | None = None,
    cache: CandidateCache | None = None,
) -> Generator[Result, None, None]:
    """Extract documents, lazily, one result for each, in input order; closing it ends its processes.

    Args:
        documents: ordinances; consumed as they are needed, so they may be endless.
        engine: ``serial``, ``process`` or ``ray``; the results are equal.
        jobs: how many processes; ignored by ``serial``.
        recipe: how to load rules and model; the packs delivered with tenken when None.
        cache: asked before, and told after, each document; failures are not kept.

    Raises:
        ValueError: an unknown engine or fewer than one job.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine: {engine}")
    if jobs < 1:
        raise ValueError("jobs must be 1 or more")
    recipe = recipe or PackRecipe()
    if cache is None:
        return _uncached(documents, engine, jobs, recipe)
    return _Cached(engine, jobs, recipe, cache).run(documents)


def _uncached(
    documents: Iterable[Document], engine: str, jobs: int, recipe: Recipe
) -> Generator[Result, None, None]:
    for document, answer in ENGINES[engine](documents, recipe, jobs):
        yield result_of(document, answer)


@dataclass(slots=True)
class _Looked:
    """A document as the cache knows it: the whole answer, or the rows that stand beside what is to be analysed."""

    document: Document
    key: str
    answer: Answer | None = None
    kept: list[Row] = field(default_factory=list)

    def completed(self, answer: Answer) -> Answer:
        """Join what was analysed with what stood."""
        only = self.document.only
        if answer.error or only is None:
            return answer
        return Answer(merged(self.kept, answer.rows, self.document.clauses, only))


@dataclass(slots=True)
class _Cached:
    """Lets only the documents the cache does not know reach the engine, and puts all back in order."""

    engine: str
    jobs: int
    recipe: Recipe
    cache: CandidateCache
    waiting: deque[_Looked] = field(default_factory=deque)

    def run(self, documents: Iterable[Document]) -> Generator[Result, None, None]:
        manifest = self.recipe.manifest()
        self.cache.put_manifest(manifest)
        known = _Known(self.cache, manifest)
        source = iter(documents)
        yield from self._known(source, known)
        if not self.waiting:
            return
        for document, answer in ENGINES[self.engine](self._unknown(source, known), self.recipe, self.jobs):
            yield from self._ready()
            found = self.waiting.popleft()
            whole = found.completed(answer)
            if not whole.error:
                self.cache.put(found.key, Kept(manifest.version, whole.rows))
            yield result_of(document, whole)
        yield from self._ready()

    def _known(self, source: Iterator[Document], known: _Known) -> Iterator[Result]:
        """Answer from the cache up to the first document it does not know: a full cache needs no model."""
        for document in source:
            found = known.look_up(document)
            if found.answer is None:
                self.waiting.append(found)
                return
            yield result_of(document, found.answer)

    def _unknown(self, source: Iterator[Document], known: _Known) -> Iterator[Document]:
        yield self.waiting[0].document
        for document in source:
            found = known.look_up(document)
            self.waiting.append(found)
            if found.answer is None:
                yield found.document

    def _ready(self) -> Iterator[Result]:
        """Yield the cached answers that stand before the next document under way."""
        while self.waiting and (answer := self.waiting[0].answer) is not None:
            yield result_of(self.waiting.popleft().document, answer)


@dataclass(slots=True)
class _Known:
    """The cache as one manifest sees it: of an older result counts what no change since can bear on."""

    cache: CandidateCache
    manifest: Manifest
    changes: dict[str, Changes | None] = field(default_factory=dict)

    def look_up(self, document: Document) -> _Looked:
        """Give a document with its key and the answer that is known, if any, or with the clauses to analyse."""
        key = key_of(document)
        kept = self.cache.get(key)
        touched = self._touched(kept, document) if kept else None
        if kept is None or touched is None:
            return _Looked(document, key)
        if touched:
            return _Looked(replace(document, only=touched), key, kept=kept.rows)
        if kept.version != self.manifest.version:
            self.cache.put(key, Kept(self.manifest.version, kept.rows))
        return _Looked(document, key, Answer(kept.rows))

    def _touched(self, kept: Kept, document: Document) -> frozenset[int] | None:
        """Give the places of a document that may have another result now; None for all of it."""
        if kept.version == self.manifest.version:
            return frozenset()
        if kept.version not in self.changes:
            old = self.cache.manifest(kept.version)
            self.changes[kept.version] = Changes(old, self.manifest) if old else None
        changes = self.changes[kept.version]
        return changes.bear_on(document.clauses, kept.rows) if changes else None
