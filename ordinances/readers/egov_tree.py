"""法令標準XML elements to the Provision tree, one small function per element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from ordinances.model import Level, Provision
from ordinances.readers.egov_text import block_lines, inline, sentences

_HEADINGS = {
    "Part": Level.PART,
    "Chapter": Level.CHAPTER,
    "Section": Level.SECTION,
    "Subsection": Level.SUBSECTION,
    "Division": Level.DIVISION,
}
# Blocks that are printed as part of the paragraph or item they stand in.
_TEXT_BLOCKS = frozenset({"AmendProvision", "List", "QuoteStruct", "ArithFormula"})
_TABLE_BLOCKS = {"TableStruct": Level.TABLE, "Table": Level.TABLE, "StyleStruct": Level.FORM}
_APPENDICES = {
    "AppdxTable": Level.TABLE,
    "Appdx": Level.TABLE,
    "AppdxNote": Level.FORM,
    "AppdxStyle": Level.FORM,
    "AppdxFormat": Level.FORM,
    "AppdxFig": Level.FORM,
}


def provisions(elements: Iterable[etree._Element]) -> tuple[Provision, ...]:
    """Return the provisions among ``elements`` (an element stands for its children), in document order.

    What carries no provision (a title, a 目次) is passed over.
    """
    return tuple(_made(elements))


def _made(elements: Iterable[etree._Element]) -> Iterator[Provision]:
    for child in elements:
        make = _MAKERS.get(child.tag) if isinstance(child.tag, str) else None
        if make is not None:
            yield make(child)


def _heading(element: etree._Element) -> Provision:
    level = _HEADINGS[element.tag]
    label, caption = split_title(inline(element.find(f"{element.tag}Title")))
    return Provision(level, element.get("Num", ""), label, caption, children=provisions(element))


def split_title(title: str) -> tuple[str, str]:
    """Split ``第一章　総則`` into its number and its name."""
    label, _, caption = title.replace(" ", "　").partition("　")
    return label, caption.strip("　")


def _article(element: etree._Element) -> Provision:
    return Provision(
        Level.ARTICLE,
        element.get("Num", ""),
        inline(element.find("ArticleTitle")),
        unbracket(inline(element.find("ArticleCaption"))),
        children=provisions(element),
    )


def unbracket(caption: str) -> str:
    """Return a caption (見出し) without the brackets around it."""
    match = re.fullmatch(r"[（(〔［\[](.*)[）)〕］\]]", caption)
    return match[1] if match else caption


def _paragraph(element: etree._Element) -> Provision:
    return Provision(
        Level.PARAGRAPH,
        element.get("Num", "") or "1",
        inline(element.find("ParagraphNum")),
        unbracket(inline(element.find("ParagraphCaption"))),
        _own_text(element, "ParagraphSentence"),
        provisions(element),
    )


def _item(element: etree._Element) -> Provision:
    tag = element.tag
    level = Level.SUBITEM if tag.startswith("Subitem") else Level.ITEM
    return Provision(
        level,
        element.get("Num", ""),
        inline(element.find(f"{tag}Title")),
        text=_own_text(element, f"{tag}Sentence"),
        children=provisions(element),
    )


def _own_text(element: etree._Element, sentence_tag: str) -> str:
    """Return a paragraph's or item's sentences; lists and 改正規定 follow on lines of their own."""
    text = sentences(element.find(sentence_tag))
    blocks = [line for child in element if child.tag in _TEXT_BLOCKS for line in block_lines(child)]
    return "\n".join([text, *blocks]) if blocks else text


def _table(element: etree._Element) -> Provision:
    title = element.find("TableStructTitle")
    lines = (line for child in element if child is not title for line in block_lines(child))
    return Provision(_TABLE_BLOCKS[element.tag], caption=inline(title), text="\n".join(lines))


def _appendix(element: etree._Element) -> Provision:
    """別表・様式・別記: the heading, the articles it relates to (第三条関係), and all it prints below."""
    tag = element.tag.removeprefix("SupplProvision")
    title, related = element.find(f"{element.tag}Title"), element.find("RelatedArticleNum")
    lines = [line for child in element if child not in (title, related) for line in block_lines(child)]
    label, caption = split_title(inline(title)) if title is not None else ("", "")
    return Provision(
        _APPENDICES[tag],
        element.get("Num", ""),
        label,
        caption or unbracket(inline(related)),
        "\n".join(lines),
    )


def _suppl(element: etree._Element) -> Provision:
    return Provision(
        Level.SUPPL,
        label=inline(element.find("SupplProvisionLabel")),
        caption=element.get("AmendLawNum", ""),
        children=provisions(element),
    )


def _preamble(element: etree._Element) -> Provision:
    label = "制定文" if element.tag == "EnactStatement" else "前文"
    text = inline(element) if element.tag == "EnactStatement" else "\n".join(block_lines(element))
    return Provision(Level.PREAMBLE, label=label, text=text)


_MAKERS: dict[str, Callable[[etree._Element], Provision]] = {
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(("Item", *(f"Subitem{depth}" for depth in range(1, 11))), _item),
    **dict.fromkeys(_TABLE_BLOCKS, _table),
    **dict.fromkeys(_APPENDICES, _appendix),
    **{f"SupplProvision{name}": _appendix for name in ("AppdxTable", "AppdxStyle", "Appdx")},
    "Article": _article,
    "Paragraph": _paragraph,
    "SupplProvision": _suppl,
    "EnactStatement": _preamble,
    "Preamble": _preamble,
}
