"""What a candidate shows, as names a legal officer can read: ``rule:posting.sign``, ``flag:penalty``."""

from __future__ import annotations

from collections.abc import Iterable


def features(
    label: str, rules: Iterable[str], flags: Iterable[str], modality: str, kind: str
) -> tuple[str, ...]:
    """Give a candidate's features, each once, in a fixed order.

    Args:
        label: the type's code (``Label``).
        rules: ids of the rules that fired.
        flags: context flags.
        modality: how strong the clause is (``Modality``), ``""`` when unknown.
        kind: the kind of 例規 it stands in (``ordinances.model.OrdinanceKind``).
    """
    return (
        f"label:{label}",
        *sorted({f"rule:{rule}" for rule in rules}),
        *sorted({f"flag:{flag}" for flag in flags}),
        f"modality:{modality}",
        f"kind:{kind}",
    )
