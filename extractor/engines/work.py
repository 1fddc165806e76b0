"""The one pure function every engine runs: a document in, rows or an error out."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from extractor.engines.model import Document, Extracts, Result
from extractor.engines.rows import Row, from_rows, to_rows

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one document: rows, or why not."""

    rows: list[Row] = field(default_factory=list)
    error: str = ""


def analyse(extractor: Extracts, document: Document) -> Answer:
    """Extract one document. A failure is that document's alone and is told in one line."""
    try:
        return Answer(to_rows(extractor.extract(document.clauses, document.only), document.clauses))
    except Exception as error:  # one odd document must not cost the others
        log.warning("document_failed", doc_id=document.doc_id, exc_info=True)
        reason = " ".join(str(error).split())[:200]
        return Answer(error=f"この例規は調べられませんでした（{type(error).__name__}: {reason}）。")


def result_of(document: Document, answer: Answer) -> Result:
    """Join an answer with the document it is about."""
    return Result(document.doc_id, from_rows(answer.rows, document.clauses), answer.error)
