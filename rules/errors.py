"""What goes wrong in a rule pack, said so that a legal officer can mend it."""

from __future__ import annotations


class RuleError(Exception):
    """A rule pack cannot be used; the message is one Japanese line naming file, rule and place.

    Attributes:
        file: the pack's file name.
        rule: the rule id, ``""`` when the trouble is with the file as a whole.
        reason: what is wrong and what to do, in Japanese.
    """

    def __init__(self, file: str, rule: str, reason: str) -> None:
        super().__init__(f"{file}: {rule}: {reason}" if rule else f"{file}: {reason}")
        self.file = file
        self.rule = rule
        self.reason = reason
