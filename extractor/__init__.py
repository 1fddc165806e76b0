"""Clauses in, candidates out: a spaCy/GiNZA pipeline that knows nothing of databases."""
