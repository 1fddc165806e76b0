"""Engines: one pure function over documents, run serially, in a pool of processes, or on a Ray cluster."""

from extractor.engines.cache import CandidateCache, MemoryCache
from extractor.engines.manifest import Manifest
from extractor.engines.model import Document, Extracts, PackRecipe, Recipe, Result
from extractor.engines.run import ENGINES, run

__all__ = [
    "ENGINES",
    "CandidateCache",
    "Document",
    "Extracts",
    "Manifest",
    "MemoryCache",
    "PackRecipe",
    "Recipe",
    "Result",
    "run",
]
