"""Clauses in, candidates out: a spaCy/GiNZA pipeline that knows nothing of databases."""

from extractor.model import Candidate, Label, Modality, Span
from extractor.pipeline import Extractor
from extractor.scoring import THRESHOLD

__all__ = ["THRESHOLD", "Candidate", "Extractor", "Label", "Modality", "Span"]
