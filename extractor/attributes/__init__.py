"""Attributes of a candidate (属性): how strong, how often, on whose authority, in which PHASE, and why."""

from extractor.attributes.context import OrdinanceContext
from extractor.attributes.describe import describe
from extractor.attributes.explain import explain
from extractor.attributes.model import Attributes

__all__ = ["Attributes", "OrdinanceContext", "describe", "explain"]
