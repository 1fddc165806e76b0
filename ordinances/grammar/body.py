"""The body of a 例規 into the tree: what each line is, told by its mark and by what came before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ordinances.grammar.headings import amending_law, appendix, caption_text, suppl_law
from ordinances.grammar.lines import Line
from ordinances.grammar.marks import (
    Mark,
    article_mark,
    dai_mark,
    heading_mark,
    leading_bracket,
    number_mark,
)
from ordinances.grammar.notes import strip_note
from ordinances.grammar.numbers import Number, follows
from ordinances.grammar.placing import Place, place
from ordinances.grammar.tree import Tree
from ordinances.model import Level, Provision

_GOES_ON = re.compile("ただし、|この場合|但し|[、。）」]")
_TABLE_NEXT = re.compile("次の表|下の表|左の表|下表|次表|左表")
# Statutes before 1946: katakana and kanji only, no 。, every 項 a line.
_KATAKANA_STYLE = re.compile("[^ぁ-ん]{6,}$")
_PARAGRAPH_STYLES = ("arabic", "circled")
_NAME_LENGTH = 30
_LOOK_AHEAD = 200


class Body:
    """Reads the lines of a body (without its 目次) in order and grows the tree."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.tree = Tree()
        self.caption = ""
        self.above: Line | None = None
        self.last_article: Number = ()
        self.marks = [article_mark(line.text) for line in lines]
        # A 要綱 may number its provisions 第1, 第2 … without 条.
        self.dai = not any(self.marks)
        if self.dai:
            self.marks = [dai_mark(line.text) for line in lines]
        self.sectors = _sectors(lines)

    def read(self) -> tuple[Provision, ...]:
        """Read all lines and return the provisions."""
        for index, line in enumerate(self.lines):
            text = strip_note(line.text)
            if text:
                self._line(index, line, text)
            self.above = line
        return self.tree.freeze()

    def _line(self, index: int, line: Line, text: str) -> None:
        law = suppl_law(text)
        if law is not None:
            self.tree.open_suppl(law)
            self.last_article, self.caption = (), ""
        elif self.tree.takes_law() and (amending := amending_law(text)):
            self.tree.stack[0].caption = amending
        elif not line.cut and (found := appendix(text)) is not None:
            self.tree.open_appendix(found)
            self.caption = ""
        elif self.tree.appendix is not None:
            self.tree.appendix.append(text, "\n")
        elif not (self._heading(line, text) or self._article(index, line) or self._caption(index, text)):
            self._content(line, text)

    def _heading(self, line: Line, text: str) -> bool:
        mark = None if line.cut else heading_mark(text)
        if mark is None:
            return False
        self.tree.open_heading(mark)
        self.caption = ""
        return True

    # articles

    def _article(self, index: int, line: Line) -> bool:
        mark = self._article_at(index, captioned=bool(self.caption))
        if mark is None:
            return False
        rest, caption = strip_note(mark.rest), self.caption
        if rest[:1] in ("（", "(", "【") and (cut := leading_bracket(rest)):
            caption, rest = rest[1 : cut - 1], rest[cut:].strip(" 　\t")
        if self._is_name(index, rest):
            caption, rest = caption or rest, ""
        self.tree.open_article(mark, caption, line.indent)
        self.caption, self.last_article = "", mark.last
        first = number_mark(rest)
        if not (first is not None and self._first_paragraph(first)) and rest:
            self.tree.paragraph.append(rest, "")
        return True

    def _first_paragraph(self, mark: Mark) -> bool:
        """Take the printed number of an article's first 項 (第3条　1　…)."""
        if not (mark.firm and mark.style in _PARAGRAPH_STYLES and mark.first == (1,)):
            return False
        paragraph = self.tree.paragraph
        paragraph.label, paragraph.style = mark.label, mark.style
        if mark.rest:
            paragraph.append(mark.rest, "")
        return True

    def _is_name(self, index: int, rest: str) -> bool:
        """Tell whether what follows the number is a name (第1　趣旨), its text coming on the next line."""
        if not rest or len(rest) > _NAME_LENGTH or "。" in rest or "、" in rest or rest.startswith("削除"):
            return False
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if after is None or self.lines[index].full or self.marks[index + 1] is not None:
            return False
        if caption_text(after.text) or heading_mark(after.text) or suppl_law(after.text) is not None:
            return False
        mark = number_mark(after.text)
        return mark is None or (mark.style in _PARAGRAPH_STYLES and mark.first == (1,)) or self.dai

    def _article_at(self, index: int, *, captioned: bool) -> Mark | None:
        """Return the mark of the article that opens at a line, None if none does.

        Below a caption the next article's number may run into its text (第3条第1項の許可は…), as in bad PDFs.
        """
        mark = self.marks[index]
        if mark is not None and self._is_article(index, mark):
            return mark
        if not captioned or self.tree.awaits_text() or (mark is not None and mark.firm):
            return None
        mark = article_mark(self.lines[index].text, cited=True)
        return mark if mark is not None and follows(self.last_article, mark.first) else None

    def _is_article(self, index: int, mark: Mark) -> bool:
        """Tell whether a 条 mark opens an article here, from the number before and the numbers to come."""
        line, last = self.lines[index], self.last_article
        next_one = bool(last) and follows(last, mark.first)
        if self.tree.in_table and ("\t" in line.text or (last and not next_one)):
            return False  # a row of a table that lists articles
        # Nothing but an article's own number is followed by a space, even where a line was cut.
        cut = line.cut and not self._stands_apart(index, mark)
        if not last:
            return (mark.firm or mark.first == (1,)) and not cut
        if next_one:
            return mark.firm or not line.cut
        jump = mark.firm and not cut and mark.first > last and "\t" not in line.text
        return jump and not self._comes_later(index)

    def _stands_apart(self, index: int, mark: Mark) -> bool:
        """Tell whether a space follows the number, or a caption in brackets on the next line."""
        after = self.lines[index].text[len(mark.label) :]
        if after:
            return after[0] in " 　\t" or leading_bracket(after) > 0
        return index + 1 < len(self.lines) and self.lines[index + 1].text[0] in "（("

    def _comes_later(self, index: int) -> bool:
        """Tell whether the articles jumped over still come, so that the jump is a quotation or a table's cell.

        The very next one tells when it is near; farther off it takes two, since one may itself be quoted.
        """
        here, last = self.marks[index], self.last_article
        coming = [
            mark for mark in self.marks[index + 1 : self.sectors[index]] if mark is not None and mark.firm
        ]
        near = self.marks[index + 1 : min(self.sectors[index], index + _LOOK_AHEAD)]
        if any(mark is not None and mark.firm and follows(last, mark.first) for mark in near):
            return True
        skipped = {mark.first for mark in coming if here is not None and last < mark.first < here.first}
        return len(skipped) > 1

    # captions

    def _caption(self, index: int, text: str) -> bool:
        caption = caption_text(text)
        if caption is None:
            return False
        if self._before_mark(index):
            self.caption = caption
            return True
        if self.tree.awaits_text() and not self.tree.stack[0].caption:
            self.tree.stack[0].caption = caption
            return True
        return False

    def _before_mark(self, index: int) -> bool:
        """Tell whether the next line opens an article, a 項 or a 附則's first paragraph."""
        if index + 1 >= len(self.lines):
            return False
        if self._article_at(index + 1, captioned=True) is not None:
            return True
        stack = self.tree.stack
        number = number_mark(self.lines[index + 1].text)
        if number is not None and number.style in (*_PARAGRAPH_STYLES, "kanji"):
            apart = len(stack) < 2 or stack[0].level is not Level.ARTICLE
            return apart or follows(self.tree.paragraph.last, number.first)
        return self.tree.division is not None and len(stack) == 1

    # paragraphs, items, tables, text

    def _content(self, line: Line, text: str) -> None:
        mark = number_mark(text)
        if "\t" in text and (text.count("\t") > 1 or self.tree.in_table or mark is None):
            self.tree.ensure_container()
            self.tree.table_line(text)
        elif mark is not None and self._number(mark, line):
            self.tree.in_table = False
        elif not (self._heading_goes_on(text) or self._table_goes_on(line, text)):
            self._text(line, text)

    def _number(self, mark: Mark, line: Line) -> bool:
        tree = self.tree
        tree.ensure_container()
        if len(tree.stack) == 1:
            where = self._first_number(mark)
        elif tree.awaits_text() and self._first_paragraph(mark):
            return True
        else:
            where = place(mark, tree.stack, line.indent, midway=line.cut)
        if where is None:
            return False
        caption = ""
        if where.level is Level.PARAGRAPH:
            caption, self.caption = self.caption, ""
        tree.put(where, mark, strip_note(mark.rest), caption, line.indent)
        return True

    def _first_number(self, mark: Mark) -> Place | None:
        """Place the first number of a 附則 or of a 本則 without articles, a 号 under an unprinted 項."""
        if not mark.firm or mark.sign:
            return None
        if mark.style in (*_PARAGRAPH_STYLES, "kanji"):
            return Place(1, Level.PARAGRAPH, mark.first, mark.last, mark.style)
        self.tree.open_paragraph((1,), "", self.caption, 0)
        return Place(2, Level.ITEM, mark.first, mark.last, mark.style)

    def _heading_goes_on(self, text: str) -> bool:
        """Take the rest of a heading that was wrapped."""
        if self.tree.stack or not self.tree.headings or not self._after_full() or "。" in text:
            return False
        self.tree.headings[-1].caption += text
        return True

    def _table_goes_on(self, line: Line, text: str) -> bool:
        """Take an unmarked line below a row, or below a 項 announcing a table (次の表), into the table."""
        tree = self.tree
        if tree.in_table:
            tree.table_line(text, "" if self._after_full() else "\n")
            return True
        if (
            not tree.stack
            or self._after_full()
            or line.cut
            or text.endswith("。")
            or not tree.deepest.ends("。")
        ):
            return False
        if not any(map(_TABLE_NEXT.search, tree.deepest.texts[-3:])):
            return False
        tree.table_line(text)
        return True

    def _text(self, line: Line, text: str) -> None:
        tree = self.tree
        tree.ensure_container()
        if len(tree.stack) == 1 or self._opens_unnumbered(line, text):
            number = tree.paragraph.last[0] + 1 if len(tree.stack) > 1 else 1
            tree.open_paragraph((number,), text, self.caption, line.indent)
            self.caption = ""
        else:
            tree.deepest.append(text, self._joiner())

    def _opens_unnumbered(self, line: Line, text: str) -> bool:
        """Tell whether an unmarked line is a 項 of its own, as in old statutes and 附則 without numbers."""
        node, paragraph = self.tree.deepest, self.tree.paragraph
        if paragraph.label or not node.texts or _GOES_ON.match(text) or self._after_full():
            return False
        if _KATAKANA_STYLE.match(text) and _KATAKANA_STYLE.match(node.texts[-1]):
            return True
        whole = text.endswith("。") or line.full
        return whole and (node.ends("。") or node is not paragraph)

    def _after_full(self) -> bool:
        return self.above is not None and self.above.full

    def _joiner(self) -> str:
        """Return what to join text with: nothing inside a sentence that was wrapped, else a line break."""
        broken = self._after_full() or not self.tree.deepest.ends("。")
        return "" if broken else "\n"


def _sectors(lines: Sequence[Line]) -> list[int]:
    """Return, for each line, the index where its part (本則, one 附則, one 別表) ends."""
    ends = [0] * len(lines)
    end = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        ends[index] = end
        if suppl_law(lines[index].text) is not None or appendix(lines[index].text) is not None:
            end = index
    return ends
