"""YAML rule packs, each rule with its own examples, and their loader."""

from rules.errors import RuleError
from rules.loader import RulePacks, load_packs

__all__ = ["RuleError", "RulePacks", "load_packs"]
