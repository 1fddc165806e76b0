"""The tree a body grows into: where the reading stands, and the acts that open provisions there."""

from __future__ import annotations

from ordinances.grammar.headings import Appendix
from ordinances.grammar.marks import Mark
from ordinances.grammar.node import Node
from ordinances.grammar.numbers import Number
from ordinances.grammar.placing import Place
from ordinances.model import Level, Provision

_RANKS = (Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION, Level.DIVISION)


class Tree:
    """Open provisions and the roots above them.

    ``stack`` runs from the container of paragraphs (an article, a 附則, or the 本則 itself) over the 項 to
    the deepest open provision; it is empty right after a heading and inside a 別表.
    """

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.headings: list[Node] = []
        self.division: Node | None = None  # the 附則 being read; None in the 本則
        self.appendix: Node | None = None  # the 別表 or 様式 being read
        self.stack: list[Node] = []
        self.in_table = False

    @property
    def deepest(self) -> Node:
        """The open provision that takes the next text."""
        return self.stack[-1]

    @property
    def paragraph(self) -> Node:
        """The open 項."""
        return self.stack[1]

    def awaits_text(self) -> bool:
        """Tell whether an article has been opened and nothing of its first 項 has come yet."""
        return len(self.stack) == 2 and self.stack[0].level is Level.ARTICLE and not self.paragraph.texts

    def takes_law(self) -> bool:
        """Tell whether a 附則 has just been opened without its amending law, which may come below."""
        return self.division is not None and self.stack == [self.division] and not self.division.caption

    def add(self, node: Node) -> Node:
        """Put a node under the innermost open heading, the 附則 or the root."""
        if self.headings:
            return self.headings[-1].add(node)
        if self.division is not None:
            return self.division.add(node)
        self.roots.append(node)
        return node

    def open_suppl(self, law: str) -> None:
        """Open a 附則, amending law ``law`` (``""`` for the original one)."""
        self.division = Node(Level.SUPPL, label="附則", caption=law)
        self.roots.append(self.division)
        self._leave(stack=[self.division])

    def open_appendix(self, found: Appendix) -> None:
        """Open a 別表 or 様式; it takes every line until the next one or a 附則."""
        self._leave(stack=[])
        self.division = None
        self.appendix = Node(found.level, number=found.number, label=found.label, caption=found.caption)
        self.roots.append(self.appendix)

    def _leave(self, stack: list[Node]) -> None:
        self.headings, self.appendix, self.stack, self.in_table = [], None, stack, False

    def open_heading(self, mark: Mark) -> None:
        """Open a 編章節款目, closing those of its rank and below."""
        level = Level(mark.style)
        rank = _RANKS.index(level)
        while self.headings and _RANKS.index(self.headings[-1].level) >= rank:
            self.headings.pop()
        node = Node(level, mark.first, mark.last, label=mark.label, caption=mark.rest)
        self.headings.append(self.add(node))
        self.stack, self.in_table = [], False

    def open_article(self, mark: Mark, caption: str, indent: int) -> Node:
        """Open an article with its unprinted first 項, which is returned."""
        article = self.add(Node(Level.ARTICLE, mark.first, mark.last, label=mark.label, caption=caption))
        paragraph = article.add(Node(Level.PARAGRAPH, (1,), (1,), indent=indent))
        self.stack, self.in_table = [article, paragraph], False
        return paragraph

    def ensure_container(self) -> None:
        """Open what holds 項 that stand in no article: the 附則, or the 本則 itself."""
        if not self.stack:
            self.stack = [self.division if self.division is not None else self.add(Node(Level.ARTICLE))]

    def open_paragraph(self, number: Number, text: str, caption: str, indent: int) -> None:
        """Open a 項 that carries no printed number."""
        del self.stack[1:]
        node = Node(Level.PARAGRAPH, number, number, caption=caption, indent=indent)
        if text:
            node.append(text, "")
        self.stack.append(self.stack[0].add(node))

    def put(self, where: Place, mark: Mark, text: str, caption: str, indent: int) -> None:
        """Open a numbered 項, 号 or 号の細分 at a place."""
        del self.stack[where.depth :]
        node = Node(where.level, where.first, where.last, where.style, mark.label, caption, indent)
        if where.level is Level.SUBITEM:
            node.number = _position(self.deepest, node)
        if text:
            node.append(text, "")
        self.stack.append(self.deepest.add(node))

    def table_line(self, text: str, joiner: str = "\n") -> None:
        """Put a line into the table under the open provision, opening one if the last line was not a row."""
        children = self.deepest.children
        if not (self.in_table and children and children[-1].level is Level.TABLE):
            self.deepest.add(Node(Level.TABLE))
        self.deepest.children[-1].append(text, joiner)
        self.in_table = True

    def freeze(self) -> tuple[Provision, ...]:
        """Return the finished provisions; an article without a number only held the 項 of the 本則."""
        out: list[Provision] = []
        for node in self.roots:
            provision = node.freeze()
            out.extend(provision.children if node.level is Level.ARTICLE and not node.first else (provision,))
        return tuple(out)


def _position(parent: Node, node: Node) -> str:
    """Return the number of a 号の細分 after a range: e-Gov counts イからトまで as one, so チ is its 2nd."""
    siblings = parent.children
    ranged = any(sibling.first != sibling.last for sibling in (*siblings, node))
    return str(len(siblings) + 1) if ranged else ""
