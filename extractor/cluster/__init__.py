"""The same extraction on a Ray cluster (an extra: ``pip install tenken[cluster]``)."""
