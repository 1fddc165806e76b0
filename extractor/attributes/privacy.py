"""Whether what is posted or viewed may hold personal data (個人情報), to be weighed before it goes online."""

from __future__ import annotations

from functools import cache

from extractor.attributes.packs import Regex, Table, load
from extractor.attributes.view import aside_views, view
from extractor.model import Label
from ordinances.model import Clause


class PrivacyTable(Table):
    """``privacy.yaml``."""

    labels: tuple[Label, ...]
    personal: Regex
    unless: Regex


@cache
def _table() -> PrivacyTable:
    return load(PrivacyTable, "privacy")


def touches_personal_data(clause: Clause, label: Label) -> bool:
    """Tell whether the clause, its leads or its caption name personal data among what is shown."""
    if label not in _table().labels:
        return False
    texts = (*clause.lead, clause.caption, clause.text)
    readings = [one.text for text in texts for one in (view(text), *aside_views(text))]
    return any(_table().personal.search(_table().unless.sub("", text)) for text in readings)
