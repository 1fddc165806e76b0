"""Pick lists (選択肢) from ``picklists.yaml``: code to Japanese name, in the order shown."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, model_validator


class PickLists(BaseModel):
    """All pick lists; each maps a stored code to the name shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policies: dict[str, str]
    policies_without_review: frozenset[str]
    tags: dict[str, str]
    phases: dict[int, str]
    dismiss_reasons: dict[str, str]

    @model_validator(mode="after")
    def _known_policies(self) -> PickLists:
        unknown = self.policies_without_review - set(self.policies)
        if unknown:
            raise ValueError(f"policies_without_review: {sorted(unknown)}")
        return self


@cache
def load() -> PickLists:
    """The pick lists that come with tenken."""
    text = files("review_app.workflow").joinpath("picklists.yaml").read_text(encoding="utf-8")
    return PickLists.model_validate(yaml.safe_load(text))
