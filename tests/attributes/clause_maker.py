"""Making clauses of a fictional city out of a test's own sentences."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import Span
from ordinances.model import Clause, Part


def make_clause(
    text: str,
    *,
    lead: Sequence[str] = (),
    caption: str = "",
    article: str = "5",
    items: Sequence[str] = (),
    title: str = "ほしぞら市公園条例",
) -> Clause:
    """Give a clause of a fictional ordinance."""
    return Clause(
        source="park.txt",
        title=title,
        number="平成10年条例第1号",
        locator=f"第{article}条" + "".join(f"第{item}号" for item in items),
        part=Part.MAIN,
        article=article,
        paragraph="1",
        items=tuple(items),
        caption=caption,
        headings=(),
        text=text,
        lead=tuple(lead),
    )


def spans_of(text: str, *words: str) -> list[Span]:
    """Give the span of the first place of each of ``words``."""
    return [Span(text.index(one), text.index(one) + len(one), one, "test.rule") for one in words if one]
