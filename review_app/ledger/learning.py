"""What people decided on candidates: the rows to learn from, and how each rule fared (確認率)."""

from __future__ import annotations

from dataclasses import dataclass

from review_app.ledger.connection import Ledger

# A case beyond triage was confirmed; 保留 and 再確認 are no judgement. What the system closes with a repealed text
# says nothing about the rules.
_DECIDED = """
SELECT p.case_id, p.label, p.rules, p.flags, coalesce(p.modality, '') AS modality, p.score, o.kind,
    o.ordinance_key, n.state <> 'out_of_scope' AS confirmed
FROM case_place p JOIN ordinance o USING (ordinance_id) JOIN case_now n USING (case_id)
WHERE p.run_id <> 0 AND n.state NOT IN ('unreviewed', 'on_hold', 'recheck')
    AND NOT (n.state = 'out_of_scope' AND n.role = 'system')
"""
_RULES = " ".join(
    (
        "WITH decided AS (",
        _DECIDED,
        """),
fired AS (
    SELECT p.case_id, unnest(list_distinct(p.rules)) AS rule FROM case_place p
    LEFT JOIN case_now n USING (case_id) WHERE p.run_id <> 0 AND (p.current OR n.revision > 0)
)
SELECT rule, count(*) AS hits, count(*) FILTER (d.confirmed) AS confirmed,
    count(*) FILTER (NOT d.confirmed) AS dismissed
FROM fired LEFT JOIN decided d USING (case_id) GROUP BY rule
""",
    )
)


@dataclass(frozen=True, slots=True)
class Decided:
    """One candidate that legal confirmed (対象) or dismissed (対象外), as the extractor described it."""

    case_id: str
    label: str
    rules: tuple[str, ...]
    flags: tuple[str, ...]
    modality: str
    score: float
    kind: str
    ordinance_key: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How a rule fared in this ledger: the cases it found, and of these the confirmed and the dismissed."""

    hits: int = 0
    confirmed: int = 0
    dismissed: int = 0

    @property
    def confirm_rate(self) -> float | None:
        """The confirmed share of the decided cases, 0-1; None while none is decided."""
        decided = self.confirmed + self.dismissed
        return self.confirmed / decided if decided else None


def decided(ledger: Ledger) -> list[Decided]:
    """All candidates that were judged, by case id."""
    found = ledger.rows(" ".join((_DECIDED, "ORDER BY p.case_id")))
    return [Decided(**{**row, "rules": tuple(row["rules"]), "flags": tuple(row["flags"])}) for row in found]


def rule_counts(ledger: Ledger) -> dict[str, RuleCounts]:
    """How each rule that found anything fared, by rule id."""
    return {
        row["rule"]: RuleCounts(row["hits"], row["confirmed"], row["dismissed"])
        for row in ledger.rows(_RULES)
    }
