"""Why an act was refused; ``str(error)`` is one Japanese sentence for the person who tried."""

from __future__ import annotations


class WorkflowError(Exception):
    """An act was refused and nothing was written."""


class NotFoundError(WorkflowError):
    """It does not exist, or the actor may not see it: the two answer alike."""

    def __init__(self, message: str = "見つかりません。一覧から選び直してください。") -> None:
        super().__init__(message)


class NotAllowedError(WorkflowError):
    """The actor may see the case, but this act is not theirs, or not possible in its present state."""


class InvalidInputError(WorkflowError):
    """What was entered cannot be accepted; ``fields`` maps the field name to its Japanese reason."""

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class SignInError(WorkflowError):
    """Sign-in was refused. The sentence is the same for an unknown name and a wrong password."""
