"""The GiNZA model, loaded the way that is fastest on this machine.

thinc multiplies matrices with BLIS, which falls back to a generic kernel on some CPUs (cython-blis #53);
numpy's own gemm is then two to three times as fast and gives the same parses. Which of the two is better
is found by a short probe when the model is loaded, so no setting is needed.
"""

from __future__ import annotations

import time
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import spacy
import structlog
from spacy.language import Language
from thinc.api import NumpyOps

MODEL = "ja_ginza"
# The shape of ja_ginza's tok2vec layers for one batch of sentences.
PROBE_ROWS, PROBE_WIDTH, PROBE_ROUNDS = 400, 384, 3

log = structlog.get_logger(__name__)


def load_nlp() -> Language:
    """Load ``ja_ginza`` without its NER, with the faster matrix product set on every layer."""
    nlp = spacy.load(MODEL, exclude=["ner"])
    if not blis_is_faster():
        use_numpy_gemm(nlp)
    return nlp


def model_version() -> str:
    """Name the model and its version (``ja_ginza-5.3.0``): part of every cache key."""
    return f"{MODEL}-{version(MODEL)}"


@cache
def blis_is_faster() -> bool:
    """Time both matrix products once per process (a few milliseconds) and say whether BLIS wins."""
    blis, plain = (_gemm_seconds(NumpyOps(use_blis=use)) for use in (True, False))
    log.debug("gemm_probe", blis_ms=round(blis * 1000, 2), numpy_ms=round(plain * 1000, 2))
    return blis <= plain


def use_numpy_gemm(nlp: Language) -> None:
    """Set numpy's matrix product on every layer of every component of ``nlp``."""
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        if model is None:
            continue
        for node in model.walk():
            node.ops = ops


def _gemm_seconds(ops: NumpyOps) -> float:
    """Return the best of a few timings of one product, in seconds."""
    left = np.full((PROBE_ROWS, PROBE_WIDTH), 0.5, dtype="f")
    right = np.full((PROBE_WIDTH, PROBE_WIDTH), 0.5, dtype="f")
    ops.gemm(left, right)
    return min(_timed(ops, left, right) for _ in range(PROBE_ROUNDS))


def _timed(ops: NumpyOps, left: Any, right: Any) -> float:
    start = time.perf_counter()
    ops.gemm(left, right)
    return time.perf_counter() - start
