"""The Parquet tables a cluster writes: candidates, and what became of each document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from extractor.engines.rows import Row
from extractor.similar import fingerprint
from ordinances.model import Clause

# The fields of a plain row (``extractor.engines.rows``).
_PLAIN = (
    *("clause", "label", "score", "rules", "spans", "modality", "frequency", "digital_alternative"),
    *("authority", "phase", "category", "flags", "explanation"),
)
_SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()), ("rule", pa.string())])
_STRINGS = pa.list_(pa.string())

CANDIDATES = pa.schema(
    [
        ("municipality", pa.string()),
        ("doc_id", pa.string()),
        ("source", pa.string()),
        ("title", pa.string()),
        ("number", pa.string()),
        ("locator", pa.string()),
        ("part", pa.string()),
        ("article", pa.string()),
        ("paragraph", pa.string()),
        ("items", _STRINGS),
        ("caption", pa.string()),
        ("headings", _STRINGS),
        ("text", pa.string()),
        ("lead", _STRINGS),
        ("label", pa.string()),
        ("score", pa.float64()),
        ("rules", _STRINGS),
        ("spans", pa.list_(_SPAN)),
        ("modality", pa.string()),
        (
            "frequency",
            pa.struct([("duration", pa.string()), ("at_least", pa.bool_()), ("text", pa.string())]),
        ),
        ("digital_alternative", pa.list_(_SPAN)),
        ("authority", pa.struct([("own", pa.bool_()), ("law", pa.string()), ("article", pa.string())])),
        ("phase", pa.int8()),
        ("category", pa.string()),
        ("flags", _STRINGS),
        ("explanation", pa.string()),
        ("clause", pa.int32()),
        ("fingerprint", pa.string()),
    ]
)
"""One row per candidate: the fields of ``tenken scan``, its clause's place and text among them.

``clause`` is the clause's place in its document, ``fingerprint`` that of ``extractor.similar``.
"""

DOCUMENTS = pa.schema(
    [
        ("municipality", pa.string()),
        ("doc_id", pa.string()),
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("key", pa.string()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("clauses", pa.int32()),
        ("candidates", pa.int32()),
    ]
)
"""One row per document: ``status`` is read, skipped or failed, ``reason`` is Japanese, ``key`` the cache's."""


def candidate_row(row: Row, clause: Clause, municipality: str, doc_id: str) -> dict[str, Any]:
    """Join a plain row with its clause into a row of ``CANDIDATES``."""
    place = asdict(clause)
    place["part"] = clause.part.value
    about = {"municipality": municipality, "doc_id": doc_id, "fingerprint": fingerprint(clause.text)}
    return about | place | row


def plain_row(row: Mapping[str, Any]) -> Row:
    """Take out of a row of ``CANDIDATES`` the plain row it was made of."""
    return {name: row[name] for name in _PLAIN}
