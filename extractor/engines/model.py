"""What goes into an engine and what comes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from extractor.model import Candidate
from ordinances.model import Clause

if TYPE_CHECKING:
    from extractor.engines.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Document:
    """One ordinance to extract: its clauses in document order, and an id the caller knows it by.

    ``only`` are the places of clauses whose paragraphs alone are to be analysed; None for all of them.
    """

    doc_id: str
    clauses: tuple[Clause, ...]
    only: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The candidates of one document; ``error`` is one Japanese line when it failed, else ``""``."""

    doc_id: str
    candidates: tuple[Candidate, ...]
    error: str = ""


class Extracts(Protocol):
    """What finds the candidates of one ordinance: ``extractor.Extractor`` or a test's own."""

    def extract(self, clauses: Sequence[Clause], only: Collection[int] | None = None) -> list[Candidate]:
        """Find the candidates of one ordinance's clauses, given in document order; of ``only`` some places."""
        ...


class Recipe(Protocol):
    """How to make the extractor inside a worker. It is pickled to it, so it holds no model and no regex."""

    def load(self) -> Extracts:
        """Load rules and model."""
        ...

    def version(self) -> str:
        """Name everything the candidates depend on beside the clauses: rules, tables, code and model."""
        ...

    def manifest(self) -> Manifest:
        """Describe the same, part by part; its ``version`` is ``version()``."""
        ...


@dataclass(frozen=True, slots=True)
class PackRecipe:
    """The extractor of a folder of rule packs (None: those delivered with tenken), without some rules.

    ``tables`` are a city's own tables of PHASE and 類型 by name (``extractor.attributes.classes.Classes.of``).
    """

    directory: Path | None = None
    disabled: tuple[str, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()

    def load(self) -> Extracts:
        """Load the packs and build the extractor; raises RuleError for a malformed pack."""
        from extractor.pipeline import Extractor  # noqa: PLC0415 - the pipeline is heavy; a parent may not need it
        from rules.loader import load_packs  # noqa: PLC0415 - as above

        return Extractor.load(load_packs(self.directory, disabled=self.disabled), tables=dict(self.tables))

    def version(self) -> str:
        """Join the hashes of packs and attribute tables with those of code and model."""
        return self.manifest().version

    def manifest(self) -> Manifest:
        """Describe packs, attribute tables, code and model; raises RuleError for a malformed pack."""
        from importlib.metadata import version  # noqa: PLC0415 - as above

        from extractor.attributes.packs import tables_hash  # noqa: PLC0415 - as above
        from extractor.engines.manifest import Manifest, code_hash  # noqa: PLC0415 - as above
        from extractor.nlp import model_version  # noqa: PLC0415 - as above
        from rules.loader import load_packs  # noqa: PLC0415 - as above

        packs = load_packs(self.directory, disabled=self.disabled)
        engine = "/".join((version("tenken"), code_hash(), model_version()))
        return Manifest.of(packs, engine, tables_hash(own=self.tables))
