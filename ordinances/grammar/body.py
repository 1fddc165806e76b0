"""The body of a 例規, line by line into the tree: 本則, 附則, 別表, 様式."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ordinances.grammar.headings import Appendix, appendix, caption_text, is_preamble, suppl_law
from ordinances.grammar.lines import Line
from ordinances.grammar.marks import Mark, article_mark, dai_mark, heading_mark, leading_bracket, number_mark
from ordinances.grammar.node import Node
from ordinances.grammar.notes import strip_note
from ordinances.grammar.numbers import Number, follows
from ordinances.grammar.placing import Place, place
from ordinances.model import Level, Provision

_RANKS = (Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION, Level.DIVISION)
_GOES_ON = re.compile("ただし、|この場合|但し|[、。）」]")
_SHORT_NAME = 30
_TABLE_NEXT = re.compile("次の表|下の表|左の表|下表|次表|左表")
_KATAKANA_STYLE = re.compile("[^ぁ-ん]{6,}$")


class Body:
    """Reads the lines of a body in order and grows the tree.

    ``lines`` come without the 目次; ``dai`` tells that the document numbers its provisions 第1, 第2 … and
    has no 条.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.roots: list[Node] = []
        self.headings: list[Node] = []
        self.division: Node | None = None  # 附則 being read; None in the 本則
        self.appendix: Node | None = None
        self.stack: list[Node] = []  # container (article or division), paragraph, item …
        self.caption = ""
        self.above: Line | None = None
        self.in_table = False
        self.last_article: Number = ()
        self.main = Node(Level.ARTICLE)  # holds paragraphs of a 本則 without articles
        self.marks = [self._article(line.text) for line in lines]
        self.sectors = _sectors(lines)
        self.dai = not any(self.marks)
        if self.dai:
            self.marks = [dai_mark(line.text) for line in lines]

    def read(self) -> tuple[Provision, ...]:
        """Read all lines and return the provisions."""
        for index, line in enumerate(self.lines):
            text = strip_note(line.text)
            if text:
                self._line(index, line, text)
            self.above = line
        return tuple(provision for node in self.roots for provision in _frozen(node))

    def _line(self, index: int, line: Line, text: str) -> None:
        law = suppl_law(text)
        if law is not None:
            self._open_suppl(law)
        elif not line.cut and (found := appendix(text)) is not None:
            self._open_appendix(found)
        elif self.appendix is not None:
            self.appendix.append(text, "\n")
        elif not (self._heading(line, text) or self._take_article(index, line) or self._take_caption(index, text)):
            self._content(line, text)

    # headings and containers

    def _add(self, node: Node) -> Node:
        """Put a node under the innermost open heading, 附則 or the root."""
        if self.headings:
            self.headings[-1].add(node)
        elif self.division is not None:
            self.division.add(node)
        else:
            self.roots.append(node)
        return node

    def _open_suppl(self, law: str) -> None:
        self.headings, self.appendix, self.last_article, self.caption = [], None, (), ""
        self.division = Node(Level.SUPPL, label="附則", caption=law)
        self.roots.append(self.division)
        self.stack = [self.division]
        self.in_table = False

    def _open_appendix(self, found: Appendix) -> None:
        self.headings, self.caption, self.stack = [], "", []
        self.division = None
        self.appendix = Node(found.level, number=found.number, label=found.label, caption=found.caption)
        self.roots.append(self.appendix)

    def _heading(self, line: Line, text: str) -> bool:
        mark = heading_mark(text)
        if mark is None or line.cut:
            return False
        level = Level(mark.style)
        rank = _RANKS.index(level)
        while self.headings and _RANKS.index(self.headings[-1].level) >= rank:
            self.headings.pop()
        self.headings.append(self._add(Node(level, mark.first, mark.last, label=mark.label, caption=mark.rest)))
        self.stack, self.in_table, self.caption = [], False, ""
        return True

    # articles

    def _article(self, text: str) -> Mark | None:
        return article_mark(text)

    def _take_article(self, index: int, line: Line) -> bool:
        mark = self.marks[index]
        if mark is None or not self._is_article(index, mark):
            return False
        rest, caption = strip_note(mark.rest), self.caption
        if rest[:1] in ("（", "(", "【") and (cut := leading_bracket(rest)) and "。" not in rest[:cut]:
            caption, rest = rest[1 : cut - 1], rest[cut:].strip(" 　\t")
        article = self._add(Node(Level.ARTICLE, mark.first, mark.last, label=mark.label, caption=caption))
        self.caption, self.last_article, self.in_table = "", mark.last, False
        paragraph = Node(Level.PARAGRAPH, (1,), (1,), indent=line.indent)
        self.stack = [article, article.add(paragraph)]
        if self._is_name(index, rest):
            article.caption = article.caption or rest
        elif rest:
            self._first_text(paragraph, rest)
        return True

    def _first_text(self, paragraph: Node, rest: str) -> None:
        """Take the text after 第三条, which may begin with the printed number of its first 項."""
        mark = number_mark(rest)
        if mark is not None and mark.firm and mark.style in ("arabic", "circled") and mark.first == (1,):
            paragraph.label, paragraph.style, rest = mark.label, mark.style, mark.rest
        if rest:
            paragraph.append(rest, "")

    def _is_name(self, index: int, rest: str) -> bool:
        """Tell whether what follows the number is a name (第1　趣旨), its text coming on the next line."""
        if not rest or len(rest) > _SHORT_NAME or "。" in rest or "、" in rest or rest.startswith("削除"):
            return False
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if after is None or self.lines[index].full or self.marks[index + 1] is not None:
            return False
        if caption_text(after.text) is not None or heading_mark(after.text) or suppl_law(after.text) is not None:
            return False
        mark = number_mark(after.text)
        return mark is None or (mark.style in ("arabic", "circled") and mark.first == (1,)) or self.dai

    def _is_article(self, index: int, mark: Mark) -> bool:
        """Tell whether a 条 mark opens an article here, from the number before and the numbers to come."""
        line = self.lines[index]
        if "\t" in line.text and (self.in_table or (self.last_article and not follows(self.last_article, mark.first))):
            return False  # a row of a table that lists articles
        if not self.last_article:
            return (mark.firm or mark.first == (1,)) and not line.cut
        if follows(self.last_article, mark.first):
            return mark.firm or not line.cut
        if not mark.firm or line.cut or mark.first <= self.last_article:
            return False
        return not self._comes_later(index)

    def _comes_later(self, index: int) -> bool:
        """Tell whether the article that should come next still comes in this part (so a jump is a quotation)."""
        end = self.sectors[index]
        rest = self.marks[index + 1 : end]
        return any(mark is not None and mark.firm and follows(self.last_article, mark.first) for mark in rest)

    # captions

    def _take_caption(self, index: int, text: str) -> bool:
        caption = caption_text(text)
        if caption is None:
            return False
        if self._awaits_text() and not self.stack[0].caption and not self._before_mark(index):
            self.stack[0].caption = caption
            return True
        if not self._before_mark(index):
            return False
        self.caption = caption
        return True

    def _awaits_text(self) -> bool:
        return len(self.stack) == 2 and self.stack[0].level is Level.ARTICLE and not self.stack[1].texts

    def _before_mark(self, index: int) -> bool:
        """Tell whether the next line opens an article, a 項 or a 附則's first paragraph."""
        if index + 1 >= len(self.lines):
            return False
        mark = self.marks[index + 1]
        if mark is not None and self._is_article(index + 1, mark):
            return True
        number = number_mark(self.lines[index + 1].text)
        if number is not None and number.style in ("arabic", "circled", "kanji"):
            return self._fits_paragraph(number)
        return self.division is not None and len(self.stack) == 1

    def _fits_paragraph(self, mark: Mark) -> bool:
        if len(self.stack) < 2:
            return True
        return follows(self.stack[1].last, mark.first) or self.stack[0].level is not Level.ARTICLE

    # paragraphs, items, text, tables

    def _content(self, line: Line, text: str) -> None:
        if self._table_row(text):
            return
        mark = number_mark(text)
        if mark is None and self._table_goes_on(line, text):
            return
        self.in_table = False
        if mark is not None and self._take_number(mark, line):
            return
        self._take_text(line, text)

    def _take_number(self, mark: Mark, line: Line) -> bool:
        if not self.stack:
            self.stack = [self._container()]
        if len(self.stack) == 1:
            return self._first_number(mark, line)
        if self._awaits_text() and mark.style in ("arabic", "circled") and mark.first == (1,) and mark.firm:
            paragraph = self.stack[1]
            paragraph.style, paragraph.label = mark.style, mark.label
            if mark.rest:
                paragraph.append(mark.rest, "")
            return True
        where = place(mark, self.stack, line.indent, midway=line.cut)
        if where is None:
            return False
        self._put(where, mark, line)
        return True

    def _first_number(self, mark: Mark, line: Line) -> bool:
        """Open the first 項 of a 附則 or of a 本則 without articles; 号 there stand under an unprinted 項."""
        if not mark.firm or mark.sign:
            return False
        if mark.style in ("arabic", "circled", "kanji"):
            self._put(Place(1, Level.PARAGRAPH, mark.first, mark.last, mark.style), mark, line)
            return True
        self.stack.append(self.stack[0].add(Node(Level.PARAGRAPH, (1,), (1,))))
        self._put(Place(2, Level.ITEM, mark.first, mark.last, mark.style), mark, line)
        return True

    def _put(self, where: Place, mark: Mark, line: Line) -> None:
        del self.stack[where.depth :]
        node = Node(where.level, where.first, where.last, where.style, mark.label, indent=line.indent)
        if where.level is Level.SUBITEM:
            node.number = _position(self.stack[-1], node)
        if where.level is Level.PARAGRAPH:
            node.caption, self.caption = self.caption, ""
        if mark.rest:
            node.append(strip_note(mark.rest), "")
        self.stack.append(self.stack[-1].add(node))

    def _container(self) -> Node:
        """Return what holds paragraphs that stand in no article: the 附則, or the 本則 itself."""
        if self.division is not None:
            return self.division
        return self._add(Node(Level.ARTICLE))

    def _table_goes_on(self, line: Line, text: str) -> bool:
        """Take an unmarked line below a row, or below a paragraph that announces a table (次の表), into the table."""
        after_full = self.above is not None and self.above.full
        if self.in_table:
            self.stack[-1].children[-1].append(text, "" if after_full else "\n")
            return True
        announced = self.stack and self.stack[-1].ends("。") and _TABLE_NEXT.search("".join(self.stack[-1].texts))
        if not announced or after_full or text.endswith("。") or line.cut:
            return False
        self.stack[-1].add(Node(Level.TABLE, texts=[text]))
        self.in_table = True
        return True

    def _take_text(self, line: Line, text: str) -> None:
        if self._wrapped_heading(text):
            return
        if not self.stack:
            self.stack = [self._container()]
        if len(self.stack) == 1:
            self._new_paragraph(line, text, (1,))
        elif self._opens_unnumbered(line, text):
            self._new_paragraph(line, text, (self.stack[1].last[0] + 1,))
        else:
            self.stack[-1].append(text, self._joiner())

    def _wrapped_heading(self, text: str) -> bool:
        """Take the rest of a heading that was wrapped."""
        if self.stack or not self.headings or self.above is None or not self.above.full or "。" in text:
            return False
        self.headings[-1].caption += text
        return True

    def _new_paragraph(self, line: Line, text: str, number: Number) -> None:
        del self.stack[1:]
        node = Node(Level.PARAGRAPH, number, number, indent=line.indent, caption=self.caption)
        self.caption = ""
        node.append(text, "")
        self.stack.append(self.stack[0].add(node))

    def _opens_unnumbered(self, line: Line, text: str) -> bool:
        """Tell whether an unmarked line is a 項 of its own, as in old statutes and 附則 without numbers."""
        node, paragraph = self.stack[-1], self.stack[1]
        if paragraph.label or not node.texts or _GOES_ON.match(text) or (self.above is not None and self.above.full):
            return False
        if _KATAKANA_STYLE.match(text) and _KATAKANA_STYLE.match(node.texts[-1]):
            return True  # statutes before 1946: no 。, every 項 a line
        whole = text.endswith("。") or line.full
        return whole and (node.ends("。") or node is not paragraph)

    def _joiner(self) -> str:
        """Return what to join text with: nothing inside a sentence that was wrapped, else a line break."""
        if not self.stack[-1].texts or (self.above is not None and self.above.full):
            return ""
        return "\n" if self.stack[-1].ends("。") else ""

    def _table_row(self, text: str) -> bool:
        """Take a row (cells parted by TAB) into a table under the open provision."""
        if "\t" not in text or (text.count("\t") == 1 and not self.in_table and number_mark(text) is not None):
            return False
        if not self.stack:
            self.stack = [self._container()]
        holder = self.stack[-1]
        if not (self.in_table and holder.children and holder.children[-1].level is Level.TABLE):
            holder.add(Node(Level.TABLE))
        holder.children[-1].append(text, "\n")
        self.in_table = True
        return True


def _frozen(node: Node) -> tuple[Provision, ...]:
    """Return the finished provision; an article without a number only held the paragraphs of the 本則."""
    provision = node.freeze()
    return provision.children if node.level is Level.ARTICLE and not node.first else (provision,)


def _position(parent: Node, node: Node) -> str:
    """Return the number of a 号の細分 after a range: e-Gov counts イからトまで as one, so チ is its 2nd."""
    siblings = parent.children
    if node.first != node.last:
        return str(len(siblings) + 1)
    ranged = any(sibling.first != sibling.last for sibling in siblings)
    return str(len(siblings) + 1) if ranged else ""


def _sectors(lines: Sequence[Line]) -> list[int]:
    """Return, for each line, the index where its part (本則, one 附則, one 別表) ends."""
    ends = [0] * len(lines)
    end = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        ends[index] = end
        if suppl_law(lines[index].text) is not None or appendix(lines[index].text) is not None:
            end = index
    return ends


def preamble_lines(lines: Sequence[Line]) -> list[Provision]:
    """Return 前文 and 制定文 as provisions, one a line (joined where wrapped)."""
    out: list[Node] = []
    above: Line | None = None
    for line in lines:
        if is_preamble(line.text):
            continue
        if above is not None and above.full and not above.text.endswith("。"):
            out[-1].append(line.text, "")
        else:
            out.append(Node(Level.PREAMBLE, label="前文", texts=[line.text]))
        above = line
    return [node.freeze() for node in out]
