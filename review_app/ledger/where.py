"""Composing WHERE clauses from constant fragments and parameters; a user's text is always a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from review_app.ledger.model import Scope
from review_app.ledger.wave import WaveRow


@dataclass(slots=True)
class Where:
    """Conditions joined by AND, with their parameters in order."""

    conditions: list[str] = field(default_factory=list)
    params: list[object] = field(default_factory=list)

    def add(self, condition: str, *params: object) -> None:
        """Add one constant condition with its parameters."""
        self.conditions.append(condition)
        self.params.extend(params)

    def any_of(self, expression: str, values: Sequence[object]) -> None:
        """Keep rows whose ``expression`` is one of ``values``; no values means no condition."""
        if values:
            self.add(" ".join((expression, "IN (SELECT unnest(?))")), list(values))

    @property
    def sql(self) -> str:
        """The WHERE clause, or an empty string."""
        return " ".join(("WHERE", " AND ".join(f"({c})" for c in self.conditions))) if self.conditions else ""


def scoped(where: Where, scope: Scope) -> None:
    """Add the department scope over a ``case_now n`` join; no scope matches nothing (fail closed)."""
    if scope.everything:
        return
    if scope.department_id is None:
        where.add("FALSE")
        return
    where.add(
        "n.case_department = ? OR list_contains(n.consulted, ?)", scope.department_id, scope.department_id
    )


def in_wave(where: Where, wave: WaveRow) -> None:
    """Keep the cases of a wave: those asked under it, and those asked under none that its filter covers."""
    covered = Where()
    covered.add("coalesce(n.wave, '') = ''")
    covered.any_of("p.label", wave.labels)
    covered.any_of("coalesce(n.case_department, m.department_id)", wave.departments)
    covered.any_of("o.ordinance_key", wave.ordinance_keys)
    inside = " AND ".join(covered.conditions)
    where.add(f"coalesce(n.wave, '') = ? OR ({inside})", wave.name, *covered.params)


def contains(text: str) -> str:
    r"""A LIKE pattern that finds ``text`` literally (use with ``ESCAPE '\'``)."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
