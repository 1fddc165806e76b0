"""e-Gov 法令標準XML v3 (``XMLSchemaForJapaneseLaw_v3``) to an Ordinance."""

from __future__ import annotations

from ordinances.model import Ordinance


def read_egov_xml(data: bytes, source: str) -> Ordinance:
    """Read one law; raises ``ReadError`` for broken XML or a document that is not 法令標準XML."""
    raise NotImplementedError
