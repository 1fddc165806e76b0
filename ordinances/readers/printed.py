"""What vendor pages print around the provisions, read off the characters where the markup does not tell."""

from __future__ import annotations

import re

from ordinances.grammar.headings import appendix, caption_text, is_toc, suppl_law
from ordinances.grammar.marks import heading_mark
from ordinances.grammar.notes import strip_note
from ordinances.model import Level, Promulgation
from ordinances.readers.tree import TreeBuilder
from ordinances.wareki import find_wareki, parse_wareki

_CONTENTS_LINE = re.compile(
    "第.+[\N{FULLWIDTH LEFT PARENTHESIS}(]第?.+[)\N{FULLWIDTH RIGHT PARENTHESIS}]|[附付]則.*"
)


def split_number(text: str) -> tuple[str, Promulgation]:
    """Split ``平成9年9月24日 条例第20号`` into the number as it is cited and the promulgation.

    The number as it is cited is ``平成9年条例第20号``; without a date the text itself is the number.
    """
    match = find_wareki(text)
    if match is None:
        return text.strip(" 　"), Promulgation()
    rest = (text[: match.start()] + text[match.end() :]).strip(" 　")
    year = text[match.start() : match.end("y")] + "年"
    dated = find_wareki(rest)  # a number printed with its year
    number = rest if not rest or (dated and dated.start() == 0) else f"{year}{rest}"
    return number, Promulgation(match[0], parse_wareki(match[0]))


def bare_title(text: str) -> str:
    """Give a title without the mark 例規集 print before it."""
    return text.strip(" 　\n").lstrip("○◯●◎ 　")


def image_note(count: int) -> tuple[str, ...]:
    """Give the remark for the import report when a document holds images."""
    return (f"画像が {count} 個あります(様式など)。画像の中の文字は読み取っていません。",) if count else ()


class PrintedLines:
    """Reads lines whose markup does not tell what they are into a tree, by what they print."""

    def __init__(self, tree: TreeBuilder) -> None:
        self.tree = tree
        self.caption = ""
        self._in_contents = False

    def take_caption(self) -> str:
        """Give the caption that stood on a line of its own, once."""
        caption, self.caption = self.caption, ""
        return caption

    def read(self, text: str) -> None:
        """Add one line: a heading, 附則, 別表, 様式, a caption, or text of the open provision."""
        text = strip_note(text)
        if not text:
            return
        if is_toc(text) or (self._in_contents and _CONTENTS_LINE.fullmatch(text)):
            self._in_contents = True
            return
        self._in_contents = False
        if self._opens(text):
            return
        caption = caption_text(text)
        if caption is not None and not self.tree.in_appendix:
            self.caption = caption
        else:
            self.tree.text(text)

    def _opens(self, text: str) -> bool:
        """Open the part of the ordinance a line heads; tell whether it heads one."""
        law = suppl_law(text)
        heading = heading_mark(text)
        extra = appendix(text)
        if law is not None:
            self.tree.add(Level.SUPPL, "附則", caption=law)
        elif extra is not None:
            self.tree.add(extra.level, extra.label, number=extra.number, caption=extra.caption)
        elif heading is not None:
            self.tree.add(Level(heading.style), heading.label, caption=heading.rest)
        return law is not None or heading is not None or extra is not None
